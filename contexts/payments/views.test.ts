import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventRecord } from '../../kernel/message.ts'
import { foldBatch, foldUntil, type ViewRow } from '../../kernel/view.ts'
import { recorded, testTime, type Fact } from '../../testing/facts.ts'
import { given } from '../../testing/view.ts'
import type { PaymentEvent } from './events.ts'
import { amount, facts, newPayment, paymentId, rail, railReference, stream } from './examples.ts'
import { paymentSummary, type SummaryRow } from './view-summary.ts'
import type { StatusChanging } from './status-change.ts'
import { type PaymentRow } from './payment-row.ts'
import { payments } from './views.ts'

const of = <E extends PaymentEvent>(
  event: E,
  more: Partial<EventRecord> = {},
): E & Partial<EventRecord> => ({
  ...event,
  stream,
  ...more,
})

const row: PaymentRow = {
  paymentId,
  status: 'validated',
  currency: 'EUR',
  amount: '12345',
  debtor: newPayment.debtor,
  creditor: newPayment.creditor,
  debtorAccountIndex: 'payer',
  creditorAccountIndex: 'payee',
  endToEndId: 'INVOICE-2026-117',
  waiting: null,
  operatorReason: null,
  needsOperator: false,
  receivedAt: testTime,
  updatedAt: testTime,
  version: 2,
}
const validated = [of(facts.received), of(facts.validated)]

describe('the view of payments', () => {
  it('shows a payment with its parties sealed', () => {
    given(payments)
      .when(validated)
      .expect({ [paymentId]: row })
  })

  it('shows why a payment waits, until it is tried again', () => {
    const waiting = [...validated, of(facts.started), of(facts.notSent)]
    given(payments, waiting)
      .when([])
      .expectRow(paymentId, { ...row, waiting: 'connection-refused', version: 4 })
    given(payments, waiting)
      .when([
        of(facts.dueAgain),
        of({ ...facts.started, data: { ...facts.started.data, attempt: 2 } }),
      ])
      .expectRow(paymentId, { ...row, status: 'submitting', version: 6 })
  })

  it('shows how it ended at the rail', () => {
    const story = [facts.started, facts.submitted, facts.pending].map((fact) => of(fact))
    given(payments, [...validated, ...story])
      .when([of(facts.settled)])
      .expectRow(paymentId, {
        ...row,
        status: 'settled',
        railReference,
        rail,
        settled: '12345',
        version: 6,
      })
    given(payments, [...validated, ...story])
      .when([of(facts.rejectedByRail)])
      .expectRow(paymentId, {
        ...row,
        status: 'rejected',
        railReference,
        rail,
        rejection: facts.rejectedByRail.data.rejection,
        version: 6,
      })
  })

  it('shows that an operator is needed, until it moves on', () => {
    const asked = of({ type: 'OperatorAsked', data: { because: 'pending-too-long' } })
    const story = [...validated, of(facts.started), of(facts.submitted), asked]
    const pending = { ...row, status: 'submitted', railReference, rail, version: 5 } as const
    given(payments, story)
      .when([])
      .expectRow(paymentId, {
        ...pending,
        needsOperator: true,
        operatorReason: 'pending-too-long',
      })
    given(payments, story)
      .when([of({ ...facts.settled, data: { ...facts.settled.data, from: 'submitted' } })])
      .expectRow(paymentId, { ...pending, status: 'settled', settled: '12345', version: 6 })
  })

  it('goes on showing that the rail has contradicted itself', () => {
    const contradicted = of({
      type: 'RailContradicted',
      data: { status: 'submitted', claimed: 'not-found', evidence: { source: 'status-answer' } },
    })
    given(payments, [...validated, of(facts.started), of(facts.submitted), contradicted])
      .when([of(facts.pending)])
      .expectRow(paymentId, {
        ...row,
        status: 'pending',
        railReference,
        rail,
        needsOperator: true,
        operatorReason: 'rail-contradicted',
        version: 6,
      })
  })

  it('shows a payment as it was', () => {
    const story = recorded<PaymentEvent>(
      [facts.received, facts.validated, facts.started, facts.submitted].map((fact, index) =>
        of(fact, { time: testTime + index * 1_000 }),
      ),
    )
    expect(foldUntil(payments, paymentId, story, testTime + 2_999)?.status).toBe('submitting')
    expect(foldUntil(payments, paymentId, story, testTime - 1)).toBeUndefined()
  })
})

describe('the summary of payments', () => {
  it('moves a payment from the state that it leaves to the state that it enters', () => {
    given(paymentSummary)
      .when([of(facts.received), of(facts.validated), of(facts.started)])
      .expect({
        'received.EUR': { status: 'received', currency: 'EUR', count: 0, sum: '0' },
        'validated.EUR': { status: 'validated', currency: 'EUR', count: 0, sum: '0' },
        'submitting.EUR': { status: 'submitting', currency: 'EUR', count: 1, sum: '12345' },
      })
  })

  it('adds up more than any number could hold exactly', () => {
    const large = { minorUnits: '999999999999999999', currency: 'IDR' }
    const many = Array.from({ length: 12 }, (_, index) =>
      of(
        { ...facts.received, data: { ...newPayment, amount: large } },
        { stream: `payment-${index}` },
      ),
    )
    given(paymentSummary).when(many).expectRow('received.IDR', {
      status: 'received',
      currency: 'IDR',
      count: 12,
      sum: '11999999999999999988',
    })
  })

  it('always agrees with the payments themselves', () => {
    const stories = [
      [facts.received, facts.notValid],
      [
        facts.received,
        facts.validated,
        facts.started,
        facts.submitted,
        facts.pending,
        facts.settled,
      ],
      [facts.received, facts.validated, facts.started, facts.becameUnknown, facts.rejectedByUs],
      [facts.received, facts.validated, facts.started, facts.notSent],
    ]
    const anyStories = fc.array(
      fc.tuple(fc.constantFrom(...stories), fc.nat(6), fc.constantFrom('EUR', 'JPY')),
      { maxLength: 20 },
    )
    fc.assert(
      fc.property(anyStories, (chosen) => {
        const events = recorded(
          chosen.flatMap(([story, length, currency], index) =>
            story.slice(0, length).map((event) => ({
              ...event,
              data: { ...event.data, amount: { ...amount, currency } },
              stream: `payment-${index}`,
            })),
          ) as Fact<StatusChanging>[],
        )
        const shown = foldBatch(payments, new Map<string, ViewRow<PaymentRow>>(), events)
        const sums = foldBatch(paymentSummary, new Map<string, ViewRow<SummaryRow>>(), events)
        const expected = Object.groupBy(
          [...shown.values()].map(({ row: one }) => one),
          ({ status, currency }) => `${status}.${currency}`,
        )
        const counted = [...sums].flatMap(([key, { row: one }]) =>
          one.count === 0 && one.sum === '0' ? [] : [[key, [one.count, one.sum]] as const],
        )
        expect(Object.fromEntries(counted)).toEqual(
          Object.fromEntries(
            Object.entries(expected).map(([key, rows = []]) => [
              key,
              [rows.length, String(12_345 * rows.length)],
            ]),
          ),
        )
      }),
    )
  })
})
