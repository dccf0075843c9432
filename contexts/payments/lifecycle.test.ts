import { describe, expect, it } from 'vitest'
import { isRefusal, refuse } from '../../kernel/refusal.ts'
import { given } from '../../testing/decider.ts'
import { testTime } from '../../testing/facts.ts'
import type { PaymentCommand } from './commands.ts'
import type { PaymentEvent } from './events.ts'
import {
  answers,
  facts,
  newPayment,
  paymentId,
  rail,
  railReference,
  railTime,
  windowMs,
} from './examples.ts'
import { paymentDecider as payment } from './payment.ts'
import type { Payment } from './payment-parts.ts'
import { submissionIdOf } from './transfers/transfer-events.ts'

const eur = (minorUnits: number) => ({ minorUnits: String(minorUnits), currency: 'EUR' })
const amount = newPayment.amount
const command = <C extends PaymentCommand>(type: C['type'], data: object = {}): C =>
  ({ type, data: { paymentId, ...data } }) as unknown as C

const above = eur(10_000)
const proposedBy = 'user:proposer'
const order = (more: object = {}, approval?: object): PaymentCommand =>
  command('ReceivePayment', {
    payment: { ...newPayment, ...more },
    ...(approval ? { approval } : {}),
  })

const approve = command('ApprovePayment', { approvedBy: 'user:approver' })
const deny = command('DenyPayment', { deniedBy: 'user:approver', reason: 'Not ours' })
const release = command('ReleasePayment')
const cancel = command('CancelPayment', { cancelledBy: 'user:1' })
const capture = (units?: number, final?: boolean) =>
  command('CapturePayment', {
    ...(units === undefined ? {} : { amount: eur(units) }),
    ...(final === undefined ? {} : { final }),
  })
const voidHold = command('VoidPayment')
const expire = command('ExpirePaymentHold')
const refund = (units?: number) =>
  command('RefundPayment', {
    ...(units === undefined ? {} : { amount: eur(units) }),
    reason: 'duplicate',
    requestedBy: 'user:1',
  })
const dispute = (units?: number) =>
  command('OpenDispute', {
    ...(units === undefined ? {} : { amount: eur(units) }),
    reasonCode: '4853',
    openedBy: 'user:1',
  })
const decide = (outcome: 'won' | 'lost') =>
  command('DecideDispute', { dispute: 1, outcome, decidedBy: 'user:1' })

const start = (transfer: number) => command('StartSubmission', { transfer, attempt: 1, windowMs })
const answer = (transfer: number, kind: keyof typeof answers) =>
  command('RecordSubmissionAnswer', { transfer, attempt: 1, answer: answers[kind] })
const told = (transfer: number) => ({
  eventId: `${transfer}`,
  submissionId: submissionIdOf(paymentId, transfer),
  railReference,
  at: railTime,
})
const callback = (transfer: number, state: string) =>
  command('RecordRailCallback', { callback: { ...told(transfer), sequence: 2, state } })
const railDispute = (outcome: 'opened' | 'won' | 'lost', units = 12_345) =>
  command('RecordRailCallback', {
    callback: {
      ...told(1),
      dispute: outcome,
      disputeReference: 'D-1',
      amount: eur(units),
      reasonCode: '4853',
    },
  })
const notice = (kind: 'acknowledged' | 'confirmed') =>
  command('RecordRailCallback', { callback: { ...told(1), notice: kind } })

/** What is in the log after these commands; a refusal among them is a mistake in the test. */
const after = (...commands: readonly PaymentCommand[]): PaymentEvent[] => {
  let state: Payment = payment.initialState
  return commands.flatMap((next) => {
    const decided = payment.decide(next, state, { now: testTime })
    if (isRefusal(decided)) throw new Error(`${next.type}: ${decided.refused}`)
    for (const event of decided) state = payment.evolve(state, { ...event, time: testTime })
    return decided
  })
}
const stateAfter = (...commands: readonly PaymentCommand[]): Payment =>
  after(...commands).reduce<Payment>(
    (state, event) => payment.evolve(state, { ...event, time: testTime }),
    payment.initialState,
  )
const handedOver = (transfer: number) => [start(transfer), answer(transfer, 'accepted')]
const settledBy = (transfer: number) => [...handedOver(transfer), callback(transfer, 'settled')]

const manual = order({ captureMode: 'manual' })
const asked = order({}, { above, proposedBy })
const scheduledFor = '2026-01-01T13:00:00.000Z'
const hourLater = testTime + 3_600_000
const settled = [order(), ...settledBy(1)]

describe('four eyes', () => {
  it('hold back what is above the limit', () => {
    given(payment)
      .when(asked)
      .expect([
        facts.received,
        { type: 'PaymentValidated', data: { from: 'received', amount, next: 'approval' } },
        {
          type: 'ApprovalRequested',
          data: {
            amount,
            above,
            proposedBy,
            change: { from: 'validated', to: 'awaiting-approval', amount },
          },
        },
      ])
  })

  it('let nobody approve or deny what they proposed', () => {
    const own = { approvedBy: proposedBy, deniedBy: proposedBy, reason: 'Mine' }
    for (const type of ['ApprovePayment', 'DenyPayment'] as const)
      given(payment, after(asked))
        .when(command(type, own))
        .expect(refuse('proposer-cannot-approve'))
  })

  it('let it go once somebody else has approved it', () => {
    given(payment, after(asked))
      .when(approve)
      .expect([
        {
          type: 'PaymentApproved',
          data: {
            amount,
            approvedBy: 'user:approver',
            next: 'submission',
            change: { from: 'awaiting-approval', to: 'validated', amount },
          },
        },
      ])
    expect(stateAfter(asked, approve, start(1)).status).toBe('submitting')
  })

  it('send nothing before that, and nothing that was denied', () => {
    given(payment, after(asked)).when(start(1)).expect(refuse('submission-not-due'))
    given(payment, after(asked, deny)).when(start(1)).expect(refuse('submission-not-due'))
    expect(stateAfter(asked, deny).status).toBe('denied')
  })

  it('are waited for so long and no longer, from the time on that the payment is for', () => {
    const withinMs = 3_600_000
    const expiring = order({}, { above, proposedBy, withinMs })
    const expire = command('ExpireApproval', {})
    expect(after(expiring).at(-1)).toMatchObject({
      type: 'ApprovalRequested',
      data: { expiresAt: scheduledFor },
    })
    given(payment, after(expiring)).when(expire).expect(refuse('not-due-yet'))
    given(payment, after(expiring)).at(hourLater).when(approve).expect(refuse('approval-expired'))
    given(payment, after(expiring))
      .at(hourLater)
      .when(expire)
      .expect([
        {
          type: 'ApprovalExpired',
          data: { amount, change: { from: 'awaiting-approval', to: 'expired', amount } },
        },
      ])
    const later = order({ scheduledFor }, { above, proposedBy, withinMs })
    given(payment, after(later)).at(hourLater).when(expire).expect(refuse('not-due-yet'))
    given(payment, after(expiring, approve))
      .at(hourLater)
      .when(expire)
      .expect(refuse('approval-not-asked', { status: 'validated' }))
  })

  it('that were asked for without an end have none', () => {
    given(payment, after(asked))
      .at(testTime + 365 * 86_400_000)
      .when(command('ExpireApproval', {}))
      .expect(refuse('not-due-yet'))
  })

  it('come before the day and before the hold', () => {
    const later = order({ scheduledFor, captureMode: 'manual' }, { above, proposedBy })
    expect(stateAfter(later, approve).status).toBe('scheduled')
    given(payment, after(later))
      .at(hourLater)
      .when(approve)
      .expect([
        expect.objectContaining({ type: 'PaymentApproved' }),
        expect.objectContaining({ type: 'PaymentAuthorised' }),
      ])
  })
})

describe('a scheduled payment', () => {
  const later = after(order({ scheduledFor }))

  it('waits, and is due at its instant and not before', () => {
    given(payment, later)
      .at(hourLater - 1)
      .when(release)
      .expect(refuse('not-due-yet'))
    given(payment, later)
      .at(hourLater)
      .when(release)
      .expect([
        {
          type: 'PaymentReleased',
          data: {
            amount,
            next: 'submission',
            change: { from: 'scheduled', to: 'validated', amount },
          },
        },
      ])
  })

  it('of a day is due when the day begins, and at once when it has begun', () => {
    expect(stateAfter(order({ requestedExecutionDate: '2026-01-02' })).status).toBe('scheduled')
    for (const day of ['2026-01-01', '2025-12-24'])
      expect(stateAfter(order({ requestedExecutionDate: day })).status).toBe('validated')
  })

  it('can be cancelled until a rail may have it', () => {
    given(payment, later)
      .when(cancel)
      .expect([
        {
          type: 'PaymentCancelled',
          data: {
            amount,
            cancelledBy: 'user:1',
            change: { from: 'scheduled', to: 'cancelled', amount },
          },
        },
      ])
    given(payment, after(order(), start(1)))
      .when(cancel)
      .expect(refuse('not-cancellable', { status: 'submitting' }))
  })
})

describe('a payment that is cancelled between two attempts', () => {
  const cancelled = after(order(), start(1), answer(1, 'not-sent'), cancel)

  it('is never handed over again', () => {
    const retry = command('RetrySubmission', { attempt: 2 })
    given(payment, cancelled)
      .when(retry)
      .expect(refuse('submission-not-due', { status: 'rejected' }))
  })

  it('keeps it as a contradiction should the rail have it after all', () => {
    given(payment, cancelled)
      .when(callback(1, 'settled'))
      .expect([
        {
          type: 'RailContradicted',
          data: {
            status: 'rejected',
            claimed: 'settled',
            railReference,
            evidence: { source: 'callback', at: railTime, sequence: 2 },
          },
        },
      ])
  })
})

describe('held money', () => {
  it('is held for a week where nothing else is asked for', () => {
    given(payment)
      .when(manual)
      .expect([
        { type: 'PaymentReceived', data: { ...newPayment, captureMode: 'manual' } },
        { type: 'PaymentValidated', data: { from: 'received', amount, next: 'hold' } },
        {
          type: 'PaymentAuthorised',
          data: {
            amount,
            expiresAt: '2026-01-08T12:00:00.000Z',
            change: { from: 'validated', to: 'authorised', amount },
          },
        },
      ])
  })

  it('is captured in parts, each a transfer of its own, and never above what is held', () => {
    given(payment, after(manual))
      .when(capture(5_000))
      .expect([
        {
          type: 'CaptureRequested',
          data: {
            transfer: 1,
            amount: eur(5_000),
            change: { from: 'authorised', to: 'partially-captured', amount },
          },
        },
      ])
    const first = after(manual, capture(5_000))
    given(payment, first)
      .when(capture(7_346))
      .expect(refuse('capture-exceeds-authorisation', { remaining: '7345' }))
    expect(stateAfter(manual, capture(5_000), capture(7_345)).status).toBe('captured')
    given(payment, after(manual, capture(5_000), capture()))
      .when(capture(1))
      .expect(refuse('nothing-held', { status: 'captured' }))
  })

  it('is captured in its own currency', () => {
    given(payment, after(manual))
      .when(command('CapturePayment', { amount: { minorUnits: '1', currency: 'USD' } }))
      .expect(refuse('currency-differs', { currency: 'EUR' }))
  })

  it('is given back when a capture is the last one', () => {
    given(payment, after(manual))
      .when(capture(5_000, true))
      .expect([
        expect.objectContaining({ type: 'CaptureRequested' }),
        {
          type: 'HoldVoided',
          data: {
            amount: eur(7_345),
            because: 'final-capture',
            change: { from: 'partially-captured', to: 'captured', amount },
          },
        },
      ] as PaymentEvent[])
  })

  it('settles with its captures', () => {
    const both = [manual, capture(5_000), capture(7_345)]
    expect(stateAfter(...both, ...settledBy(1)).status).toBe('captured')
    expect(stateAfter(...both, ...settledBy(1), ...settledBy(2)).status).toBe('settled')
    expect(stateAfter(manual, capture(5_000), voidHold, ...settledBy(1)).status).toBe('settled')
  })

  it('is held again when the rail rejects a capture, and can be captured again', () => {
    const rejectedCapture = [manual, capture(), start(1), answer(1, 'rejected')]
    expect(after(...rejectedCapture).at(-1)).toMatchObject({
      type: 'CaptureRejected',
      data: {
        transfer: 1,
        leaves: 'submitting',
        rail,
        heldAgain: true,
        change: { from: 'captured', to: 'authorised' },
      },
    })
    expect(stateAfter(...rejectedCapture, capture(12_345), ...settledBy(2)).status).toBe('settled')
  })

  it('expires, and a capture that the rail rejects later expires with it', () => {
    const over = testTime + 7 * 86_400_000
    given(payment, after(manual))
      .at(over - 1)
      .when(expire)
      .expect(refuse('not-due-yet'))
    given(payment, after(manual)).at(over).when(capture()).expect(refuse('hold-expired'))
    given(payment, after(manual))
      .at(over)
      .when(expire)
      .expect([
        {
          type: 'HoldExpired',
          data: { amount, change: { from: 'authorised', to: 'expired', amount } },
        },
      ])
    given(payment, after(manual, capture(), start(1)))
      .at(over)
      .when(answer(1, 'rejected'))
      .expect([
        expect.objectContaining({ type: 'CaptureRejected' }),
        expect.objectContaining({ type: 'HoldExpired' }),
      ])
  })

  it('that nobody took ends voided, and failed where the rail took no capture', () => {
    expect(stateAfter(manual, voidHold).status).toBe('voided')
    const refused = [manual, capture(5_000), voidHold, start(1), answer(1, 'rejected')]
    expect(stateAfter(...refused).status).toBe('failed')
  })
})

describe('a refund', () => {
  it('gives back no more than has settled, in several parts', () => {
    given(payment, after(...settled))
      .when(refund(12_346))
      .expect(refuse('refund-exceeds-settled', { refundable: '12345' }))
    expect(after(...settled, refund(5_000)).at(-1)).toEqual({
      type: 'RefundRequested',
      data: {
        transfer: 2,
        amount: eur(5_000),
        returnOf: 1,
        reason: 'duplicate',
        requestedBy: 'user:1',
      },
    })
    given(payment, after(...settled, refund(5_000)))
      .when(refund(7_346))
      .expect(refuse('refund-exceeds-settled', { refundable: '7345' }))
  })

  it('makes the payment refunded once it has arrived, in part or whole', () => {
    expect(stateAfter(...settled, refund(5_000)).status).toBe('settled')
    const part = [...settled, refund(5_000), ...settledBy(2)]
    expect(stateAfter(...part).status).toBe('partially-refunded')
    expect(stateAfter(...part, refund(), ...settledBy(3)).status).toBe('refunded')
    given(payment, after(...part, refund()))
      .when(refund())
      .expect(refuse('nothing-to-refund', { status: 'partially-refunded' }))
  })

  it("can be asked for again where the rail rejected it, or the payer's bank sent it back", () => {
    const rejected = [...settled, refund(), start(2), answer(2, 'rejected')]
    expect(stateAfter(...rejected).status).toBe('settled')
    expect(stateAfter(...rejected, refund(), ...settledBy(3)).status).toBe('refunded')
    const reversed = [...settled, refund(), ...settledBy(2), callback(2, 'returned')]
    expect(after(...reversed).at(-1)).toMatchObject({
      type: 'RefundReversed',
      data: { transfer: 2, leaves: 'settled', change: { from: 'refunded', to: 'settled' } },
    })
    expect(isRefusal(payment.decide(refund(), stateAfter(...reversed), { now: testTime }))).toBe(
      false,
    )
  })

  it('is unknown after an ambiguous answer, and never submitted again', () => {
    const unknown = [...settled, refund(), start(2), answer(2, 'ambiguous')]
    given(payment, after(...unknown))
      .when(command('StartSubmission', { transfer: 2, attempt: 2, windowMs }))
      .expect(refuse('submission-not-due', { status: 'unknown' }))
    expect(after(...unknown, command('AskForStatus', { transfer: 2 })).at(-1)).toMatchObject({
      type: 'StatusAsked',
      data: { transfer: 2, kind: 'refund', submissionId: submissionIdOf(paymentId, 2) },
    })
  })
})

describe('a payment that is returned after it settled', () => {
  it('is returned, and nothing of it can be refunded', () => {
    const returned = [...settled, callback(1, 'returned')]
    expect(after(...returned).at(-1)).toMatchObject({
      type: 'PaymentReturned',
      data: { rail, change: { from: 'settled', to: 'returned' } },
    })
    given(payment, after(...returned))
      .when(refund())
      .expect(refuse('nothing-to-refund', { status: 'returned' }))
  })

  it('is returned once, and had settled even where nobody told us so', () => {
    given(payment, after(...settled, callback(1, 'returned')))
      .when(callback(1, 'returned'))
      .expect([])
    expect(
      after(order(), ...handedOver(1), callback(1, 'returned')).map(({ type }) => type),
    ).toEqual(expect.arrayContaining(['PaymentSettled', 'PaymentReturned']))
  })
})

describe('a dispute', () => {
  it('holds its amount: what is disputed cannot be refunded', () => {
    const opened = [...settled, dispute(5_000)]
    expect(stateAfter(...opened).status).toBe('disputed')
    given(payment, after(...opened))
      .when(refund(7_346))
      .expect(refuse('refund-exceeds-settled', { refundable: '7345' }))
  })

  it('gives the amount free when it is won, and takes it when it is lost', () => {
    expect(stateAfter(...settled, dispute(), decide('won')).status).toBe('settled')
    expect(stateAfter(...settled, dispute(5_000), decide('lost')).status).toBe('dispute-lost')
    given(payment, after(...settled, dispute(), decide('lost')))
      .when(decide('won'))
      .expect(refuse('dispute-is-decided', { status: 'lost' }))
  })

  it("is known by the rail's reference: twice is once, and the end may come first", () => {
    given(payment, after(...settled, railDispute('opened')))
      .when(railDispute('opened'))
      .expect([])
    expect(
      after(...settled, railDispute('lost'))
        .map(({ type }) => type)
        .slice(-2),
    ).toEqual(['DisputeOpened', 'DisputeLost'])
    given(payment, after(...settled, railDispute('lost')))
      .when(railDispute('opened'))
      .expect([])
  })

  it('above what the rail has moved is a contradiction', () => {
    expect(after(...settled, railDispute('opened', 12_346)).at(-1)).toMatchObject({
      type: 'RailContradicted',
      data: { claimed: 'disputed', status: 'settled' },
    })
  })

  it('is asked about once when its evidence is due, and not where some was sent', () => {
    const remind = command('RemindOfDispute', { dispute: 1 })
    const opened = [...settled, dispute()]
    expect(after(...opened, remind).at(-1)).toEqual({
      type: 'DisputeResponseDue',
      data: { dispute: 1 },
    })
    given(payment, after(...opened, remind))
      .when(remind)
      .expect(refuse('nothing-to-ask'))
    const evidence = command('SubmitDisputeEvidence', {
      dispute: 1,
      evidence: `sealed.1.account-payer.dispute-evidence.${'A'.repeat(48)}`,
      submittedBy: 'user:1',
    })
    given(payment, after(...opened, evidence))
      .when(remind)
      .expect(refuse('nothing-to-ask'))
  })
})

describe('what banks and networks say beside the state', () => {
  it('is a fact of its own, once, and changes no state', () => {
    const submitted = [order(), ...handedOver(1)]
    for (const kind of ['acknowledged', 'confirmed'] as const) {
      expect(stateAfter(...submitted, notice(kind)).status).toBe('submitted')
      given(payment, after(...submitted, notice(kind)))
        .when(notice(kind))
        .expect([])
    }
  })

  it('says nothing of what was never handed over', () => {
    given(payment, after(order())).when(notice('confirmed')).expect(refuse('submission-unknown'))
  })
})

describe('every command in every state', () => {
  const stories = {
    none: [],
    'awaiting-approval': [asked],
    denied: [asked, deny],
    scheduled: [order({ scheduledFor })],
    validated: [order()],
    cancelled: [order(), cancel],
    submitted: [order(), ...handedOver(1)],
    unknown: [order(), start(1), answer(1, 'ambiguous')],
    settled,
    returned: [...settled, callback(1, 'returned')],
    rejected: [order(), start(1), answer(1, 'rejected')],
    authorised: [manual],
    'partially-captured': [manual, capture(5_000)],
    captured: [manual, capture()],
    voided: [manual, voidHold],
    failed: [manual, capture(1), voidHold, start(1), answer(1, 'rejected')],
    refunding: [...settled, refund()],
    refunded: [...settled, refund(), ...settledBy(2)],
    disputed: [...settled, dispute()],
    'dispute-lost': [...settled, dispute(), decide('lost')],
  } as const satisfies Readonly<Record<string, readonly PaymentCommand[]>>

  const commands = [
    approve,
    deny,
    release,
    cancel,
    capture(1),
    voidHold,
    refund(1),
    dispute(1),
    decide('won'),
  ]

  // One column for each command above. A word with a capital is an event, any other a refusal.
  const table = `
none               | payment-unknown payment-unknown payment-unknown payment-unknown payment-unknown payment-unknown payment-unknown payment-unknown payment-unknown
awaiting-approval  | PaymentApproved PaymentDenied not-scheduled PaymentCancelled nothing-held nothing-held nothing-to-refund nothing-to-dispute dispute-unknown
denied             | approval-not-asked approval-not-asked not-scheduled not-cancellable nothing-held nothing-held nothing-to-refund nothing-to-dispute dispute-unknown
scheduled          | approval-not-asked approval-not-asked not-due-yet PaymentCancelled nothing-held nothing-held nothing-to-refund nothing-to-dispute dispute-unknown
validated          | approval-not-asked approval-not-asked not-scheduled PaymentCancelled nothing-held nothing-held nothing-to-refund nothing-to-dispute dispute-unknown
cancelled          | approval-not-asked approval-not-asked not-scheduled not-cancellable nothing-held nothing-held nothing-to-refund nothing-to-dispute dispute-unknown
submitted          | approval-not-asked approval-not-asked not-scheduled CancellationAsked nothing-held nothing-held nothing-to-refund nothing-to-dispute dispute-unknown
unknown            | approval-not-asked approval-not-asked not-scheduled not-cancellable nothing-held nothing-held nothing-to-refund nothing-to-dispute dispute-unknown
settled            | approval-not-asked approval-not-asked not-scheduled not-cancellable nothing-held nothing-held RefundRequested DisputeOpened dispute-unknown
returned           | approval-not-asked approval-not-asked not-scheduled not-cancellable nothing-held nothing-held nothing-to-refund nothing-to-dispute dispute-unknown
rejected           | approval-not-asked approval-not-asked not-scheduled not-cancellable nothing-held nothing-held nothing-to-refund nothing-to-dispute dispute-unknown
authorised         | approval-not-asked approval-not-asked not-scheduled not-cancellable CaptureRequested HoldVoided nothing-to-refund nothing-to-dispute dispute-unknown
partially-captured | approval-not-asked approval-not-asked not-scheduled not-cancellable CaptureRequested HoldVoided nothing-to-refund nothing-to-dispute dispute-unknown
captured           | approval-not-asked approval-not-asked not-scheduled not-cancellable nothing-held nothing-held nothing-to-refund nothing-to-dispute dispute-unknown
voided             | approval-not-asked approval-not-asked not-scheduled not-cancellable nothing-held nothing-held nothing-to-refund nothing-to-dispute dispute-unknown
failed             | approval-not-asked approval-not-asked not-scheduled not-cancellable nothing-held nothing-held nothing-to-refund nothing-to-dispute dispute-unknown
refunding          | approval-not-asked approval-not-asked not-scheduled not-cancellable nothing-held nothing-held nothing-to-refund nothing-to-dispute dispute-unknown
refunded           | approval-not-asked approval-not-asked not-scheduled not-cancellable nothing-held nothing-held nothing-to-refund nothing-to-dispute dispute-unknown
disputed           | approval-not-asked approval-not-asked not-scheduled not-cancellable nothing-held nothing-held nothing-to-refund nothing-to-dispute DisputeWon
dispute-lost       | approval-not-asked approval-not-asked not-scheduled not-cancellable nothing-held nothing-held nothing-to-refund nothing-to-dispute dispute-is-decided
`
  const rows = table
    .trim()
    .split('\n')
    .map((line) => {
      const [story = '', cells = ''] = line.split('|').map((part) => part.trim())
      return { story: story as keyof typeof stories, cells: cells.split(' ') }
    })

  const result = (story: readonly PaymentCommand[], next: PaymentCommand): string => {
    const decided = payment.decide(next, stateAfter(...story), { now: testTime })
    return isRefusal(decided) ? decided.refused : decided.map(({ type }) => type).join('+')
  }

  it.each(rows)('when $story', ({ story, cells }) => {
    expect(commands.map((next) => result(stories[story], next))).toEqual(cells)
  })

  it('speaks of every state', () => {
    expect(rows.map(({ story }) => story)).toEqual(Object.keys(stories))
  })
})
