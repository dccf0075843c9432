import { describe, expect, it } from 'vitest'
import { refuse } from '../../../kernel/refusal.ts'
import { givenStreams } from '../../../testing/decider.ts'
import { testTime } from '../../../testing/facts.ts'
import type { ReceivePayment } from '../commands.ts'
import { amount, facts, newPayment, paymentId, receive, stream } from '../examples.ts'
import { paymentCommands } from '../payment.ts'
import type { OrderEvent } from './events.ts'

const { ReceivePayment, CancelPayment, RecordSubmissionAnswer, StartSubmission } = paymentCommands

const dayMs = 86_400_000
const payment = { ...newPayment, orderIndex: 'reference-1' }
const order = 'order-reference-1'
const original = '0193502c-7a5e-8c1d-9f10-00000000000a'
const ordered = (more: object = {}): ReceivePayment => ({
  ...receive,
  data: { paymentId, payment: { ...payment, ...more }, duplicatesWithinMs: 30 * dayMs },
})
const claim = (id: string): OrderEvent => ({
  type: 'OrderClaimed',
  data: { paymentId: id, amount, creditorAccountIndex: 'payee' },
})
const claimed = { [order]: [claim(original)] }
const received = { type: 'PaymentReceived', data: payment } as const
const told = { paymentId: original, receivedAt: '2026-01-01T12:00:00.000Z' }

describe('an order', () => {
  it('claims its reference in the command that receives its payment', () => {
    givenStreams()
      .when(ReceivePayment, ordered())
      .expect({ [stream]: [received, facts.validated], [order]: [claim(paymentId)] })
  })

  it('is a duplicate where its reference is claimed, and says whose', () => {
    givenStreams(claimed).when(ReceivePayment, ordered()).expect(refuse('duplicate-payment', told))
  })

  it.each([
    ['amount', { amount: { ...amount, minorUnits: '12346' } }, ['amount']],
    ['currency', { amount: { ...amount, currency: 'USD' } }, ['amount']],
    ['payee', { creditorAccountIndex: 'somebody-else' }, ['creditor']],
  ])('contradicts the first one with another %s', (_what, more, fields) => {
    givenStreams(claimed)
      .when(ReceivePayment, ordered(more))
      .expect(refuse('duplicate-differs', { ...told, fields }))
  })

  it('is a duplicate to the last millisecond of its 30 days', () => {
    givenStreams(claimed)
      .at(testTime + 30 * dayMs - 1)
      .when(ReceivePayment, ordered())
      .expect(refuse('duplicate-payment', told))
  })

  it('is a payment of its own after 30 days', () => {
    givenStreams(claimed)
      .at(testTime + 30 * dayMs)
      .when(ReceivePayment, ordered())
      .expect({ [stream]: [received, facts.validated], [order]: [claim(paymentId)] })
  })

  it('claims nothing where it is rejected on receipt', () => {
    const own = { ...payment, creditorAccountIndex: 'payer' }
    givenStreams()
      .when(ReceivePayment, ordered({ creditorAccountIndex: 'payer' }))
      .expect({ [stream]: [{ ...received, data: own }, facts.notValid] })
  })

  it('is looked up nowhere without a reference', () => {
    const reads = (command: ReceivePayment) =>
      ReceivePayment.reads(command).map(({ stream: name }) => name)
    expect(reads(receive)).toEqual([stream])
    expect(reads(ordered())).toEqual([stream, order])
    expect(ReceivePayment.reads(ordered()).every(({ presumedNew }) => presumedNew)).toBe(true)
  })
})

describe('a reference', () => {
  const cancel = { type: 'CancelPayment', data: { paymentId, cancelledBy: 'user:1' } } as const
  const begun = [received, facts.validated] as const
  const waiting = { [stream]: begun, [order]: [claim(paymentId)] }

  it('is free again once its payment was cancelled before any rail could have it', () => {
    const data = {
      amount,
      cancelledBy: 'user:1',
      change: { from: 'validated', to: 'cancelled', amount },
    } as const
    givenStreams(waiting)
      .when(CancelPayment, cancel)
      .expect({
        [stream]: [{ type: 'PaymentCancelled', data }],
        [order]: [{ type: 'OrderFreed', data: { paymentId } }],
      })
  })

  it('stays with the payment that claimed it after its days have passed', () => {
    const later = { ...waiting, [order]: [claim(paymentId), claim(original)] }
    const data = {
      amount,
      cancelledBy: 'user:1',
      change: { from: 'validated', to: 'cancelled', amount },
    } as const
    givenStreams(later)
      .when(CancelPayment, cancel)
      .expect({ [stream]: [{ type: 'PaymentCancelled', data }] })
  })

  it('stays claimed once a rail may have the payment, whatever it says', () => {
    const command = {
      type: 'RecordSubmissionAnswer',
      data: {
        paymentId,
        attempt: 1,
        answer: { kind: 'rejected', code: 'AC04', reason: 'Closed' },
      },
    } as const
    const submitting = { ...waiting, [stream]: [...begun, facts.started] }
    const rejected = {
      type: 'PaymentRejected',
      data: {
        from: 'submitting',
        amount,
        rail: 'simulated',
        rejection: {
          code: 'AC04',
          reason: 'Closed',
          by: 'rail',
          standardCode: 'account-closed',
          recommendedAction: 'ask-the-customer',
        },
        evidence: { source: 'submission-answer' },
      },
    } as const
    givenStreams(submitting)
      .when(RecordSubmissionAnswer, command)
      .expect({ [stream]: [rejected] })
  })

  it('costs the other commands of the payment nothing', () => {
    const state = [received, facts.validated].reduce<unknown>(
      (before, event) =>
        ReceivePayment.reads(ordered())[0]?.entity.evolve(before, { ...event, time: testTime }),
      { status: 'none' },
    )
    const command = {
      type: 'StartSubmission',
      data: { paymentId, attempt: 1, windowMs: 1 },
    } as const
    expect(StartSubmission.readsThen?.(command, [state], { now: testTime })).toEqual([])
  })
})
