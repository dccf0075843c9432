import { describe, expect, it } from 'vitest'
import { refuse } from '../../../kernel/refusal.ts'
import { given } from '../../../testing/decider.ts'
import { recorded, testTime } from '../../../testing/facts.ts'
import type { PaymentCommand } from '../commands.ts'
import type { RecordSubmissionAnswer, SubmissionAnswer } from './commands.ts'
import type { PaymentEvent } from '../events.ts'
import {
  amount,
  answers,
  callback,
  facts,
  newPayment,
  paymentId,
  rail,
  railReference,
  stream,
  submissionAnswer,
} from '../examples.ts'
import { paymentPostings } from '../journal/payment-postings.ts'
import { patience } from '../patience.ts'
import { paymentDecider as payment } from '../payment.ts'
import { noPayment, type Payment } from '../payment-parts.ts'
import { paymentTimers } from '../schedules.ts'

const hour = 3_600_000
const retry = { triesMax: 2, withinMs: 72 * hour }
const received = { ...facts.received, data: { ...newPayment, retry } } as const
const submitting: readonly PaymentEvent[] = [received, facts.validated, facts.started]
const plain: readonly PaymentEvent[] = [facts.received, facts.validated, facts.started]

const shortOfFunds: SubmissionAnswer = { kind: 'rejected', code: 'AM04', reason: 'No funds' }
const rejection = {
  code: 'AM04',
  reason: 'No funds',
  by: 'rail',
  standardCode: 'insufficient-funds',
  recommendedAction: 'retry-after',
} as const
const bySubmission = { source: 'submission-answer' } as const

const followed = (retryAt: string, more: object = {}): PaymentEvent => ({
  type: 'SubmissionRejected',
  data: { from: 'submitting', amount, rail, rejection, evidence: bySubmission, retryAt, ...more },
})
const ended = (more: object = {}): PaymentEvent => ({
  type: 'PaymentRejected',
  data: { from: 'submitting', amount, rail, rejection, evidence: bySubmission, ...more },
})
const dayLater = '2026-01-02T12:00:00.000Z'
const waiting = [...submitting, followed(dayLater)]
const retried = (transfer = 2, because: 'timer' | 'operator' = 'timer') =>
  ({
    type: 'PaymentRetried',
    data: { from: 'awaiting-retry', amount, transfer, because },
  }) as const satisfies PaymentEvent
const startAgain = {
  type: 'SubmissionStarted',
  data: { ...facts.started.data, transfer: 2, submissionId: `${paymentId}.2` },
} as const satisfies PaymentEvent

const statusAfter = (events: readonly PaymentEvent[]) =>
  events.reduce<Payment>(
    (state, event) => payment.evolve(state, { ...event, time: testTime }),
    noPayment,
  ).status

describe('what a rail rejects for a reason that may pass', () => {
  it('is not rejected: another transfer follows, a day later', () => {
    given(payment, submitting)
      .when(submissionAnswer(shortOfFunds))
      .expect([followed(dayLater)])
    expect(statusAfter(waiting)).toBe('awaiting-retry')
  })

  it('is rejected where nobody asked for more', () => {
    given(payment, plain).when(submissionAnswer(shortOfFunds)).expect([ended()])
    expect(statusAfter([...plain, ended()])).toBe('rejected')
  })

  it('is rejected where the payment asks for none, whatever the installation does', () => {
    const none = { ...received, data: { ...received.data, retry: { ...retry, triesMax: 0 } } }
    const asked: RecordSubmissionAnswer = submissionAnswer(shortOfFunds)
    given(payment, [none, facts.validated, facts.started])
      .when({ ...asked, data: { ...asked.data, terms: { retry } } })
      .expect([ended()])
  })

  it('goes by the installation where the payment says nothing', () => {
    const asked = submissionAnswer(shortOfFunds)
    given(payment, plain)
      .when({ ...asked, data: { ...asked.data, terms: { retry } } })
      .expect([followed(dayLater)])
  })

  it("goes by the rail's own table", () => {
    const asked = submissionAnswer(shortOfFunds)
    const errors = {
      [rail]: {
        AM04: {
          standardCode: 'limit-exceeded',
          recommendedAction: 'retry-after',
          retryDelaysMs: [hour],
        },
      },
    } as const
    given(payment, submitting)
      .when({ ...asked, data: { ...asked.data, terms: { errors } } })
      .expect([
        followed('2026-01-01T13:00:00.000Z', {
          rejection: { ...rejection, standardCode: 'limit-exceeded' },
        }),
      ])
  })

  it('is rejected for good where the reason does not pass', () => {
    given(payment, submitting)
      .when(submissionAnswer(answers.rejected))
      .expect([ended({ rejection: facts.rejectedByRail.data.rejection })])
  })

  it('is tried again no oftener than was asked for', () => {
    const again = [
      ...waiting,
      retried(),
      startAgain,
      followed('2026-01-03T12:00:00.000Z', { transfer: 2 }),
    ]
    const third = {
      type: 'SubmissionStarted',
      data: { ...facts.started.data, transfer: 3, submissionId: `${paymentId}.3` },
    } as const
    const asked = submissionAnswer(shortOfFunds)
    given(payment, [...again, retried(3), third])
      .when({ ...asked, data: { ...asked.data, transfer: 3 } })
      .expect([ended({ transfer: 3 })])
  })

  it.each([
    [testTime + 47 * hour, true],
    [testTime + 48 * hour, true],
    [testTime + 48 * hour + 1, false],
  ])('is tried again no later than was asked for: %i %s', (now, follows) => {
    const asked = submissionAnswer(shortOfFunds)
    const command = { ...asked, data: { ...asked.data, transfer: 2 } }
    const at = { transfer: 2 }
    given(payment, [...waiting, retried(), startAgain])
      .at(now)
      .when(command)
      .expect([follows ? followed(new Date(now + 24 * hour).toISOString(), at) : ended(at)])
  })

  it('is not tried again where it was unknown once, although the rail has rejected it since', () => {
    const unknown = [...submitting, facts.becameUnknown, facts.asked]
    const evidence = { source: 'status-answer', at: '2026-01-01T12:00:00.000Z' } as const
    const found = { kind: 'found', state: 'rejected', code: 'AM04', reason: 'No funds' } as const
    given(payment, unknown)
      .when({
        type: 'RecordStatusAnswer',
        data: {
          paymentId,
          question: 1,
          answer: { ...found, railReference, at: '2026-01-01T12:00:00.000Z' },
        },
      })
      .expect([ended({ from: 'unknown', railReference, evidence })])
  })
})

describe('while another transfer is waited for', () => {
  const retryPayment: PaymentCommand = { type: 'RetryPayment', data: { paymentId, transfer: 1 } }

  it('follows when its time has come, with an id of its own', () => {
    given(payment, waiting).at(dayLater).when(retryPayment).expect([retried()])
    given(payment, [...waiting, retried()])
      .when({
        type: 'StartSubmission',
        data: { paymentId, transfer: 2, attempt: 1, windowMs: 10_000 },
      })
      .expect([startAgain])
  })

  it('does not follow before, nor twice', () => {
    given(payment, waiting).when(retryPayment).expect(refuse('not-due-yet'))
    given(payment, [...waiting, retried()])
      .at(dayLater)
      .when(retryPayment)
      .expect(refuse('nothing-to-retry', { status: 'validated' }))
  })

  it('an operator may have it follow at once', () => {
    given(payment, waiting)
      .when({ type: 'ResumePayment', data: { paymentId } })
      .expect([retried(2, 'operator')])
  })

  it('may be cancelled', () => {
    const change = { from: 'awaiting-retry', to: 'cancelled', amount }
    given(payment, waiting)
      .when({ type: 'CancelPayment', data: { paymentId, cancelledBy: 'user:1' } })
      .expect([
        { type: 'PaymentCancelled', data: { amount, cancelledBy: 'user:1', change } } as never,
      ])
  })

  it('old news of the first changes nothing', () => {
    given(payment, waiting).when(callback('rejected')).expect([])
    given(payment, waiting).when(callback('pending')).expect([])
  })

  const contradicted = {
    type: 'RailContradicted',
    data: {
      status: 'rejected',
      claimed: 'settled',
      railReference,
      evidence: { source: 'callback', at: '2026-01-01T12:00:00.000Z', sequence: 2 },
    },
  } as const satisfies PaymentEvent
  const givenUp = {
    code: 'earlier-transfer-went-through',
    reason: 'The rail says that a transfer went through which it had rejected',
    by: 'millrace',
    standardCode: 'contradicted',
    recommendedAction: 'ask-an-operator',
  } as const

  it('is given up when the rail says that the first went through after all', () => {
    const end = {
      type: 'PaymentRejected',
      data: { from: 'awaiting-retry', amount, rail, rejection: givenUp },
    } as const
    given(payment, waiting).when(callback('settled')).expect([contradicted, end])
    expect(statusAfter([...waiting, contradicted, end])).toBe('rejected')
    given(payment, [...waiting, contradicted, end])
      .at(dayLater)
      .when(retryPayment)
      .expect(refuse('nothing-to-retry', { status: 'rejected' }))
  })

  it('one that is due and was not handed over is given up too', () => {
    const end = {
      type: 'PaymentRejected',
      data: { from: 'validated', transfer: 2, amount, rejection: givenUp },
    } as const
    given(payment, [...waiting, retried()])
      .when(callback('settled'))
      .expect([contradicted, end])
    given(payment, [...waiting, retried(), contradicted, end])
      .when({
        type: 'StartSubmission',
        data: { paymentId, transfer: 2, attempt: 1, windowMs: 10_000 },
      })
      .expect(refuse('submission-not-due', { status: 'rejected' }))
  })

  it('one that the rail has may settle, and the payment with it', () => {
    const settled = {
      type: 'PaymentSettled',
      data: { ...facts.settled.data, from: 'submitting', transfer: 2 },
    } as const
    expect(statusAfter([...waiting, retried(), startAgain, settled])).toBe('settled')
  })
})

describe('around it', () => {
  const recordedOf = (event: PaymentEvent) => recorded([{ ...event, stream, time: testTime }])[0]

  it('a durable timer has it follow, and goes when nothing follows', () => {
    const { change } = paymentTimers(patience)
    const set = change(recordedOf(followed(dayLater)) as never)
    expect(set.at(-1)).toMatchObject({
      set: `retry-${paymentId}`,
      due: Date.parse(dayLater),
      intent: { command: { type: 'RetryPayment', data: { paymentId, transfer: 1 } } },
    })
    const cancelled = { cancel: `retry-${paymentId}` }
    expect(change(recordedOf(retried()) as never)).toEqual([cancelled])
    const end = ended({ from: 'awaiting-retry' })
    expect(change(recordedOf(end) as never)).toEqual([cancelled])
  })

  it('the books take back what was pending, and book nothing for the wait', () => {
    const layers = paymentPostings(followed(dayLater)).map(({ layer, releases }) => [
      layer,
      releases,
    ])
    expect(layers).toEqual([
      ['pending', true],
      ['pending', true],
    ])
    expect(paymentPostings(retried())).toEqual([])
    expect(paymentPostings(ended({ from: 'awaiting-retry' }))).toEqual([])
  })
})
