import { describe, expect, it } from 'vitest'
import { recorded, testTime } from '../../testing/facts.ts'
import { given } from '../../testing/policy.ts'
import type { PaymentEvent } from './events.ts'
import { facts, paymentId, stream } from './examples.ts'
import { nthDelayMs, patience } from './patience.ts'
import { askWhenAttemptsAreUsedUp } from './policies.ts'
import { paymentTimers } from './schedules.ts'

const schedule = paymentTimers({
  ...patience,
  retryDelaysMs: [1, 2],
  attemptsMax: 3,
  unknownDelaysMs: [10, 20],
  pendingDelaysMs: [100, 200],
  questionsMax: 4,
  waitingMaxMs: 1_000,
  unknownMaxMs: 2_000,
  pendingMaxMs: 3_000,
})

/** `question+10 AskForStatus` for a timer that is set, `question off` for one that is cancelled. */
const changesAfter = (event: PaymentEvent): string[] => {
  const [fact] = recorded([{ ...event, stream }])
  if (!fact || !(schedule.events as readonly string[]).includes(fact.type)) return []
  return schedule.change(fact as Parameters<typeof schedule.change>[0]).map((change) => {
    if ('hasten' in change) return `hasten ${JSON.stringify(change.hasten)}`
    const name = ('set' in change ? change.set : change.cancel).replace(`-${paymentId}`, '')
    if ('cancel' in change) return `${name} off`
    expect(change.intent.definition.type).toBe(change.intent.command.type)
    return `${name}+${change.due - testTime} ${change.intent.command.type}`
  })
}

const notSent = (attempt: number): Extract<PaymentEvent, { type: 'SubmissionNotSent' }> => ({
  ...facts.notSent,
  data: { ...facts.notSent.data, attempt },
})
const answered = (askedInStatus: number, status: 'unknown' | 'pending'): PaymentEvent => ({
  type: 'StatusAnswered',
  data: { question: 9, status, askedInStatus, answer: 'unavailable' },
})

describe('the timers of a payment', () => {
  it('try again later and later after what was not sent, and then no more', () => {
    expect(changesAfter(notSent(1))).toEqual([
      'attempt+1 RetrySubmission',
      'operator+1000 AskOperator',
    ])
    expect(changesAfter(notSent(2))).toEqual(['attempt+2 RetrySubmission'])
    expect(changesAfter(notSent(3))).toEqual([])
  })

  it('ask about what is unknown, and call somebody when it stays so', () => {
    expect(changesAfter(facts.becameUnknown)).toEqual([
      'question+10 AskForStatus',
      'operator+2000 AskOperator',
    ])
  })

  it.each([facts.submitted, facts.pending])('look after what the rail has: $type', (event) => {
    expect(changesAfter(event)).toEqual([
      'question+100 AskForStatus',
      'operator+3000 AskOperator',
      'attempt off',
    ])
  })

  it('ask again after an answer that changed nothing, later and later, and then no more', () => {
    expect(changesAfter(answered(1, 'unknown'))).toEqual(['question+20 AskForStatus'])
    expect(changesAfter(answered(3, 'unknown'))).toEqual(['question+20 AskForStatus'])
    expect(changesAfter(answered(4, 'unknown'))).toEqual([])
    expect(changesAfter(answered(1, 'pending'))).toEqual(['question+200 AskForStatus'])
  })

  it('wait for the rail that did not answer, and are hastened once it is back', () => {
    const waitsFor = (event: PaymentEvent) => {
      const [fact] = recorded([{ ...event, stream }])
      const changes = fact && schedule.change(fact as Parameters<typeof schedule.change>[0])
      return changes?.flatMap((change) => ('set' in change ? [change.waitsFor] : []))
    }
    expect(waitsFor(notSent(2))).toEqual(['rail simulated'])
    expect(waitsFor(answered(1, 'unknown'))).toEqual(['rail simulated'])
    expect(waitsFor(facts.becameUnknown)).toEqual([undefined, undefined])
    const { data } = notSent(2)
    expect(waitsFor({ ...facts.notSent, data: { ...data, reason: 'preparation-failed' } })).toEqual(
      [undefined],
    )
    const [back] = recorded([
      {
        type: 'RailCameBack' as const,
        data: { rail: 'swift', from: '2026-01-01T12:00:30.000Z' },
        stream: 'rail-swift',
      },
    ])
    expect(back && schedule.change(back)).toEqual([
      {
        hasten: {
          waitsFor: 'rail swift',
          from: testTime + 30_000,
          everyMs: 20,
          timersMax: 15_000,
        },
      },
    ])
  })

  it('are set by no question: its answer sets the next', () => {
    expect(changesAfter(facts.asked)).toEqual([])
  })

  it.each([facts.settled, facts.rejectedByRail, facts.rejectedByUs])(
    'end with the payment: $type',
    (event) => {
      expect(changesAfter(event)).toEqual(['attempt off', 'question off', 'operator off'])
    },
  )

  it('end the waiting for somebody, and end with it', () => {
    const { amount } = facts.received.data
    const above = { minorUnits: '100', currency: 'EUR' }
    const asked = { amount, above, proposedBy: 'user:1' }
    const expiresAt = new Date(testTime + 5_000).toISOString()
    expect(changesAfter({ type: 'ApprovalRequested', data: { ...asked, expiresAt } })).toEqual([
      'approval+5000 ExpireApproval',
    ])
    expect(changesAfter({ type: 'ApprovalRequested', data: asked })).toEqual([])
    expect(
      changesAfter({
        type: 'PaymentApproved',
        data: { amount, approvedBy: 'user:2', next: 'submission' },
      }),
    ).toEqual(['approval off'])
    expect(
      changesAfter({ type: 'PaymentDenied', data: { amount, deniedBy: 'user:2', reason: 'No' } }),
    ).toEqual(['approval off'])
  })

  it('are not touched by a payment that never had one', () => {
    expect(changesAfter(facts.notValid)).toEqual([])
    expect(changesAfter(facts.validated)).toEqual([])
    expect(changesAfter(facts.started)).toEqual([])
  })
})

describe('patience', () => {
  it('repeats the last delay', () => {
    expect([1, 2, 3, 99].map((nth) => nthDelayMs([5, 7], nth))).toEqual([5, 7, 7, 7])
  })

  it('needs at least one delay', () => {
    expect(() => nthDelayMs([], 1)).toThrow(RangeError)
  })
})

describe('when attempts are used up', () => {
  const policy = askWhenAttemptsAreUsedUp({ ...patience, attemptsMax: 3 })

  it('asks an operator, and not before', () => {
    given(policy)
      .when({ ...notSent(2), stream })
      .expect([])
    given(policy)
      .when({ ...notSent(3), stream })
      .expect([{ type: 'AskOperator', data: { paymentId, because: 'attempts-used-up' } }])
  })
})
