import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allBooks } from '../testing/books.ts'
import {
  removeDirectory,
  signIn,
  startInstallation,
  temporaryDirectory,
  type Installation,
  type Person,
} from '../testing/installation.ts'
import { randomBelow } from '../testing/pain001.ts'
import { inventedOrder } from '../testing/payers.ts'
import { startSimulatedRail, type RunningRail } from '../testing/simulated-rail.ts'

const poll = { timeout: 60_000, interval: 100 }
const iban = 'DE89370400440532013000'
const names = ['instant', 'swift'] as const
type Name = (typeof names)[number]

/** One amount with its reference, as a bank's statement of 1,000.00 before them has it. */
const statementOf = (id: string, entries: readonly { amount: string; reference: string }[]) => {
  const balance = (kind: string, amount: string) =>
    `<Bal><Tp><CdOrPrtry><Cd>${kind}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${amount}</Amt>` +
    `<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-01-02</Dt></Dt></Bal>`
  const entry = ({ amount, reference }: { amount: string; reference: string }) =>
    `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>` +
    `<BookgDt><Dt>2026-01-02</Dt></BookgDt><BkTxCd><Prtry><Cd>544</Cd></Prtry></BkTxCd>` +
    `<NtryDtls><TxDtls><Refs><EndToEndId>${reference}</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>`
  const cents = entries.reduce((sum, { amount }) => sum - Math.round(Number(amount) * 100), 100_000)
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>${id}</MsgId><CreDtTm>2026-01-02T06:00:00Z</CreDtTm></GrpHdr>
<Stmt><Id>${id}</Id><ElctrncSeqNb>7</ElctrncSeqNb><Acct><Id><IBAN>${iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>
${balance('OPBD', '1000.00')}${balance('CLBD', (cents / 100).toFixed(2))}
${entries.map(entry).join('\n')}
</Stmt></BkToCstmrStmt></Document>`
}

describe('Payments go over the rail that the rules name, and statements find them', () => {
  const rails = new Map<Name, RunningRail>()
  const directories: string[] = []
  let installation: Installation
  let operator: Person

  const startRail = async (name: Name): Promise<RunningRail> => {
    const directory = await temporaryDirectory()
    directories.push(directory)
    const faults = { settlementMs: { minMs: 20, maxMs: 60 }, amountTriggers: false }
    const rail = await startSimulatedRail({
      secret: randomBytes(32).toString('hex'),
      directory,
      faults,
    })
    rails.set(name, rail)
    return rail
  }
  const at = async (name: Name): Promise<readonly string[]> => {
    const rail = rails.get(name)
    if (!rail) throw new Error(`${name} was not started`)
    return (await allBooks(rail)).submissions.map(({ submissionId }) => submissionId)
  }

  beforeAll(async () => {
    const [instant, swift] = await Promise.all(names.map(startRail))
    if (!instant || !swift) throw new Error('two rails were started')
    const small = { amounts: { EUR: { max: '10000' } } }
    const setting = {
      rails: [
        { name: 'instant', url: instant.url, secret: instant.secret, takes: small },
        { name: 'swift', url: swift.url, secret: swift.secret },
      ],
      rules: [
        { name: 'euro', when: { currencies: ['EUR'] }, rails: ['instant', 'swift'] },
        { name: 'dollars', when: { currencies: ['USD'] }, rails: ['swift'] },
      ],
    }
    installation = await startInstallation({
      environment: { MILLRACE_RAILS: JSON.stringify(setting), MILLRACE_RAIL_TIMEOUT_MS: '1000' },
    })
    for (const name of names)
      await rails.get(name)?.setCallbackUrl(`${installation.url}/v1/rails/${name}/callbacks`)
    operator = await signIn(installation.url, 'admin', installation.password)
  })
  afterAll(async () => {
    await installation.stop()
    await Promise.all([...rails.values()].map((rail) => rail.stop()))
    await Promise.all([installation.directory, ...directories].map(removeDirectory))
  })

  const below = randomBelow(53)
  const pay = async (minorUnits: number, endToEndId: string, currency = 'EUR') => {
    const order = inventedOrder(below, endToEndId)
    const amount = { minorUnits: String(minorUnits), currency }
    const debtor = { ...order.debtor, iban }
    const answer = await operator.send('POST', '/v1/payments', { ...order, amount, debtor })
    expect(answer.status).toBe(201)
    return answer.body.paymentId as string
  }
  const statusOf = async (paymentId: string): Promise<string> =>
    (await operator.get(`/v1/payments/${paymentId}`)).body.status as string
  const settled = async (paymentId: string): Promise<string> => {
    await expect.poll(() => statusOf(paymentId), poll).toBe('settled')
    return `${paymentId}.1`
  }

  it('by amount and currency, and what no rule names goes over none', async () => {
    const small = await settled(await pay(10_000, 'SMALL'))
    const large = await settled(await pay(10_001, 'LARGE'))
    const dollars = await settled(await pay(500, 'DOLLARS', 'USD'))
    expect(await at('instant')).toEqual([small])
    expect((await at('swift')).toSorted()).toEqual([large, dollars].toSorted())
    const yen = await pay(500, 'YEN', 'JPY')
    await expect.poll(() => statusOf(yen), poll).toBe('rejected')
    expect((await operator.get(`/v1/payments/${yen}`)).body.rejection).toMatchObject({
      code: 'no-rail',
      by: 'millrace',
    })
  })

  const attention = async (): Promise<readonly string[]> =>
    (
      (await operator.get('/v1/payments?needsOperator=true')).body.items as {
        readonly paymentId: string
        readonly endToEndId: string
      }[]
    ).map(({ endToEndId }) => endToEndId)

  it('what a rail rejects for a reason that asks for somebody is listed until somebody has looked', async () => {
    const paymentId = await pay(700, 'TRIGGER-REJECT-FR01')
    await expect.poll(attention, poll).toContain('TRIGGER-REJECT-FR01')
    const { body } = await operator.get(`/v1/payments/${paymentId}`)
    expect(body).toMatchObject({ status: 'rejected', operatorActions: ['mark-handled'] })
    const handled = `/v1/payments/${paymentId}/mark-handled`
    expect((await operator.send('POST', handled, { note: 'Told the payer' })).status).toBe(200)
    await expect.poll(attention, poll).not.toContain('TRIGGER-REJECT-FR01')
    expect((await operator.send('POST', handled, { note: 'Once more' })).status).toBe(409)
  })

  interface Line {
    readonly statementId: string
    readonly line: number
    readonly match: string
    readonly paymentId?: string
  }
  const lines = async (): Promise<readonly Line[]> =>
    ((await operator.get('/v1/statement-lines')).body.items as readonly Line[]).toSorted(
      (one, other) => one.line - other.line,
    )

  it('a statement finds the payment that each line speaks of, and an operator the one that it names otherwise', async () => {
    const known = await pay(4_200, 'INVOICE-42')
    const other = await pay(9_900, 'INVOICE-99')
    await settled(known)
    await settled(other)
    const xml = statementOf('STMT-1', [
      { amount: '42.00', reference: 'INVOICE-42' },
      { amount: '99.00', reference: 'SOMETHING-ELSE' },
    ])
    expect((await operator.send('POST', '/v1/bank-statements', xml)).status).toBe(201)
    await expect
      .poll(async () => (await lines()).map(({ match }) => match), poll)
      .toEqual(['matched', 'unmatched'])
    const [first, second] = await lines()
    expect(first?.paymentId).toBe(known)
    const path = `/v1/bank-statements/${second?.statementId}/lines/${second?.line}/match`
    const reason = 'The bank has cut the reference off'
    expect((await operator.send('POST', path, { paymentId: known, reason })).status).toBe(409)
    expect((await operator.send('POST', path, { paymentId: other, reason })).status).toBe(200)
    // Whoever is told that it is done can go on from there at once, however much happens besides.
    const besides = Promise.all(Array.from({ length: 40 }, (_, n) => pay(100, `BESIDES-${n}`)))
    const apart = path.replace(/match$/, 'unmatch')
    for (const _ of [1, 2, 3, 4, 5]) {
      expect((await operator.send('POST', apart, { reason })).status).toBe(200)
      expect((await operator.send('POST', path, { paymentId: other, reason })).status).toBe(200)
    }
    expect((await lines())[1]).toMatchObject({ match: 'matched', paymentId: other })
    await besides
    const statements = async () =>
      (await operator.get('/v1/bank-statements')).body.items as readonly object[]
    await expect
      .poll(statements, poll)
      .toMatchObject([{ number: 'STMT-1', check: 'agrees', lines: 2, matched: 2 }])
    expect((await operator.send('POST', '/v1/bank-statements', xml)).status).toBe(200)
    expect(await lines()).toHaveLength(2)
  })
})
