import { describe, expect, it } from 'vitest'
import { isRefusal, refuse } from '../../../kernel/refusal.ts'
import { given } from '../../../testing/decider.ts'
import { testTime } from '../../../testing/facts.ts'
import type { PaymentCommand } from '../commands.ts'
import type { PaymentEvent } from '../events.ts'
import { answers, newPayment, paymentId, railReference, railTime, windowMs } from '../examples.ts'
import { paymentDecider as payment } from '../payment.ts'
import { capturableOf, refundableOf, type KnownPayment, type Payment } from '../payment-parts.ts'
import { submissionIdOf } from '../transfers/transfer-events.ts'

const eur = (units: number) => ({ minorUnits: String(units), currency: 'EUR' })
const command = <C extends PaymentCommand>(type: C['type'], data: object = {}): C =>
  ({ type, data: { paymentId, ...data } }) as unknown as C

const hourMs = 3_600_000
const proposedBy = 'user:proposer'
const fourEyes = { above: { EUR: '5000' }, proposedBy, withinMs: 24 * hourMs }

const manual = command('ReceivePayment', { payment: { ...newPayment, captureMode: 'manual' } })
const capture = (units: number, more: object = {}) =>
  command('CapturePayment', { amount: eur(units), fourEyes, ...more })
const refund = (units: number) =>
  command('RefundPayment', {
    amount: eur(units),
    reason: 'mistaken',
    requestedBy: proposedBy,
    fourEyes,
  })
const approve = (transfer: number, approvedBy = 'user:approver') =>
  command('ApproveProposal', { transfer, approvedBy })
const deny = (transfer: number, deniedBy = 'user:approver') =>
  command('DenyProposal', { transfer, deniedBy, reason: 'Not ours' })
const withdraw = (transfer: number) =>
  command('WithdrawProposal', { transfer, withdrawnBy: proposedBy })
const expire = (transfer: number) => command('ExpireProposal', { transfer })
const start = (transfer: number) => command('StartSubmission', { transfer, attempt: 1, windowMs })
const accepted = (transfer: number) =>
  command('RecordSubmissionAnswer', { transfer, attempt: 1, answer: answers.accepted })
const told = (transfer: number, more: object) =>
  command('RecordRailCallback', {
    callback: {
      eventId: `${transfer}`,
      submissionId: submissionIdOf(paymentId, transfer),
      railReference,
      at: railTime,
      ...more,
    },
  })
const settles = (transfer: number) => [
  start(transfer),
  accepted(transfer),
  told(transfer, { sequence: 2, state: 'settled' }),
]
const settled = [command('ReceivePayment', { payment: newPayment }), ...settles(1)]

const stateAfter = (...commands: readonly PaymentCommand[]) => {
  let state: Payment = payment.initialState
  const events = commands.flatMap((next): readonly PaymentEvent[] => {
    const decided = payment.decide(next, state, { now: testTime })
    if (isRefusal(decided)) throw new Error(`${next.type}: ${decided.refused}`)
    for (const event of decided) state = payment.evolve(state, { ...event, time: testTime })
    return decided
  })
  return { state: state as KnownPayment, events }
}
const after = (...commands: readonly PaymentCommand[]) => stateAfter(...commands).events
const typesOf = (events: unknown) => (events as readonly PaymentEvent[]).map(({ type }) => type)

describe('a capture above the amount', () => {
  it('waits for somebody else, and no rail hears of it', () => {
    given(payment, after(manual))
      .when(capture(5_001))
      .expect([
        {
          type: 'CaptureProposed',
          data: {
            transfer: 1,
            amount: eur(5_001),
            above: eur(5_000),
            proposedBy,
            expiresAt: '2026-01-02T12:00:00.000Z',
          },
        },
      ])
    const { state, events } = stateAfter(manual, capture(5_001))
    expect(state.status).toBe('authorised')
    given(payment, events)
      .when(start(1))
      .expect(refuse('submission-not-due', { status: 'proposed' }))
    given(payment, events)
      .when(told(1, { sequence: 1, state: 'settled' }))
      .expect(refuse('submission-unknown'))
  })

  it('needs nobody at the amount itself, and nobody where none is set', () => {
    expect(typesOf(after(manual, capture(5_000)))).toContain('CaptureRequested')
    expect(typesOf(after(manual, capture(12_000, { fourEyes: undefined })))).toContain(
      'CaptureRequested',
    )
  })

  it('is found in slices too: what went before without anybody counts with it', () => {
    const slices = after(manual, capture(3_000), capture(2_000))
    given(payment, slices)
      .when(capture(1))
      .expect([expect.objectContaining({ type: 'CaptureProposed' })])
    // What somebody agreed to has been looked at.
    const agreed = after(manual, capture(5_001), approve(1))
    given(payment, agreed)
      .when(capture(5_000))
      .expect([expect.objectContaining({ type: 'CaptureRequested' })])
  })

  it('sets its amount aside: nobody captures it meanwhile', () => {
    const { state, events } = stateAfter(manual, capture(10_000))
    expect(capturableOf(state)).toEqual(eur(2_345))
    given(payment, events)
      .when(capture(2_346))
      .expect(refuse('capture-exceeds-authorisation', { remaining: '2345' }))
  })

  it('goes once somebody else approves it', () => {
    given(payment, after(manual, capture(5_001)))
      .when(approve(1))
      .expect([
        {
          type: 'CaptureRequested',
          data: {
            transfer: 1,
            amount: eur(5_001),
            approvedBy: 'user:approver',
            change: { from: 'authorised', to: 'partially-captured', amount: newPayment.amount },
          },
        },
      ])
    expect(typesOf(after(manual, capture(5_001), approve(1), start(1)))).toContain(
      'SubmissionStarted',
    )
  })

  it('is not for its proposer to approve or deny, but to withdraw', () => {
    const waiting = after(manual, capture(5_001))
    for (const own of [approve(1, proposedBy), deny(1, proposedBy)])
      given(payment, waiting).when(own).expect(refuse('proposer-cannot-approve'))
    given(payment, waiting)
      .when(withdraw(1))
      .expect([expect.objectContaining({ type: 'ProposalWithdrawn' })])
  })

  it('is held as before once it was denied, and the payment is none the worse', () => {
    const { state, events } = stateAfter(manual, capture(12_345), deny(1))
    expect(state.status).toBe('authorised')
    expect(capturableOf(state)).toEqual(newPayment.amount)
    given(payment, events)
      .when(approve(1))
      .expect(refuse('approval-not-asked', { status: 'rejected' }))
    expect(stateAfter(manual, capture(12_345), deny(1), command('VoidPayment')).state.status).toBe(
      'voided',
    )
  })

  it('ends with its hold: voided, expired, or given back after a last capture', () => {
    const waiting = after(manual, capture(10_000))
    given(payment, waiting)
      .when(command('VoidPayment'))
      .expect([
        expect.objectContaining({ type: 'ProposalWithdrawn' }),
        expect.objectContaining({
          type: 'HoldVoided',
          data: expect.objectContaining({ amount: newPayment.amount }) as object,
        }),
      ])
    given(payment, waiting)
      .at(testTime + 8 * 24 * hourMs)
      .when(command('ExpirePaymentHold'))
      .expect([
        expect.objectContaining({ type: 'ProposalWithdrawn' }),
        expect.objectContaining({ type: 'HoldExpired' }),
      ])
    given(payment, waiting)
      .when(capture(345, { final: true }))
      .expect([
        expect.objectContaining({ type: 'CaptureRequested' }),
        expect.objectContaining({ type: 'ProposalWithdrawn' }),
        expect.objectContaining({
          type: 'HoldVoided',
          data: expect.objectContaining({ amount: eur(12_000) }) as object,
        }),
      ])
  })

  it('gives the rest back only when it is approved, where it was to be the last', () => {
    given(payment, after(manual, capture(10_000, { final: true })))
      .when(approve(1))
      .expect([
        expect.objectContaining({ type: 'CaptureRequested' }),
        expect.objectContaining({
          type: 'HoldVoided',
          data: expect.objectContaining({ amount: eur(2_345) }) as object,
        }),
      ])
  })

  it('expires with its hold at the latest', () => {
    const soon = '2026-01-01T13:00:00.000Z'
    const short = command('ReceivePayment', {
      payment: { ...newPayment, captureMode: 'manual', holdUntil: soon },
    })
    given(payment, after(short))
      .when(capture(5_001))
      .expect([
        expect.objectContaining({ data: expect.objectContaining({ expiresAt: soon }) as object }),
      ])
  })
})

describe('a refund above the amount', () => {
  it('waits, and is spoken for: what is left can be refunded by itself', () => {
    const { state, events } = stateAfter(...settled, refund(10_000))
    expect(events.at(-1)).toMatchObject({ type: 'RefundProposed', data: { returnOf: 1 } })
    expect(state.status).toBe('settled')
    expect(refundableOf(state)).toEqual(eur(2_345))
    given(payment, events)
      .when(start(2))
      .expect(refuse('submission-not-due', { status: 'proposed' }))
  })

  it('goes to the rail once somebody else approves it, and names both', () => {
    given(payment, after(...settled, refund(10_000)))
      .when(approve(2))
      .expect([
        {
          type: 'RefundRequested',
          data: {
            transfer: 2,
            amount: eur(10_000),
            returnOf: 1,
            reason: 'mistaken',
            requestedBy: proposedBy,
            approvedBy: 'user:approver',
          },
        },
      ])
    const back = stateAfter(...settled, refund(12_345), approve(2), ...settles(2))
    expect(back.state.status).toBe('refunded')
  })

  it('cannot be approved once what it gives back was disputed or sent back by a bank', () => {
    const disputed = told(1, {
      dispute: 'opened',
      disputeReference: 'D-1',
      amount: newPayment.amount,
      reasonCode: '4853',
    })
    given(payment, after(...settled, refund(10_000), disputed))
      .when(approve(2))
      .expect(refuse('refund-exceeds-settled', { refundable: '0' }))
    const returned = told(1, { sequence: 3, state: 'returned' })
    given(payment, after(...settled, refund(10_000), returned))
      .when(approve(2))
      .expect(refuse('refund-exceeds-settled', { refundable: '0' }))
  })

  it('expires at its instant and not before; then nobody approves it', () => {
    const waiting = after(...settled, refund(10_000))
    const end = testTime + 24 * hourMs
    given(payment, waiting)
      .at(end - 1)
      .when(expire(2))
      .expect(refuse('not-due-yet'))
    given(payment, waiting)
      .at(end)
      .when(expire(2))
      .expect([
        {
          type: 'ProposalExpired',
          data: { transfer: 2, kind: 'refund', amount: eur(10_000) },
        },
      ])
    // The timer may be late; the proposal is over nevertheless.
    given(payment, waiting).at(end).when(approve(2)).expect(refuse('approval-expired'))
    const gone = stateAfter(...settled, refund(10_000), withdraw(2))
    expect(refundableOf(gone.state)).toEqual(newPayment.amount)
  })
})

it('is refused where nothing waits', () => {
  for (const what of [approve(1), deny(1), withdraw(1)])
    given(payment, after(...settled))
      .when(what)
      .expect(refuse('approval-not-asked', { status: 'settled' }))
})
