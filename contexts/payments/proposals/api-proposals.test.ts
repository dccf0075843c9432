import { beforeEach, describe, expect, it } from 'vitest'
import { problemIn } from '../../../testing/gateway.ts'
import { startPayments, type RunningPayments } from '../../../testing/payments.ts'
import type { PaymentShown } from '../contract.ts'
import type { PaymentRail, RailInstruction } from '../ports.ts'
import type { ApprovalShown, CaptureShown, RefundShown } from '../transfers/contract.ts'

const instructions: RailInstruction[] = []
const rail: PaymentRail = {
  notFoundFinalAfterMs: 2_000,
  submit: (instruction) => {
    instructions.push(instruction)
    return Promise.resolve({ kind: 'accepted', railReference: instruction.submissionId.slice(-1) })
  },
  status: () => Promise.resolve({ kind: 'not-found' }),
  cancel: () => Promise.reject(new Error('nobody cancels at the rail')),
  state: () => 'closed',
}

const eur = (units: number) => ({ minorUnits: String(units), currency: 'EUR' })
const order = {
  amount: eur(10_000),
  debtor: { name: 'Ada Lovelace', iban: 'DE89370400440532013000' },
  creditor: { name: 'Charles Babbage', account: '000123456789' },
  endToEndId: 'INVOICE-117',
}
let app: RunningPayments
beforeEach(async () => {
  instructions.length = 0
  app = await startPayments(rail, {
    refundApprovalLimits: { EUR: '5000' },
    captureApprovalLimits: { EUR: '6000' },
  })
})

const get = async <Body>(path: string): Promise<Body> =>
  (await (await app.send('viewer', path)).json()) as Body
const items = async <Item>(path: string) => (await get<{ items: readonly Item[] }>(path)).items
const take = async (more: object = {}): Promise<string> => {
  const response = await app.send('operator', '/v1/payments', { ...order, ...more })
  return ((await response.json()) as { paymentId: string }).paymentId
}
const settle = async (paymentId: string, number = 1): Promise<void> => {
  await app.makeCalls()
  const callback = {
    eventId: `${paymentId}-${number}`,
    submissionId: `${paymentId}.${number}`,
    railReference: String(number),
    at: '2026-01-01T12:00:00.000Z',
    sequence: 2,
    state: 'settled',
  } as const
  expect((await app.callBack(callback)).status).toBe(200)
}
const refund = async (paymentId: string, units: number) => {
  const body = { amount: eur(units), reason: 'mistaken' }
  const response = await app.send('operator', `/v1/payments/${paymentId}/refunds`, body)
  expect(response.status).toBe(201)
  return (await response.json()) as { number: number; approvalId?: string }
}

describe('a refund above the amount', () => {
  it('waits in the list of approvals, and goes once it is approved', async () => {
    const paymentId = await take()
    await settle(paymentId)
    expect(await refund(paymentId, 8_000)).toMatchObject({
      number: 2,
      approvalId: `${paymentId}.2`,
    })
    await app.makeCalls()
    expect(instructions).toHaveLength(1)
    expect(await items<ApprovalShown>('/v1/approvals?state=waiting')).toMatchObject([
      {
        approvalId: `${paymentId}.2`,
        paymentId,
        kind: 'refund',
        number: 2,
        above: eur(5_000),
        proposedBy: 'user:operator',
        expiresAt: '2026-01-08T12:00:00.000Z',
      },
    ])
    const shown = await get<PaymentShown>(`/v1/payments/${paymentId}`)
    expect(shown).toMatchObject({ status: 'settled', refundsAwaitingApproval: eur(8_000) })
    expect(shown.refunding).toBeUndefined()

    const path = `/v1/approvals/${paymentId}/2/approve`
    expect((await app.send('approver', path, {})).status).toBe(200)
    await settle(paymentId, 2)
    expect(await get<PaymentShown>(`/v1/payments/${paymentId}`)).toMatchObject({
      status: 'partially-refunded',
      refunded: eur(8_000),
    })
    expect(await items<RefundShown>(`/v1/refunds?paymentId=${paymentId}`)).toMatchObject([
      { status: 'settled', requestedBy: 'user:operator', approvedBy: 'user:approver' },
    ])
    expect(await items<ApprovalShown>('/v1/approvals')).toMatchObject([
      { state: 'approved', decidedBy: 'user:approver' },
    ])
  })

  it('needs no second person below it, and says so by leaving the approval out', async () => {
    const paymentId = await take()
    await settle(paymentId)
    expect((await refund(paymentId, 5_000)).approvalId).toBeUndefined()
  })

  it('is denied with a reason, and can be asked for again', async () => {
    const paymentId = await take()
    await settle(paymentId)
    await refund(paymentId, 10_000)
    const path = `/v1/approvals/${paymentId}/2/deny`
    expect((await app.send('approver', path, { reason: 'Not ours' })).status).toBe(200)
    await app.makeCalls()
    expect(instructions).toHaveLength(1)
    expect(await items<RefundShown>(`/v1/payments/${paymentId}/refunds`)).toMatchObject([
      { status: 'denied' },
    ])
    expect(await refund(paymentId, 10_000)).toMatchObject({ number: 3 })
  })
})

describe('a capture above the amount', () => {
  it('is shown as waiting, and withdrawn by who pays', async () => {
    const paymentId = await take({ captureMode: 'manual' })
    const path = `/v1/payments/${paymentId}/captures`
    const asked = await app.send('operator', path, { amount: eur(6_001) })
    expect(await asked.json()).toMatchObject({ number: 1, approvalId: `${paymentId}.1` })
    expect(await get<PaymentShown>(`/v1/payments/${paymentId}`)).toMatchObject({
      status: 'authorised',
      held: eur(10_000),
      capturesAwaitingApproval: eur(6_001),
    })
    const withdrawn = `/v1/approvals/${paymentId}/1/withdraw`
    expect((await app.send('operator', withdrawn, {})).status).toBe(200)
    expect(await items<CaptureShown>(path)).toMatchObject([{ status: 'withdrawn' }])
    const shown = await get<PaymentShown>(`/v1/payments/${paymentId}`)
    expect(shown.capturesAwaitingApproval).toBeUndefined()
  })
})

it('is refused to who may not approve, and where nothing waits', async () => {
  const paymentId = await take()
  await settle(paymentId)
  await refund(paymentId, 8_000)
  const path = `/v1/approvals/${paymentId}/2/approve`
  expect((await app.send('operator', path, {})).status).toBe(403)
  const other = await app.send('approver', `/v1/approvals/${paymentId}/3/approve`, {})
  expect(other.status).toBe(409)
  expect((await problemIn(other)).type).toContain('approval-not-asked')
})
