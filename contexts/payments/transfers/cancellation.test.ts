import { describe, expect, it } from 'vitest'
import { refuse } from '../../../kernel/refusal.ts'
import { given } from '../../../testing/decider.ts'
import { recorded, testTime } from '../../../testing/facts.ts'
import { startPayments } from '../../../testing/payments.ts'
import type { PaymentShown } from '../contract.ts'
import type { PaymentEvent } from '../events.ts'
import {
  amount,
  callback,
  facts,
  paymentId,
  rail,
  railReference,
  statusAnswer,
  stream,
  submissionId,
} from '../examples.ts'
import { paymentPostings } from '../journal/payment-postings.ts'
import { patience } from '../patience.ts'
import { paymentDecider as payment } from '../payment.ts'
import { noPayment, type Payment } from '../payment-parts.ts'
import type { PaymentRail, RailCancellation } from '../ports.ts'
import { paymentTimers } from '../schedules.ts'

const submitted: readonly PaymentEvent[] = [
  facts.received,
  facts.validated,
  facts.started,
  facts.submitted,
]
const cancel = {
  type: 'CancelPayment',
  data: { paymentId, cancelledBy: 'user:1', reason: 'Ordered twice' },
} as const
const asked: PaymentEvent = {
  type: 'CancellationAsked',
  data: { cancellation: 1, submissionId, rail, cancelledBy: 'user:1', reason: 'Ordered twice' },
}
const answer = (told: RailCancellation, cancellation = 1) =>
  ({
    type: 'RecordCancellationAnswer',
    data: { paymentId, cancellation, answer: told },
  }) as const
const cancelledAtRail = { kind: 'cancelled', railReference } as const
const cancelled = (evidence: object, from = 'submitted') =>
  ({
    type: 'PaymentCancelled',
    data: {
      amount,
      rail,
      cancelledBy: 'user:1',
      reason: 'Ordered twice',
      railReference,
      evidence,
      change: { from, to: 'cancelled', amount },
    },
  }) as PaymentEvent
const byAnswer = { source: 'cancellation-answer' }
const failed = (because: 'too-late' | 'not-found' | 'unanswered'): PaymentEvent => ({
  type: 'CancellationFailed',
  data: { cancellation: 1, because },
})
const statusAsked: PaymentEvent = {
  type: 'StatusAsked',
  data: { question: 1, submissionId, railReference, because: 'cancellation' },
}
const stateAfter = (events: readonly PaymentEvent[]) =>
  events.reduce<Payment>(
    (state, event) => payment.evolve(state, { ...event, time: testTime }),
    noPayment,
  )

describe('a payment that the rail has', () => {
  it('is not cancelled by us: the rail is asked', () => {
    given(payment, submitted).when(cancel).expect([asked])
    given(payment, [...submitted, facts.pending])
      .when(cancel)
      .expect([asked])
    expect(stateAfter([...submitted, asked]).status).toBe('submitted')
  })

  it('is not asked about twice at a time, and may be asked about again', () => {
    given(payment, [...submitted, asked])
      .when(cancel)
      .expect(refuse('cancellation-open'))
    const decided = payment.decide(
      cancel,
      stateAfter([...submitted, asked, failed('unanswered')]),
      {
        now: testTime,
      },
    )
    expect(decided).toMatchObject([{ type: 'CancellationAsked', data: { cancellation: 2 } }])
  })

  it.each([
    ['submitting', submitted.slice(0, -1)],
    ['unknown', [...submitted.slice(0, -1), facts.becameUnknown]],
    ['settled', [...submitted, facts.pending, facts.settled]],
  ] as const)('cannot be cancelled while it is %s', (status, events) => {
    given(payment, events).when(cancel).expect(refuse('not-cancellable', { status }))
  })
})

describe('a further transfer of a payment that was rejected', () => {
  it('is asked for back like the first one, by its own id', () => {
    const retry = { triesMax: 2, withinMs: 72 * 3_600_000 }
    const rejection = { code: 'AM04', reason: 'No funds', by: 'rail' } as const
    const again: readonly PaymentEvent[] = [
      { ...facts.received, data: { ...facts.received.data, retry } },
      facts.validated,
      facts.started,
      {
        type: 'SubmissionRejected',
        data: { from: 'submitting', amount, rail, rejection, retryAt: '2026-01-02T12:00:00.000Z' },
      },
      {
        type: 'PaymentRetried',
        data: { from: 'awaiting-retry', amount, transfer: 2, because: 'timer' },
      },
      {
        type: 'SubmissionStarted',
        data: { ...facts.started.data, transfer: 2, submissionId: `${paymentId}.2` },
      },
      {
        type: 'PaymentSubmitted',
        data: { from: 'submitting', amount, rail, railReference, transfer: 2 },
      },
    ]
    const askedAgain = { ...asked.data, transfer: 2, submissionId: `${paymentId}.2` }
    given(payment, again)
      .when(cancel)
      .expect([{ type: 'CancellationAsked', data: askedAgain }])
    given(payment, [...again, { type: 'CancellationAsked', data: askedAgain as never }])
      .when(answer(cancelledAtRail))
      .expect([
        {
          type: 'PaymentCancelled',
          data: { ...cancelled(byAnswer).data, transfer: 2 } as never,
        },
      ])
  })
})

describe('a refund that a rail has', () => {
  const settled: readonly PaymentEvent[] = [...submitted, facts.pending, facts.settled]
  const requested: PaymentEvent = {
    type: 'RefundRequested',
    data: { transfer: 2, amount, returnOf: 1, reason: 'mistaken', requestedBy: 'user:1' },
  }
  const refunding: readonly PaymentEvent[] = [
    ...settled,
    requested,
    {
      type: 'SubmissionStarted',
      data: {
        transfer: 2,
        kind: 'refund',
        amount,
        rail,
        attempt: 1,
        submissionId: `${paymentId}.2`,
        submitBefore: '2026-01-01T12:00:10.000Z',
      },
    },
    {
      type: 'RefundSubmitted',
      data: { transfer: 2, leaves: 'submitting', amount, rail, railReference: 'R-2' },
    },
  ]
  const cancelRefund = (more: object = {}) =>
    ({
      type: 'CancelTransfer',
      data: { paymentId, transfer: 2, kind: 'refund', cancelledBy: 'user:1', ...more },
    }) as const
  const refundAsked: PaymentEvent = {
    type: 'CancellationAsked',
    data: {
      transfer: 2,
      kind: 'refund',
      cancellation: 1,
      submissionId: `${paymentId}.2`,
      rail,
      cancelledBy: 'user:1',
    },
  }
  const stopped = { kind: 'cancelled', railReference: 'R-2' } as const

  it('is asked for back', () => {
    given(payment, refunding).when(cancelRefund()).expect([refundAsked])
  })

  it('is over where the rail has stopped it, and its money can be refunded again', () => {
    given(payment, [...refunding, refundAsked])
      .when(answer(stopped))
      .expect([
        {
          type: 'RefundRejected',
          data: {
            transfer: 2,
            leaves: 'submitted',
            amount,
            rail,
            railReference: 'R-2',
            evidence: { source: 'cancellation-answer' },
            rejection: {
              code: 'CANC',
              reason: 'Cancelled before it had moved anything',
              by: 'rail',
              standardCode: 'cancelled',
              recommendedAction: 'do-not-retry',
            },
          },
        },
      ])
    const state = stateAfter([...refunding, refundAsked]) as never
    const decided = payment.decide(answer(stopped), state, { now: testTime }) as PaymentEvent[]
    const after = stateAfter([...refunding, refundAsked, ...decided])
    expect(after).toMatchObject({ status: 'settled', cancellation: { isOpen: false } })
    // The rail's callback about it is old news then.
    expect(payment.decide(answer(stopped), after, { now: testTime })).toEqual([])
  })

  it('goes on where the rail says that it is too late, and is asked about at once', () => {
    given(payment, [...refunding, refundAsked])
      .when(answer({ kind: 'too-late', state: 'settled' }))
      .expect([
        {
          type: 'CancellationFailed',
          data: { transfer: 2, kind: 'refund', cancellation: 1, because: 'too-late' },
        },
        expect.objectContaining({ type: 'StatusAsked' }),
      ])
  })

  it('ends at once while no rail has it', () => {
    given(payment, [...settled, requested])
      .when(cancelRefund({ reason: 'Asked for twice' }))
      .expect([
        expect.objectContaining({
          type: 'RefundRejected',
          data: expect.objectContaining({
            leaves: 'waiting',
            rejection: expect.objectContaining({
              by: 'millrace',
              reason: 'Asked for twice',
            }) as object,
          }) as object,
        }),
      ])
  })

  it('is refused in words where the rail takes no refund back', () => {
    given(payment, refunding)
      .when(cancelRefund({ cancels: { [rail]: ['payment'] } }))
      .expect(refuse('rail-cannot-cancel', { rail, kind: 'refund' }))
    given(payment, submitted)
      .when({ ...cancel, data: { ...cancel.data, cancels: { [rail]: ['refund'] } } })
      .expect(refuse('rail-cannot-cancel', { rail, kind: 'payment' }))
    given(payment, refunding)
      .when(cancelRefund({ cancels: { [rail]: ['refund'], other: [] } }))
      .expect([refundAsked])
  })

  it('cannot be cancelled as a capture, nor what is not there or has ended', () => {
    given(payment, refunding)
      .when(cancelRefund({ kind: 'capture' }))
      .expect(refuse('not-cancellable', { status: 'submitted' }))
    given(payment, refunding)
      .when(cancelRefund({ transfer: 3 }))
      .expect(refuse('not-cancellable', { status: 'none' }))
    given(payment, settled)
      .when(cancelRefund({ transfer: 1 }))
      .expect(refuse('not-cancellable', { status: 'settled' }))
  })
})

describe('the answer of the rail', () => {
  it('cancels the payment where the rail has stopped it', () => {
    given(payment, [...submitted, asked])
      .when(answer(cancelledAtRail))
      .expect([cancelled(byAnswer)])
    const after = stateAfter([...submitted, asked, cancelled(byAnswer)])
    expect(after).toMatchObject({
      status: 'cancelled',
      transfers: [{ status: 'rejected', by: 'rail', handedOver: true }],
    })
  })

  it.each([
    [{ kind: 'too-late', state: 'settled' }, 'too-late'],
    [{ kind: 'not-found' }, 'not-found'],
    [{ kind: 'unavailable', reason: 'timed-out' }, 'unanswered'],
  ] as const)('%o leaves it as it is, and what became of it is asked', (told, because) => {
    given(payment, [...submitted, asked])
      .when(answer(told))
      .expect([failed(because), statusAsked])
  })

  it('comes twice, or after a callback that was faster, and changes nothing', () => {
    const over = [...submitted, asked, cancelled(byAnswer)]
    given(payment, over).when(answer(cancelledAtRail)).expect([])
    given(payment, over).when(callback('cancelled')).expect([])
    given(payment, submitted).when(answer(cancelledAtRail)).expect(refuse('cancellation-unknown'))
  })

  it('contradicts a settlement that came before it', () => {
    given(payment, [...submitted, asked, facts.pending, facts.settled])
      .when(answer(cancelledAtRail))
      .expect([
        failed('too-late'),
        {
          type: 'RailContradicted',
          data: {
            status: 'settled',
            claimed: 'cancelled',
            evidence: { source: 'cancellation-answer' },
          },
        },
      ])
  })
})

describe('after an answer that did not come', () => {
  const unanswered = [...submitted, asked, failed('unanswered'), statusAsked]

  it('the status tells that it is cancelled', () => {
    const evidence = { source: 'status-answer', at: '2026-01-01T12:00:00.000Z' }
    given(payment, unanswered)
      .when(statusAnswer('cancelled'))
      .expect([cancelled(evidence)])
  })

  it('or that it has settled', () => {
    const decided = payment.decide(statusAnswer('settled'), stateAfter(unanswered), {
      now: testTime,
    })
    expect(decided).toMatchObject([{ type: 'PaymentSettled' }])
  })

  it('a callback tells so too', () => {
    const evidence = { source: 'callback', at: '2026-01-01T12:00:00.000Z', sequence: 2 }
    given(payment, unanswered)
      .when(callback('cancelled'))
      .expect([cancelled(evidence)])
  })

  it('a rail that cancels by itself rejects, where nobody has asked for it', () => {
    const decided = payment.decide(callback('cancelled'), stateAfter(submitted), { now: testTime })
    expect(decided).toMatchObject([
      { type: 'PaymentRejected', data: { rejection: { code: 'CANC' } } },
    ])
  })

  it('a settlement after the cancellation is a contradiction', () => {
    const over = [...submitted, asked, cancelled(byAnswer)]
    const decided = payment.decide(callback('settled'), stateAfter(over), { now: testTime })
    expect(decided).toMatchObject([{ type: 'RailContradicted', data: { claimed: 'settled' } }])
  })
})

describe('around it', () => {
  it('timers and books let go of it', () => {
    const [event] = recorded([{ ...cancelled(byAnswer), stream, time: testTime }])
    const changes = paymentTimers(patience).change(event as never)
    expect(changes).toContainEqual({ cancel: `question-${paymentId}` })
    expect(changes).toContainEqual({ cancel: `operator-${paymentId}` })
    expect(
      paymentPostings(cancelled(byAnswer)).map(({ layer, releases }) => [layer, releases]),
    ).toEqual([
      ['pending', true],
      ['pending', true],
    ])
  })

  const railThat = (told: RailCancellation) => {
    const cancelledIds: string[] = []
    const port: PaymentRail = {
      submit: () => Promise.resolve({ kind: 'accepted', railReference }),
      status: () =>
        Promise.resolve({
          kind: 'found',
          state: 'pending',
          railReference,
          at: '2026-01-01T12:00:00.000Z',
        }),
      cancel: (id) => {
        cancelledIds.push(id)
        return Promise.resolve(told)
      },
    }
    return { port, cancelledIds }
  }

  it.each([
    [cancelledAtRail, { status: 'cancelled', endedBecause: 'Ordered twice' }],
    [
      { kind: 'too-late', state: 'settled' },
      { status: 'pending', cancellation: { state: 'failed', because: 'too-late' } },
    ],
  ] as const)(
    'over HTTP the rail is called, and its answer %o is shown',
    async (told, expected) => {
      const { port, cancelledIds } = railThat(told)
      const app = await startPayments(port)
      const order = {
        amount,
        debtor: { name: 'Ada Lovelace', iban: 'DE89370400440532013000' },
        creditor: { name: 'Charles Babbage', account: '000123456789' },
        endToEndId: 'INVOICE-117',
      }
      const taken = await app.send('operator', '/v1/payments', order)
      const { paymentId: id } = (await taken.json()) as { paymentId: string }
      await app.makeCalls()
      const body = { reason: 'Ordered twice' }
      expect((await app.send('operator', `/v1/payments/${id}/cancel`, body)).status).toBe(200)
      const again = await app.send('operator', `/v1/payments/${id}/cancel`, body)
      expect(again.status).toBe(409)
      await app.makeCalls()
      expect(cancelledIds).toEqual([`${id}.1`])
      const shown = (await (await app.send('viewer', `/v1/payments/${id}`)).json()) as PaymentShown
      expect(shown).toMatchObject(expected)
      const attempts = await app.send('viewer', `/v1/payments/${id}/attempts`)
      expect(await attempts.json()).toMatchObject({ items: [{ outcome: shown.status }] })
    },
  )
})
