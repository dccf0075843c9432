import { beforeEach, describe, expect, it } from 'vitest'
import { problemIn } from '../../../testing/gateway.ts'
import { move } from '../../../testing/journal.ts'
import { startPayments, type RunningPayments } from '../../../testing/payments.ts'
import type { PaymentRail } from '../ports.ts'
import type {
  AccountShown,
  BalancesAtShown,
  HistoryShown,
  HoldShown,
  LineShown,
  StatementShown,
  TransactionShown,
} from './contract.ts'

const rail: PaymentRail = {
  notFoundFinalAfterMs: 2_000,
  submit: () => Promise.resolve({ kind: 'accepted', railReference: 'RAIL-1' }),
  status: () => Promise.resolve({ kind: 'not-found' }),
  cancel: () => Promise.reject(new Error('nobody cancels here')),
}

let app: RunningPayments
let last = ''

beforeEach(async () => {
  app = await startPayments(rail)
  await open('anna', 'guarded', '500')
  await open('ben', 'guarded')
  await open('bank', 'open')
})

const send = async <Body>(
  path: string,
  body: unknown,
  status: number,
  headers: Record<string, string> = {},
): Promise<Body> => {
  const response = await app.send('operator', path, body, headers)
  const answer = (await response.json()) as Body & { position?: string }
  expect([response.status, answer]).toEqual([status, answer])
  if (answer.position !== undefined) last = answer.position
  return answer
}

const open = (accountId: string, kind: string, overdraft?: string) =>
  send(
    '/v1/accounts',
    {
      accountId,
      kind,
      currencies: ['EUR'],
      ...(overdraft === undefined
        ? {}
        : { overdraftLimits: [{ minorUnits: overdraft, currency: 'EUR' }] }),
    },
    201,
  )

interface Posted {
  readonly transactionId: string
  readonly position: string
}
const post = (from: string, to: string, units: number, more: object = {}, status = 201) =>
  send<Posted>('/v1/journal-transactions', { postings: move(from, to, units), ...more }, status)

const read = async <Body>(path: string): Promise<Body> => {
  const separator = path.includes('?') ? '&' : '?'
  const response = await app.send('viewer', `${path}${separator}after=${last}`)
  expect(response.status).toBe(200)
  return (await response.json()) as Body
}
const balanceOf = async (accountId: string) =>
  (await read<AccountShown>(`/v1/accounts/${accountId}`)).balances[0]

describe('accounts', () => {
  it('are opened once, and shown with what may be taken', async () => {
    await post('bank', 'anna', 1_000)
    expect(await read('/v1/accounts/anna')).toMatchObject({
      accountId: 'anna',
      kind: 'guarded',
      status: 'open',
      balances: [
        {
          currency: 'EUR',
          posted: '1000',
          available: '1000',
          overdraftLimit: '500',
          takeable: '1500',
        },
      ],
    })
    const again = { accountId: 'anna', kind: 'guarded', currencies: ['EUR'] }
    const problem = await send<{ type: string }>('/v1/accounts', again, 409)
    expect(problem.type).toBe('/problems/account-exists')
  })

  it.each([
    ['clearing:sepa', 'open', ['EUR'], 409, 'account-exists'],
    ['new', 'guarded', ['XXX'], 422, 'currency-unknown'],
    ['bad id', 'guarded', ['EUR'], 400, 'invalid-request'],
    [':new', 'guarded', ['EUR'], 400, 'invalid-request'],
    ['new', 'neither', ['EUR'], 400, 'invalid-request'],
    ['new', 'guarded', [], 400, 'invalid-request'],
  ])('%s as %s of %j cannot be opened', async (accountId, kind, currencies, status, slug) => {
    const problem = await send<{ type: string }>(
      '/v1/accounts',
      { accountId, kind, currencies },
      status,
    )
    expect(problem.type).toBe(`/problems/${slug}`)
  })

  it('are listed by how their ids begin, a page at a time', async () => {
    for (const id of [
      'customer:1:main',
      'customer:1:savings',
      'customer:11:main',
      'customer:2:main',
    ])
      await open(id, 'guarded')
    const page = await read<{ items: AccountShown[]; next: string }>(
      '/v1/accounts?prefix=customer:1:&limit=1',
    )
    expect(page.items.map(({ accountId }) => accountId)).toEqual(['customer:1:main'])
    const rest = await read<{ items: AccountShown[] }>(
      `/v1/accounts?prefix=customer:1:&limit=1&cursor=${page.next}`,
    )
    expect(rest.items.map(({ accountId }) => accountId)).toEqual(['customer:1:savings'])
    expect((await app.send('viewer', '/v1/accounts?kind=strange')).status).toBe(400)
  })

  it('close at zero, and then take nothing more', async () => {
    await post('bank', 'ben', 5)
    const full = await send<{ type: string }>('/v1/accounts/ben/close', {}, 409)
    expect(full.type).toBe('/problems/balance-not-zero')
    await post('ben', 'bank', 5)
    await send('/v1/accounts/ben/close', {}, 200)
    const closed = await post('bank', 'ben', 5, {}, 409)
    expect(closed).toMatchObject({ type: '/problems/account-closed' })
    expect(await send('/v1/accounts/bank/close', {}, 409)).toMatchObject({
      type: '/problems/account-not-guarded',
    })
  })

  it('give what their limit allows, and not one cent more', async () => {
    await post('anna', 'bank', 500)
    expect(await post('anna', 'bank', 1, {}, 409)).toMatchObject({
      type: '/problems/overdraft-exceeded',
    })
    expect((await balanceOf('anna'))?.takeable).toBe('0')
  })
})

describe('transactions', () => {
  it('are posted once for each key and each reference', async () => {
    const body = { postings: move('bank', 'anna', 7), reference: 'FEE-1' }
    const key = { 'idempotency-key': 'k' }
    const first = await send<Posted>('/v1/journal-transactions', body, 201, key)
    expect(await send('/v1/journal-transactions', body, 201, key)).toEqual(first)
    expect(await send('/v1/journal-transactions', body, 409)).toMatchObject({
      type: '/problems/transaction-exists',
    })
    expect(
      await send('/v1/journal-transactions', { ...body, reference: 'X' }, 422, key),
    ).toMatchObject({ type: '/problems/idempotency-key-reused' })
    expect((await balanceOf('anna'))?.posted).toBe('7')
    expect(await read(`/v1/journal-transactions/${first.transactionId}`)).toMatchObject({
      reference: 'FEE-1',
      effectiveDate: '2026-01-01',
      postings: body.postings,
    })
    const found = await read<{ items: TransactionShown[] }>(
      '/v1/journal-transactions?reference=FEE-1',
    )
    expect(found.items.map(({ transactionId }) => transactionId)).toEqual([first.transactionId])
  })

  it.each([
    [
      'unbalanced',
      { postings: [...move('bank', 'anna', 7), ...move('bank', 'anna', 1).slice(1)] },
      422,
    ],
    ['account-unknown', { postings: move('bank', 'nobody', 7) }, 422],
    ['currency-mismatch', { postings: move('bank', 'anna', 7, 'USD') }, 422],
    ['amount-zero', { postings: move('bank', 'anna', 0) }, 422],
    ['invalid-request', { postings: move('bank', 'anna', 7).slice(1) }, 400],
    ['invalid-request', { postings: move('bank', 'anna', 10n ** 18n) }, 400],
    ['invalid-request', { postings: move('bank', 'anna', 7), effectiveDate: '2026-02-30' }, 400],
    ['invalid-request', { postings: move('bank', 'anna', 7), effectiveDate: '0206-01-02' }, 400],
    ['invalid-request', { postings: move('bank', 'anna', 7), effectiveDate: '2206-01-02' }, 400],
    ['invalid-request', { postings: move('bank', 'anna', 7), metadata: { 'a b': '' } }, 400],
    [
      'invalid-request',
      {
        postings: [
          { account: 'bank', amount: 7 },
          { account: 'anna', amount: -7 },
        ],
      },
      400,
    ],
  ])('are refused as %s', async (slug, body, status) => {
    const problem = await send<{ type: string }>(
      '/v1/journal-transactions',
      JSON.parse(JSON.stringify(body)),
      status,
    )
    expect(problem.type).toBe(`/problems/${slug}`)
  })

  it('are reversed once, by a new one', async () => {
    const { transactionId } = await post('bank', 'anna', 7)
    const reversal = await send<Posted>(
      `/v1/journal-transactions/${transactionId}/reversals`,
      {},
      201,
    )
    expect((await balanceOf('anna'))?.posted).toBe('0')
    expect(await read(`/v1/journal-transactions/${transactionId}`)).toMatchObject({
      reversedBy: reversal.transactionId,
    })
    expect(await read(`/v1/journal-transactions/${reversal.transactionId}`)).toMatchObject({
      reverses: transactionId,
    })
    const again = await send(`/v1/journal-transactions/${transactionId}/reversals`, {}, 409)
    expect(again).toMatchObject({ type: '/problems/already-reversed' })
    const nothing = '0193502c-7a5e-8c1d-9f10-3f5d9d0c6a01'
    expect(await send(`/v1/journal-transactions/${nothing}/reversals`, {}, 404)).toMatchObject({
      type: '/problems/transaction-unknown',
    })
  })

  it('can be tried without being posted', async () => {
    const path = '/v1/journal-transactions/dry-runs'
    await read('/v1/accounts/anna')
    expect(await send(path, { postings: move('anna', 'bank', 500) }, 200)).toMatchObject({
      accepted: true,
      balances: [
        { accountId: 'anna', balances: [{ posted: '-500', takeable: '0' }] },
        { accountId: 'bank', balances: [{ posted: '500' }] },
      ],
    })
    expect(await send(path, { postings: move('anna', 'bank', 501) }, 200)).toMatchObject({
      accepted: false,
      refusal: 'overdraft-exceeded',
      detail: { account: 'anna', takeable: '500' },
    })
    expect((await balanceOf('anna'))?.posted).toBe('0')
  })
})

describe('holds', () => {
  it('set an amount aside, are spent in parts, and give back the rest', async () => {
    await post('bank', 'anna', 100)
    const amount = { minorUnits: '400', currency: 'EUR' }
    const { holdId } = await send<{ holdId: string }>('/v1/holds', { account: 'anna', amount }, 201)
    expect(await balanceOf('anna')).toMatchObject({ posted: '100', held: '400', takeable: '200' })
    expect(await post('anna', 'bank', 201, {}, 409)).toMatchObject({
      type: '/problems/overdraft-exceeded',
    })
    const part = { amount: { minorUnits: '150', currency: 'EUR' }, to: 'ben' }
    await send(`/v1/holds/${holdId}/spend`, part, 201)
    expect(await balanceOf('anna')).toMatchObject({ posted: '-50', held: '250', takeable: '200' })
    const tooMuch = { ...part, amount: { minorUnits: '251', currency: 'EUR' } }
    expect(await send(`/v1/holds/${holdId}/spend`, tooMuch, 409)).toMatchObject({
      type: '/problems/hold-exceeded',
    })
    await send(`/v1/holds/${holdId}/spend`, { ...part, releaseRest: true }, 201)
    expect(await balanceOf('anna')).toMatchObject({ posted: '-200', held: '0', takeable: '300' })
    expect((await balanceOf('ben'))?.posted).toBe('300')
    expect(await read(`/v1/holds/${holdId}`)).toMatchObject({
      remaining: { minorUnits: '0' },
      status: 'released',
    })
    expect(await send(`/v1/holds/${holdId}/release`, {}, 409)).toMatchObject({
      type: '/problems/hold-ended',
    })
    const listed = await read<{ items: HoldShown[] }>('/v1/holds?account=anna')
    expect(listed.items).toHaveLength(1)
  })

  it('are not spent after their time', async () => {
    const amount = { minorUnits: '400', currency: 'EUR' }
    const expiresAt = new Date(app.clock.time + 1_000).toISOString()
    const { holdId } = await send<{ holdId: string }>(
      '/v1/holds',
      { account: 'anna', amount, expiresAt },
      201,
    )
    app.clock.time += 1_000
    expect(await send(`/v1/holds/${holdId}/spend`, { amount, to: 'bank' }, 409)).toMatchObject({
      type: '/problems/hold-expired',
    })
    expect(await send('/v1/holds', { account: 'anna', amount, expiresAt }, 422)).toMatchObject({
      type: '/problems/expiry-passed',
    })
  })
})

describe('balances and statements', () => {
  const dayMs = 24 * 60 * 60 * 1_000

  it('are told as they were, and as they count', async () => {
    await post('bank', 'anna', 100)
    const before = new Date(app.clock.time).toISOString()
    app.clock.time += 2 * dayMs
    await post('bank', 'anna', 20, { effectiveDate: '2025-12-30', description: 'late' })
    const at = await read<BalancesAtShown>(`/v1/accounts/anna/balances?at=${before}`)
    expect(at.balances[0]?.posted).toBe('100')
    const effective = await read<BalancesAtShown>(
      '/v1/accounts/anna/balances?effectiveOn=2025-12-31',
    )
    expect(effective.balances[0]?.posted).toBe('20')
    const history = await read<HistoryShown>('/v1/accounts/anna/history?from=2025-12-31T00:00:00Z')
    expect(history.points.map(({ balances }) => balances[0]?.posted)).toEqual(['100', '120'])
    const lines = await read<{ items: LineShown[] }>('/v1/accounts/anna/postings')
    expect(lines.items.map(({ posted }) => posted)).toEqual(['20', '100'])
    const both = `/v1/accounts/anna/balances?at=${before}&effectiveOn=2025-12-31`
    expect((await app.send('viewer', both)).status).toBe(400)
    expect(
      (await app.send('viewer', '/v1/accounts/anna/balances?effectiveOn=2025-02-29')).status,
    ).toBe(400)
  })

  it('open where the one before closed, in every format', async () => {
    await post('bank', 'anna', 100)
    app.clock.time += dayMs
    await post('bank', 'anna', 20)
    await post('anna', 'bank', 50)
    const path = '/v1/accounts/anna/statements?from=2026-01-02&to=2026-01-02'
    const { currencies } = await read<StatementShown>(path)
    expect(currencies).toMatchObject([
      {
        currency: 'EUR',
        opening: '100',
        closing: '70',
        creditCount: 1,
        debitSum: '-50',
        entries: [
          { amount: '20', balance: '120' },
          { amount: '-50', balance: '70' },
        ],
      },
    ])
    const csv = await app.send('viewer', path, undefined, { accept: 'text/csv' })
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect((await csv.text()).split('\r\n')).toHaveLength(4)
    const xml = await app.send('viewer', `${path}&format=camt.053.001.02`)
    expect(xml.headers.get('content-disposition')).toContain('anna_2026-01-02_2026-01-02')
    expect(await xml.text()).toContain('urn:iso:std:iso:20022:tech:xsd:camt.053.001.02')
    const turned = await app.send(
      'viewer',
      '/v1/accounts/anna/statements?from=2026-01-02&to=2026-01-01',
    )
    expect((await problemIn(turned)).type).toBe('/problems/invalid-request')
  })
})

describe('a camt.053 message of an account', () => {
  const path = '/v1/accounts/anna/statements?from=2026-01-01&to=2026-01-01&format=camt.053.001.08'
  const message = async () => {
    const response = await app.send('viewer', `${path}&after=${last}`)
    const xml = await response.text()
    return { xml, ids: /<MsgId>(\w+)[^]*<Id>(\w{32})</.exec(xml)?.slice(1) }
  }

  it('has other ids once more was booked on a day that is not over, and else the same', async () => {
    await post('bank', 'anna', 100)
    const { ids } = await message()
    expect(ids).toHaveLength(2)
    app.clock.time += 60_000
    expect((await message()).ids).toEqual(ids)
    await post('bank', 'anna', 20)
    await post('anna', 'bank', 20)
    const further = await message()
    expect(further.ids?.filter((id) => ids?.includes(id))).toEqual([])
  })

  it('tells by the payer’s reference which payment an entry is', async () => {
    await post('bank', 'anna', 100)
    const { paymentId } = await send<{ paymentId: string }>(
      '/v1/payments',
      {
        amount: { minorUnits: '60', currency: 'EUR' },
        debtor: { name: 'Ada Lovelace', iban: 'DE89370400440532013000' },
        creditor: { name: 'Charles Babbage', account: '000123456789' },
        endToEndId: 'INVOICE-118',
        fundingAccount: 'anna',
      },
      201,
    )
    await app.makeCalls()
    const callback = {
      eventId: 'C-1',
      submissionId: `${paymentId}.1`,
      railReference: 'RAIL-1',
      sequence: 2,
      state: 'settled',
      at: '2026-01-01T12:00:00.000Z',
    } as const
    expect((await app.callBack(callback)).status).toBeLessThan(300)
    await expect
      .poll(async () => (await message()).xml)
      .toMatch(/<Refs>\s*<EndToEndId>INVOICE-118<[^]*<Amt Ccy="EUR">0\.60</)
  })
})

describe('the books', () => {
  it('are sound after payments, transactions and holds', async () => {
    await post('bank', 'anna', 100)
    await send('/v1/holds', { account: 'anna', amount: { minorUnits: '5', currency: 'EUR' } }, 201)
    await send(
      '/v1/payments',
      {
        amount: { minorUnits: '12345', currency: 'EUR' },
        debtor: { name: 'Ada Lovelace', iban: 'DE89370400440532013000' },
        creditor: { name: 'Charles Babbage', account: '000123456789' },
        endToEndId: 'INVOICE-117',
      },
      201,
    )
    await app.makeCalls()
    const payers = await read<AccountShown>('/v1/accounts/payers')
    expect(payers.balances).toMatchObject([{ currency: 'EUR', posted: '0', pendingOut: '12345' }])
    const response = await app.send('operator', `/v1/journal/check?after=${last}`)
    expect(await response.json()).toMatchObject({
      sound: true,
      currencies: [{ currency: 'EUR', postings: true, balances: true }],
      disagreements: [],
    })
    const trial = await read<{ items: object[] }>('/v1/journal/trial-balance')
    expect(trial.items).toMatchObject([
      { currency: 'EUR', posted: '0', balanced: true, turnover: '100' },
    ])
  })
})
