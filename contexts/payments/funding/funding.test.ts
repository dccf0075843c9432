import { beforeEach, describe, expect, it } from 'vitest'
import { problemIn } from '../../../testing/gateway.ts'
import { move } from '../../../testing/journal.ts'
import { startPayments, type RunningPayments } from '../../../testing/payments.ts'
import type { PaymentShown } from '../contract.ts'
import type { AccountShown } from '../journal/contract.ts'
import type { PaymentRail, RailSubmission } from '../ports.ts'
import { submissionIdOf } from '../transfers/transfer-events.ts'

let answer: RailSubmission
const rail: PaymentRail = {
  submit: async () => answer,
  status: async () => ({ kind: 'not-found' }),
  cancel: async () => ({ kind: 'not-found' }),
}

const eur = (minorUnits: number) => ({ minorUnits: String(minorUnits), currency: 'EUR' })
let app: RunningPayments
let next = 0
let events = 0

beforeEach(async () => {
  answer = { kind: 'accepted', railReference: 'RAIL-1' }
  app = await startPayments(rail, { approvalLimits: { EUR: '900' } })
  events = 0
  await post('/v1/accounts', { accountId: 'purse', kind: 'guarded', currencies: ['EUR'] })
  await post('/v1/accounts', { accountId: 'till', kind: 'open', currencies: ['EUR'] })
  await post('/v1/journal-transactions', { postings: move('till', 'purse', 1_000) })
})

const post = async (path: string, body: object, status = 201) => {
  const response = await app.send('operator', path, body)
  const told = (await response.json()) as { paymentId: string; status: string }
  expect([response.status, told]).toEqual([status, told])
  return told
}
const orderOf = (minorUnits: number, more: object = {}) => ({
  amount: eur(minorUnits),
  debtor: { name: 'Ada Lovelace', iban: 'DE89370400440532013000' },
  creditor: { name: 'Charles Babbage', account: '000123456789' },
  endToEndId: `FUNDED-${++next}`,
  fundingAccount: 'purse',
  ...more,
})
const pay = (minorUnits: number, more: object = {}) =>
  post('/v1/payments', orderOf(minorUnits, more))
const tell = async (paymentId: string, more: object, transfer = 1) => {
  const response = await app.callBack({
    eventId: `event-${++events}`,
    submissionId: submissionIdOf(paymentId, transfer),
    railReference: 'RAIL-1',
    sequence: events,
    at: '2026-01-01T12:00:00.000Z',
    ...more,
  } as never)
  expect(response.status).toBe(200)
}

/** What the purse has and what is set aside of it, as its own decisions and as the books say: they must agree. */
const purse = async () => {
  await app.makeCalls()
  const check = await app.send('operator', '/v1/journal/check')
  expect(await check.json()).toMatchObject({ sound: true, disagreements: [] })
  const response = await app.send('viewer', '/v1/accounts/purse')
  const [balance] = ((await response.json()) as AccountShown).balances
  return { posted: balance?.posted, available: balance?.available }
}

describe('a payment from a guarded account', () => {
  it('has its amount set aside at once, and taken when it settles', async () => {
    const { paymentId } = await pay(700)
    expect(await purse()).toEqual({ posted: '1000', available: '300' })
    await tell(paymentId, { state: 'pending' })
    await tell(paymentId, { state: 'settled' })
    expect(await purse()).toEqual({ posted: '300', available: '300' })
    const shown = await app.send('viewer', `/v1/payments/${paymentId}`)
    expect((await shown.json()) as PaymentShown).toMatchObject({ fundingAccount: 'purse' })
  })

  it('is refused where the account has less, naming what it has, and nothing is received', async () => {
    await pay(700)
    const before = (await app.tools.log.read(0, 1_000)).length
    const response = await app.send('operator', '/v1/payments', orderOf(301))
    expect([response.status, await problemIn(response)]).toMatchObject([
      422,
      { type: '/problems/insufficient-funds', detail: 'available: 300; currency: EUR' },
    ])
    expect((await app.tools.log.read(0, 1_000)).length).toBe(before)
    await pay(300)
  })

  it.each([
    ['funding-account-unknown', { fundingAccount: 'nobody' }],
    ['funding-account-currency', { amount: { minorUnits: '5', currency: 'USD' } }],
    [
      'funding-account-currency',
      { fundingAccount: 'till', amount: { minorUnits: '5', currency: 'USD' } },
    ],
  ])('is refused for what the account is not: %s', async (slug, more) => {
    const response = await app.send('operator', '/v1/payments', orderOf(5, more))
    expect([response.status, (await problemIn(response)).type]).toEqual([422, `/problems/${slug}`])
  })

  it('gives back what was set aside where it is rejected, cancelled or denied', async () => {
    answer = { kind: 'rejected', code: 'AC04', reason: 'Closed' }
    await pay(700)
    expect(await purse()).toEqual({ posted: '1000', available: '1000' })
    const later = await pay(600, { requestedExecutionDate: '2026-02-01' })
    expect(await purse()).toEqual({ posted: '1000', available: '400' })
    await post(`/v1/payments/${later.paymentId}/cancel`, {}, 200)
    const large = await pay(950)
    expect(large.status).toBe('awaiting-approval')
    expect(await purse()).toEqual({ posted: '1000', available: '50' })
    const denied = await app.send('approver', `/v1/approvals/${large.paymentId}/deny`, {
      reason: 'Too much',
    })
    expect(denied.status).toBe(200)
    expect(await purse()).toEqual({ posted: '1000', available: '1000' })
  })

  it('sets nothing aside where it is rejected on receipt', async () => {
    const own = { creditor: { name: 'Ada Lovelace', iban: 'DE89370400440532013000' } }
    expect(await pay(700, own)).toMatchObject({ status: 'rejected' })
    expect(await purse()).toEqual({ posted: '1000', available: '1000' })
  })

  it('of which parts are captured leaves part by part, and the rest is given back', async () => {
    const { paymentId } = await pay(800, { captureMode: 'manual' })
    expect(await purse()).toEqual({ posted: '1000', available: '200' })
    await post(`/v1/payments/${paymentId}/captures`, { amount: eur(300) })
    await app.makeCalls()
    await tell(paymentId, { state: 'settled' })
    expect(await purse()).toEqual({ posted: '700', available: '200' })
    await post(`/v1/payments/${paymentId}/captures`, { amount: eur(100) })
    await app.makeCalls()
    await tell(paymentId, { state: 'rejected', code: 'AC04' }, 2)
    expect(await purse()).toEqual({ posted: '700', available: '200' })
    await post(`/v1/payments/${paymentId}/void`, {}, 200)
    expect(await purse()).toEqual({ posted: '700', available: '700' })
  })

  it('is refunded to the account, also after that was closed', async () => {
    const { paymentId } = await pay(1_000 - 100)
    await app.makeCalls()
    await tell(paymentId, { state: 'settled' })
    await post('/v1/journal-transactions', { postings: move('purse', 'till', 100) })
    await post(`/v1/payments/${paymentId}/refunds`, {
      amount: eur(250),
      reason: 'requested-by-payer',
    })
    await app.makeCalls()
    await post('/v1/accounts/purse/close', {}, 200)
    await tell(paymentId, { state: 'settled' }, 2)
    expect(await purse()).toMatchObject({ posted: '250' })
    await tell(paymentId, { state: 'returned', code: 'AC04' })
    expect(await purse()).toMatchObject({ posted: '1150' })
  })

  it('from an open account decides nothing and costs nothing', async () => {
    const before = (await app.tools.log.read(0, 1_000)).length
    await pay(5_00, { fundingAccount: 'till' })
    const written = (await app.tools.log.read(before, 1_000)).map(({ type }) => type)
    expect(written).toEqual(['PaymentReceived', 'PaymentValidated'])
  })
})
