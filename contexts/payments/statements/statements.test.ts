import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { problemIn } from '../../../testing/gateway.ts'
import { startPayments, type RunningPayments } from '../../../testing/payments.ts'
import { itWhen } from '../../../testing/run-when.ts'
import { sharedData } from '../../../testing/published-samples.ts'
import type { BankStatementShown, StatementLineShown } from './contract.ts'
import type { PaymentsOptions } from '../context.ts'
import type { PaymentRail } from '../ports.ts'
import { statementTimers } from './timers.ts'

const rail: PaymentRail = {
  submit: async () => ({ kind: 'accepted', railReference: 'RAIL-77' }),
  status: async () => ({ kind: 'not-found' }),
  cancel: async () => ({ kind: 'not-found' }),
}

const iban = 'DE89370400440532013000'
/** Valid, another one for each number. */
const germanIban = (number: number): string => {
  const account = `37040044${String(number).padStart(10, '0')}`
  const check = 98n - (BigInt(`${account}131400`) % 97n)
  return `DE${String(check).padStart(2, '0')}${account}`
}
const uetr = '8a562c67-ca16-48ba-b074-65581be6f001'

interface Entry {
  readonly amount?: string
  readonly direction?: 'DBIT' | 'CRDT'
  readonly refs?: string
  readonly status?: string
  readonly extra?: string
}

const entry = ({
  amount = '123.45',
  direction = 'DBIT',
  refs = '',
  status = 'BOOK',
  extra = '',
}: Entry) =>
  `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd><Sts><Cd>${status}</Cd></Sts>` +
  `<BookgDt><Dt>2026-01-02</Dt></BookgDt><BkTxCd><Prtry><Cd>544</Cd></Prtry></BkTxCd>` +
  `<NtryDtls><TxDtls><Refs>${refs}</Refs><RltdPties><Cdtr><Pty><Nm>Charles Babbage</Nm></Pty></Cdtr></RltdPties>` +
  `${extra}</TxDtls></NtryDtls></Ntry>`

const balance = (kind: string, amount: string) =>
  `<Bal><Tp><CdOrPrtry><Cd>${kind}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${amount}</Amt>` +
  `<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-01-02</Dt></Dt></Bal>`

const statement = (entries: readonly Entry[], closing = '876.55', id = 'STMT-1', closes = 'CLBD') =>
  `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>BANK-1</MsgId><CreDtTm>2026-01-02T06:00:00Z</CreDtTm></GrpHdr>
<Stmt><Id>${id}</Id><ElctrncSeqNb>7</ElctrncSeqNb><Acct><Id><IBAN>${iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>
${balance('OPBD', '1000.00')}${balance(closes, closing)}
${entries.map(entry).join('\n')}
</Stmt></BkToCstmrStmt></Document>`

const start = async (more: Partial<PaymentsOptions> = {}) => {
  const app = await startPayments(rail, more)
  const pay = async (endToEndId: string, minorUnits = '12345', from = iban) => {
    const answer = await app.send('operator', '/v1/payments', {
      amount: { minorUnits, currency: 'EUR' },
      debtor: { name: 'Ada Lovelace', iban: from },
      creditor: { name: 'Charles Babbage', account: '000123456789' },
      endToEndId,
    })
    return ((await answer.json()) as { paymentId: string }).paymentId
  }
  const post = (xml: string, key = `${Math.random()}`) =>
    app.send('operator', '/v1/bank-statements').then(() =>
      fetch(`${app.url}/v1/bank-statements`, {
        method: 'POST',
        body: xml,
        headers: {
          authorization: 'Bearer key-of-operator',
          'content-type': 'application/xml',
          'idempotency-key': key,
        },
      }),
    )
  return { app, pay, post }
}

const linesOf = async (app: RunningPayments): Promise<readonly StatementLineShown[]> =>
  (
    (await (await app.send('viewer', '/v1/statement-lines')).json()) as {
      items: StatementLineShown[]
    }
  ).items

const statementsOf = async (app: RunningPayments): Promise<readonly BankStatementShown[]> =>
  (
    (await (await app.send('viewer', '/v1/bank-statements')).json()) as {
      items: BankStatementShown[]
    }
  ).items

const refs = (id: string) => ({ refs: `<EndToEndId>${id}</EndToEndId>` })

const theStatement = async (app: RunningPayments): Promise<string> =>
  (await statementsOf(app))[0]?.statementId ?? ''

describe('a bank statement', () => {
  it('is kept line by line, and each line matched by its reference', async () => {
    const { app, pay, post } = await start()
    const paymentId = await pay('INVOICE-117')
    await app.makeCalls()
    const answer = await post(statement([{ refs: '<EndToEndId>INVOICE-117</EndToEndId>' }]))
    expect(answer.status).toBe(201)
    await app.makeCalls()
    expect(await linesOf(app)).toMatchObject([
      { match: 'matched', matchedBy: 'endToEndId', paymentId, counterparty: 'C****** B******' },
    ])
    expect(await statementsOf(app)).toMatchObject([
      {
        status: 'completed',
        number: 'STMT-1',
        sequence: '7',
        account: 'DE89 **** 3000',
        check: 'agrees',
        lines: 1,
        matched: 1,
      },
    ])
    const written = await app.written()
    for (const secret of ['Charles', 'Babbage', iban]) expect(written).not.toContain(secret)
  })

  it.each([
    ['876.55', 'agrees'],
    ['876.56', 'differs'],
  ])('of a day that is not over is checked by its interim balance: %s', async (closing, check) => {
    const { app, post } = await start()
    await post(statement([{}], closing, 'STMT-1', 'ITBD'))
    expect(await statementsOf(app)).toMatchObject([{ check }])
  })

  it('matches by the rail’s reference too', async () => {
    const { app, pay, post } = await start()
    const paymentId = await pay('A')
    await app.makeCalls()
    await post(statement([{ refs: '<AcctSvcrRef>RAIL-77</AcctSvcrRef>' }]))
    await app.makeCalls()
    expect(await linesOf(app)).toMatchObject([{ match: 'matched', paymentId }])
  })

  it.each([
    ['on the amount alone', {}, 'no-reference-known'],
    ['by NOTPROVIDED', { refs: '<EndToEndId>NOTPROVIDED</EndToEndId>' }, 'no-reference-known'],
    ['by a reference nobody has', { refs: `<UETR>${uetr}</UETR>` }, 'no-reference-known'],
    [
      'where the amount differs',
      { amount: '123.46', refs: '<EndToEndId>INVOICE-117</EndToEndId>' },
      'amount-or-account-differs',
    ],
    [
      'where money came in',
      { direction: 'CRDT', refs: '<EndToEndId>INVOICE-117</EndToEndId>' },
      'incoming',
    ],
  ] as const)('matches nothing %s', async (_what, change, by) => {
    const { app, pay, post } = await start()
    await pay('INVOICE-117')
    await post(statement([change]))
    await app.makeCalls()
    expect(await linesOf(app)).toMatchObject([
      { match: 'unmatched', matchedBy: by, paymentId: null },
    ])
  })

  it('of another account than the debtor’s matches nothing', async () => {
    const { app, pay, post } = await start()
    await pay('INVOICE-117', '12345', 'DE02370400440000000024')
    await post(statement([{ refs: '<EndToEndId>INVOICE-117</EndToEndId>' }]))
    await app.makeCalls()
    expect(await linesOf(app)).toMatchObject([{ match: 'unmatched' }])
  })

  it('leaves open what could be two payments, or a payment that a line has already', async () => {
    const { app, pay, post } = await start({ duplicateDays: 0 })
    await pay('TWICE')
    await pay('TWICE')
    await pay('ONCE')
    await post(statement([refs('TWICE'), refs('ONCE'), refs('ONCE')]))
    await app.makeCalls()
    expect((await linesOf(app)).map(({ match, matchedBy }) => [match, matchedBy])).toEqual([
      ['ambiguous', 'endToEndId'],
      ['matched', 'endToEndId'],
      ['ambiguous', 'payment-matched-before'],
    ])
  })

  it('finds its payment among however many of other payers that have the same reference', async () => {
    const { app, pay, post } = await start()
    const others = Array.from({ length: 200 }, (_, number) => germanIban(number))
    await Promise.all(others.map((other) => pay('RENT', '12345', other)))
    const paymentId = await pay('RENT')
    await pay('DEPOSIT', '12345', others[0])
    await post(statement([refs('RENT'), refs('DEPOSIT')], '753.10'))
    await app.makeCalls()
    expect(await linesOf(app)).toMatchObject([
      { match: 'matched', matchedBy: 'endToEndId', paymentId },
      { match: 'unmatched', matchedBy: 'amount-or-account-differs' },
    ])
  })

  it('leaves open what could be one of many payments of the payer', async () => {
    const { app, pay, post } = await start({ duplicateDays: 0 })
    const amounts = Array.from({ length: 100 }, (_, number) => `${100 + number}`)
    await Promise.all(amounts.map((minorUnits) => pay('MANY', minorUnits)))
    await pay('MANY')
    await pay('MANY')
    await post(statement([refs('MANY')]))
    await app.makeCalls()
    expect(await linesOf(app)).toMatchObject([{ match: 'ambiguous', matchedBy: 'endToEndId' }])
  })

  it('tells the return of a payment from the payment', async () => {
    const { app, pay, post } = await start()
    const paymentId = await pay('BACK')
    const refs = '<EndToEndId>BACK</EndToEndId>'
    const extra = '<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>'
    await post(statement([{ refs }, { refs, direction: 'CRDT', extra }], '1000.00'))
    await app.makeCalls()
    expect(await linesOf(app)).toMatchObject([
      { match: 'matched', paymentId, isReturn: false },
      { match: 'matched', paymentId, isReturn: true },
    ])
  })

  it('that comes twice changes nothing, and is answered with what the first was', async () => {
    const { app, post } = await start()
    const xml = statement([{}])
    const first = await post(xml)
    const { position: _, ...said } = (await first.json()) as { position: string }
    expect([first.status, said]).toMatchObject([201, { messageId: 'BANK-1', lines: 1 }])
    await app.makeCalls()
    const head = await app.tools.log.head()
    const second = await post(xml)
    expect([second.status, await second.json()]).toEqual([
      200,
      { ...said, position: expect.any(String) },
    ])
    await app.makeCalls()
    expect(await app.tools.log.head()).toBe(head)
  })

  it('is answered alike to one request, whatever has come between', async () => {
    const { post } = await start()
    const statuses = async (xml: string, ...keys: readonly string[]) => {
      const answers: (readonly [number, string | null])[] = []
      for (const key of keys) {
        const { status, headers } = await post(xml, key)
        answers.push([status, headers.get('idempotency-replayed')])
      }
      return answers
    }
    expect(await statuses(statement([{}]), 'one', 'two', 'one', 'two')).toEqual([
      [201, null],
      [200, null],
      [201, 'true'],
      [200, 'true'],
    ])
  })

  it('is taken out of a message whose other statements are known', async () => {
    const { app, post } = await start()
    const [one, two] = [statement([{}]), statement([{}], '876.55', 'STMT-2')]
    const second = /<Stmt>.*<\/Stmt>/s.exec(two)?.[0] ?? ''
    const both = one.replace('</BkToCstmrStmt>', `${second}</BkToCstmrStmt>`)
    expect((await post(one)).status).toBe(201)
    expect((await post(both)).status).toBe(201)
    expect((await post(both)).status).toBe(200)
    expect(await statementsOf(app)).toHaveLength(2)
  })

  it('of many lines is kept whole, in order, and leaves no parts behind', async () => {
    const { app, post } = await start()
    const entries = Array.from({ length: 600 }, (_, index) => ({
      amount: '0.01',
      refs: `<EndToEndId>E-${index}</EndToEndId>`,
    }))
    const xml = statement(entries, '994.00')
    expect((await post(xml)).status).toBe(201)
    expect((await post(xml)).status).toBe(200)
    await app.makeCalls()
    expect(await statementsOf(app)).toMatchObject([
      { lines: 600, unmatched: 600, check: 'agrees', status: 'completed' },
    ])
    expect(await app.parts.begunBefore(Number.MAX_SAFE_INTEGER)).toEqual([])
  })

  it('says where its balances disagree with its entries', async () => {
    const { app, post } = await start()
    await post(statement([{}], '876.54'))
    expect(await statementsOf(app)).toMatchObject([{ check: 'differs' }])
  })

  it.each([
    [
      'a wrong order',
      (xml: string) => xml.replace(/(<Stmt>)(<Id>.*?<\/Id>)(.*?<\/Acct>)/s, '$1$3$2'),
    ],
    ['a status that is none', (xml: string) => xml.replace('<Cd>BOOK</Cd>', '<Cd>TOO-LONG</Cd>')],
    ['another namespace', (xml: string) => xml.replace('053.001.08', '053.001.13')],
    ['a document type', (xml: string) => xml.replace('<Document', '<!DOCTYPE a><Document')],
    ['its end missing', (xml: string) => xml.slice(0, -40)],
    ['an amount of too many decimals', (xml: string) => xml.replace('>123.45<', '>123.456<')],
  ])('with %s is refused whole', async (_what, damage) => {
    const { app, post } = await start()
    const answer = await post(damage(statement([{}])))
    expect([answer.status, (await problemIn(answer)).type]).toEqual([422, '/problems/file-refused'])
    expect(await app.tools.log.head()).toBe(0)
  })

  const again = (app: RunningPayments, statementId: string) =>
    app.send('operator', `/v1/bank-statements/${statementId}/match-again`, {})
  it('that came before its payments is matched when it is looked at again', async () => {
    const { app, pay, post } = await start()
    await post(statement([refs('LATER'), refs('NEVER')], '753.10'))
    await app.makeCalls()
    const statementId = await theStatement(app)
    const paymentId = await pay('LATER')
    expect((await again(app, statementId)).status).toBe(200)
    await app.makeCalls()
    expect(await linesOf(app)).toMatchObject([
      { match: 'matched', matchedBy: 'endToEndId', paymentId },
      { match: 'unmatched', matchedBy: 'no-reference-known' },
    ])
    expect(await statementsOf(app)).toMatchObject([{ matched: 1, unmatched: 1, ambiguous: 0 }])
    // Looked at once more, nothing changes.
    expect((await again(app, statementId)).status).toBe(200)
    await app.makeCalls()
    expect(await statementsOf(app)).toMatchObject([{ matched: 1, unmatched: 1 }])
  })

  it('with nothing left to match is not looked at again', async () => {
    const { app, pay, post } = await start()
    await pay('ALL')
    await post(statement([refs('ALL')]))
    await app.makeCalls()
    const statementId = await theStatement(app)
    expect((await again(app, statementId)).status).toBe(409)
  })

  const byHand = (
    app: RunningPayments,
    line: StatementLineShown | undefined,
    verb: string,
    body: object,
  ) =>
    app.send(
      'operator',
      `/v1/bank-statements/${line?.statementId}/lines/${line?.line}/${verb}`,
      body,
    )

  it('is matched by hand where references do not say it, with who and why', async () => {
    const { app, pay, post } = await start()
    const paymentId = await pay('FEE')
    await post(statement([{ amount: '121.45' }]))
    await app.makeCalls()
    const [line] = await linesOf(app)
    const reason = 'The bank kept its fee'
    expect((await byHand(app, line, 'match', { paymentId, reason })).status).toBe(200)
    expect(await linesOf(app)).toMatchObject([
      { match: 'matched', matchedBy: 'operator', paymentId, decidedBy: 'user:operator', reason },
    ])
    expect(await statementsOf(app)).toMatchObject([{ matched: 1, unmatched: 0 }])
    const twice = await byHand(app, line, 'match', { paymentId, reason })
    expect([twice.status, (await problemIn(twice)).type]).toEqual([
      409,
      '/problems/line-matched-already',
    ])
  })

  it('is taken apart by hand, and the payment is free for another line', async () => {
    const { app, pay, post } = await start()
    const paymentId = await pay('MINE')
    await post(statement([refs('MINE'), refs('MINE')], '753.10'))
    await app.makeCalls()
    const [first, second] = await linesOf(app)
    expect([first?.match, second?.match]).toEqual(['matched', 'ambiguous'])
    const wrong = await byHand(app, second, 'match', { paymentId, reason: 'This one' })
    expect((await problemIn(wrong)).type).toBe('/problems/payment-matched-already')
    expect((await byHand(app, first, 'unmatch', { reason: 'Not this one' })).status).toBe(200)
    expect((await byHand(app, first, 'unmatch', { reason: 'Not this one' })).status).toBe(409)
    expect((await byHand(app, second, 'match', { paymentId, reason: 'This one' })).status).toBe(200)
    expect(await statementsOf(app)).toMatchObject([{ matched: 1, unmatched: 1, ambiguous: 0 }])
    // What was taken apart by hand is not put together again by itself.
    expect((await again(app, first?.statementId ?? '')).status).toBe(409)
  })

  it('is matched by hand with a payment that there is, in its currency, by an operator', async () => {
    const { app, post } = await start()
    await post(statement([{}]))
    await app.makeCalls()
    const [line] = await linesOf(app)
    const paymentId = '01968f5c-7a00-7000-8000-000000000009'
    const unknown = await byHand(app, line, 'match', { paymentId, reason: 'This one' })
    expect(unknown.status).toBe(404)
    const path = `/v1/bank-statements/${line?.statementId}/lines/1/unmatch`
    expect((await app.send('viewer', path, { reason: 'Mine' })).status).toBe(403)
    const beyond = `/v1/bank-statements/${line?.statementId}/lines/2/unmatch`
    expect((await app.send('operator', beyond, { reason: 'Mine' })).status).toBe(404)
  })

  it('is looked at again by itself, ever more seldom, and not for ever', () => {
    const due = (event: object) =>
      statementTimers
        .change({ stream: 'bankstatement-1', time: 0, ...event } as never)
        .map((change) => ('due' in change ? change.due : undefined))
    expect(due({ type: 'BankStatementCompleted', data: {} })).toEqual([60_000])
    const looked = (attempt?: number) =>
      due({ type: 'BankStatementRematchAsked', data: attempt === undefined ? {} : { attempt } })
    expect(looked(1)).toEqual([15 * 60_000])
    expect(looked(6)).toEqual([7 * 86_400_000])
    expect(looked(7)).toEqual([])
    expect(looked()).toEqual([])
  })

  const folder = sharedData('iso20022') ?? ''
  const there = folder !== ''
  if (!there) console.log('Skipped: no statements in ../shared/data/iso20022')
  itWhen(there, 'needs the statements in ../shared/data')(
    'is read where banks wrote it',
    async () => {
      const { app, post } = await start()
      for (const version of ['02', '08']) {
        const xml = readFileSync(join(folder, `camt.053.001.${version}.xml`), 'utf8')
        const answer = await post(xml)
        expect([version, answer.status, await answer.clone().text()]).toMatchObject([
          version,
          201,
          /./,
        ])
      }
      expect((await statementsOf(app)).length).toBeGreaterThan(1)
    },
  )
})
