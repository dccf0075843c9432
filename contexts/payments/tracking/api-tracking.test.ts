import { beforeEach, describe, expect, it } from 'vitest'
import { problemIn } from '../../../testing/gateway.ts'
import { startPayments, type RunningPayments } from '../../../testing/payments.ts'
import type { PaymentRail } from '../ports.ts'
import { submissionIdOf } from '../transfers/transfer-events.ts'
import { tokenOf } from './tracking-link.ts'

const rail: PaymentRail = {
  notFoundFinalAfterMs: 2_000,
  submit: () => Promise.resolve({ kind: 'accepted', railReference: 'RAIL-1' }),
  status: () => Promise.resolve({ kind: 'not-found' }),
  cancel: () => Promise.reject(new Error('nobody cancels here')),
}
const order = {
  amount: { minorUnits: '12345', currency: 'EUR' },
  debtor: { name: 'Ada Lovelace', iban: 'DE89370400440532013000' },
  creditor: { name: 'Charles Babbage', account: '000123456789' },
  endToEndId: 'INVOICE-117',
  remittance: 'For the difference engine',
}

let app: RunningPayments
let paymentId: string
beforeEach(async () => {
  app = await startPayments(rail)
  const taken = await app.send('operator', '/v1/payments', order)
  ;({ paymentId } = (await taken.json()) as { paymentId: string })
})

const linkFor = async (tracker: 'payer' | 'payee', more: object = {}): Promise<string> => {
  const path = `/v1/payments/${paymentId}/tracking-links`
  const made = await app.send('operator', path, { for: tracker, ...more })
  expect(made.status).toBe(201)
  return ((await made.json()) as { path: string }).path
}
/** As somebody without an account asks. */
const follow = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${app.url}/v1/tracking/${path.replace('/track/', '')}`, { headers })

const settle = () =>
  app.callBack({
    eventId: 'e1',
    submissionId: submissionIdOf(paymentId),
    railReference: 'RAIL-1',
    sequence: 1,
    state: 'settled',
    at: '2026-01-01T12:00:00.000Z',
  })

describe('a tracking link', () => {
  it('shows how far the payment has come, to whoever has it', async () => {
    const path = await linkFor('payee')
    const before = await follow(path)
    expect(await before.json()).toMatchObject({ stage: 'checked', isEnd: false, tracker: 'payee' })
    const etag = before.headers.get('etag') ?? ''
    expect((await follow(path, { 'if-none-match': etag })).status).toBe(304)
    await app.makeCalls()
    expect(await (await follow(path)).json()).toMatchObject({ stage: 'on-its-way' })
    expect((await settle()).status).toBe(200)
    const after = await follow(path, { 'if-none-match': etag })
    expect(after.status).toBe(200)
    expect(await after.json()).toMatchObject({
      stage: 'arrived',
      reached: [
        { stage: 'received' },
        { stage: 'checked' },
        { stage: 'on-its-way' },
        { stage: 'arrived' },
      ],
    })
  })

  it('tells nothing else', async () => {
    const text = await (await follow(await linkFor('payer'))).text()
    for (const secret of ['Ada', 'Babbage', 'DE89', '000123', '12345', 'EUR', 'INVOICE', 'engine'])
      expect(text).not.toContain(secret)
    expect(Object.keys(JSON.parse(text) as object).toSorted()).toEqual([
      'expiresAt',
      'isEnd',
      'reached',
      'stage',
      'tracker',
    ])
  })

  it('ends when its time is over', async () => {
    const path = await linkFor('payer', { validDays: 1 })
    app.clock.time += 86_400_000 - 1_000
    expect((await follow(path)).status).toBe(200)
    app.clock.time += 1_000
    const answer = await follow(path)
    expect(answer.status).toBe(410)
    expect(await problemIn(answer)).toMatchObject({ type: '/problems/tracking-link-expired' })
  })

  it('cannot be made out of another one, nor guessed', async () => {
    const path = await linkFor('payer')
    const [payment = '', tracker = '', expiry = '', signature = ''] = path
      .replace('/track/', '')
      .split('.')
    const longer = (Number.parseInt(expiry, 36) + 1_000).toString(36)
    for (const forged of [
      [payment, 'payee', expiry, signature],
      [payment, tracker, longer, signature],
      ['01890000-0000-7000-8000-000000000000', tracker, expiry, signature],
      [payment, tracker, expiry, `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`],
      [payment, tracker, expiry, signature.slice(1)],
      [payment, tracker, expiry],
    ])
      expect((await follow(forged.join('.'))).status).toBe(404)
    expect((await follow('%00')).status).toBe(400)
    expect((await follow('x'.repeat(500))).status).toBe(400)
  })

  it('is not made of a payment that is not there, nor by whoever may only look, nor for ever', async () => {
    const nobody = '01890000-0000-7000-8000-000000000000'
    const asked = { for: 'payer' }
    const made = await app.send('operator', `/v1/payments/${nobody}/tracking-links`, asked)
    expect(made.status).toBe(404)
    const path = `/v1/payments/${paymentId}/tracking-links`
    expect((await app.send('viewer', path, asked)).status).toBe(403)
    expect((await app.send('operator', path, { for: 'bank' })).status).toBe(400)
    expect((await app.send('operator', path, { for: 'payer', validDays: 181 })).status).toBe(400)
    const token = tokenOf(app.tools.vault, { paymentId: nobody, tracker: 'payer', expiresAt: 9e12 })
    expect((await follow(token)).status).toBe(404)
  })
})
