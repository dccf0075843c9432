import { describe, expect, it } from 'vitest'
import type { Json } from '../../kernel/json.ts'
import { catalogueOf } from '../../kernel/event-schema.ts'
import { testTime } from '../../testing/facts.ts'
import { events, type PaymentEvent } from './events.ts'
import { newPayment } from './examples.ts'
import type { Payment } from './payment-parts.ts'
import { paymentDecider } from './payment.ts'

/*
 * Payments as the first release stored them, in version 1 of each event. They are read for ever: what stands here
 * is never changed, only added to.
 */

const amount = { minorUnits: '12345', currency: 'EUR' }
const submissionId = '0193502c-7a5e-8c1d-9f10-3f5d9d0c6a01.1'
const railReference = 'RAIL-0001'
const evidence = { source: 'callback', at: '2026-01-01T12:00:00.000Z', sequence: 2 }
const submitBefore = '2026-01-01T12:00:10.000Z'

const stored: Readonly<Record<string, Json>> = {
  PaymentReceived: newPayment,
  PaymentValidated: { from: 'received', amount },
  SubmissionStarted: { from: 'validated', amount, submissionId, attempt: 1, submitBefore },
  SubmissionNotSent: { from: 'submitting', amount, attempt: 1, reason: 'connection-refused' },
  SubmissionDue: { attempt: 2, because: 'timer' },
  SubmissionBecameUnknown: { from: 'submitting', amount, attempt: 2, reason: 'timed-out' },
  StatusAsked: { question: 1, submissionId, because: 'timer' },
  StatusAnswered: { question: 1, status: 'unknown', askedInStatus: 1, answer: 'unavailable' },
  OperatorAsked: { because: 'unknown-too-long' },
  PaymentSubmitted: { from: 'submitting', amount, railReference },
  PaymentPending: { from: 'submitted', amount, railReference, evidence },
  PaymentSettled: { from: 'pending', amount, railReference, evidence },
  PaymentRejected: {
    from: 'pending',
    amount,
    rejection: { code: 'AC04', reason: 'Closed account', by: 'rail' },
    railReference,
    evidence,
  },
  RailContradicted: { status: 'settled', claimed: 'rejected', evidence },
}

const catalogue = catalogueOf(events)
const read = (type: string, data: Json = stored[type] ?? null): PaymentEvent =>
  ({ type, data: catalogue.upcast(type, 1, data) }) as PaymentEvent

const folded = (...types: readonly string[]): Payment =>
  types.reduce<Payment>(
    (payment, type) => paymentDecider.evolve(payment, { ...read(type), time: testTime }),
    paymentDecider.initialState,
  )

describe('an event of the first release', () => {
  it.each(Object.keys(stored))('is read in the shape of today: %s', (type) => {
    expect(() => catalogue.check(type, read(type).data)).not.toThrow()
  })

  it.each([
    ['PaymentValidated', { next: 'submission' }],
    ['SubmissionStarted', { rail: 'simulated' }],
    ['SubmissionNotSent', { rail: 'simulated' }],
    ['PaymentSettled', { rail: 'simulated' }],
    ['PaymentRejected', { rail: 'simulated' }],
  ])('says what went without saying: %s', (type, said) => {
    expect(read(type).data).toMatchObject(said)
  })

  it('names no rail where none was asked', () => {
    const data = {
      from: 'received',
      amount,
      rejection: { code: 'AM01', reason: 'No', by: 'validation' },
    }
    expect(read('PaymentRejected', data).data).toEqual(data)
  })
})

describe('a payment of the first release', () => {
  const begun = ['PaymentReceived', 'PaymentValidated', 'SubmissionStarted']

  it.each([
    [['PaymentReceived', 'PaymentValidated'], 'validated'],
    [begun, 'submitting'],
    [[...begun, 'SubmissionNotSent', 'SubmissionDue'], 'validated'],
    [
      [...begun, 'SubmissionBecameUnknown', 'StatusAsked', 'StatusAnswered', 'OperatorAsked'],
      'unknown',
    ],
    [[...begun, 'PaymentSubmitted', 'PaymentPending'], 'pending'],
    [[...begun, 'PaymentSubmitted', 'PaymentSettled', 'RailContradicted'], 'settled'],
    [[...begun, 'PaymentSubmitted', 'PaymentRejected'], 'rejected'],
  ] as const)('stands after %s where it stood: %s', (types, status) => {
    expect(folded(...types)).toMatchObject({ status, captureMode: 'automatic' })
  })

  it('goes on from there', () => {
    const payment = folded(...begun, 'PaymentSubmitted', 'PaymentSettled')
    const command = {
      type: 'RefundPayment',
      data: {
        paymentId: submissionId.slice(0, 36),
        reason: 'requested-by-payer',
        requestedBy: 'user:1',
      },
    } as const
    expect(paymentDecider.decide(command, payment, { now: testTime })).toMatchObject([
      { type: 'RefundRequested', data: { transfer: 2, amount, returnOf: 1 } },
    ])
  })

  it('knows timers that were set before transfers had numbers', () => {
    const payment = folded(...begun, 'SubmissionBecameUnknown')
    const command = {
      type: 'AskForStatus',
      data: { paymentId: submissionId.slice(0, 36) },
    } as const
    expect(paymentDecider.decide(command, payment, { now: testTime })).toMatchObject([
      { type: 'StatusAsked', data: { question: 1, submissionId } },
    ])
  })
})
