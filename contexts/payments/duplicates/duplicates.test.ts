import { describe, expect, it } from 'vitest'
import { refuse } from '../../../kernel/refusal.ts'
import { givenStreams } from '../../../testing/decider.ts'
import { testTime } from '../../../testing/facts.ts'
import type { ReceivePayment } from '../commands.ts'
import { amount, facts, newPayment, paymentId, receive, stream } from '../examples.ts'
import { paymentCommands, paymentStream } from '../payment.ts'
import { receivedStream } from '../receive-payment.ts'
import type { OrderEvent } from './events.ts'

const { ReceivePayment, CancelPayment, RecordSubmissionAnswer, StartSubmission } = paymentCommands

const dayMs = 86_400_000
const payment = { ...newPayment, orderIndex: 'reference-1' }
const reference = 'reference-reference-1'
const apart = 'order-reference-1'
const firstId = '0193502c-7a5e-8c1d-9f10-00000000000a'
const first = `payment-${firstId}`
const other = '0193502c-7a5e-8c1d-9f10-00000000000b'
const ordered = (more: object = {}, order: object = {}): ReceivePayment => ({
  ...receive,
  data: {
    paymentId,
    payment: { ...payment, ...more },
    order: { firstId, withinMs: 30 * dayMs, ...order },
  },
})
const inOldLog = (more: object = {}) => ordered(more, { mayStandApart: true })
const claim = (id: string): OrderEvent => ({
  type: 'OrderClaimed',
  data: { paymentId: id, amount, creditorAccountIndex: 'payee' },
})
const received = { type: 'PaymentReceived', data: payment } as const
const begun = [received, facts.validated] as const
const cancelled = {
  type: 'PaymentCancelled',
  data: {
    amount,
    cancelledBy: 'user:1',
    change: { from: 'validated', to: 'cancelled', amount },
  },
} as const
const told = { paymentId: firstId, receivedAt: '2026-01-01T12:00:00.000Z' }
const after30Days = testTime + 30 * dayMs

describe('an order', () => {
  it('claims its reference by the name of its payment, and writes nothing beside it', () => {
    givenStreams()
      .when(ReceivePayment, ordered())
      .expect({ [first]: [...begun] })
  })

  it('is a duplicate where its reference has a payment, and says which', () => {
    givenStreams({ [first]: begun })
      .when(ReceivePayment, ordered())
      .expect(refuse('duplicate-payment', told))
  })

  it.each([
    ['amount', { amount: { ...amount, minorUnits: '12346' } }, ['amount']],
    ['currency', { amount: { ...amount, currency: 'USD' } }, ['amount']],
    ['payee', { creditorAccountIndex: 'somebody-else' }, ['creditor']],
  ])('contradicts the first one with another %s', (_what, more, fields) => {
    givenStreams({ [first]: begun })
      .when(ReceivePayment, ordered(more))
      .expect(refuse('duplicate-differs', { ...told, fields }))
  })

  it('is a duplicate to the last millisecond of its 30 days', () => {
    givenStreams({ [first]: begun })
      .at(after30Days - 1)
      .when(ReceivePayment, ordered())
      .expect(refuse('duplicate-payment', told))
  })

  it('is a payment of its own after 30 days, and claims the reference apart', () => {
    givenStreams({ [first]: begun })
      .at(after30Days)
      .when(ReceivePayment, ordered())
      .expect({ [stream]: [...begun], [reference]: [claim(paymentId)] })
  })

  it('is the duplicate of whoever has claimed the reference last', () => {
    givenStreams({ [first]: begun, [reference]: [claim(other)] })
      .at(after30Days - 1)
      .when(ReceivePayment, ordered())
      .expect(refuse('duplicate-payment', { ...told, paymentId: other }))
  })

  it('takes the reference of a payment that was rejected on receipt', () => {
    givenStreams({ [first]: [received, facts.notValid] })
      .when(ReceivePayment, ordered())
      .expect({ [stream]: [...begun], [reference]: [claim(paymentId)] })
  })

  it('claims nothing apart where it is rejected on receipt', () => {
    const own = { ...payment, creditorAccountIndex: 'payer' }
    const unfit = [{ ...received, data: own }, facts.notValid]
    givenStreams()
      .when(ReceivePayment, ordered({ creditorAccountIndex: 'payer' }))
      .expect({ [first]: unfit })
    givenStreams({ [first]: unfit })
      .when(ReceivePayment, ordered({ creditorAccountIndex: 'payer' }))
      .expect({ [stream]: unfit })
  })

  it('is looked up nowhere but under its own name', () => {
    const reads = (command: ReceivePayment) =>
      ReceivePayment.reads(command).map(({ stream: name }) => name)
    expect(reads(receive)).toEqual([stream])
    expect(reads(ordered())).toEqual([first])
    expect(reads(inOldLog())).toEqual([first, apart])
    expect(ReceivePayment.reads(inOldLog()).every(({ presumedNew }) => presumedNew)).toBe(true)
    const none = { status: 'none' }
    expect(ReceivePayment.readsThen?.(ordered(), [none], { now: testTime })).toEqual([])
  })
})

describe('a command that was carried out', () => {
  const wrote = (versions: Record<string, number>) =>
    receivedStream(ordered().data, paymentStream, versions)

  it('received the payment that is named after its reference, or another', () => {
    expect(wrote({ [first]: 2 })).toBe(first)
    expect(wrote({ [first]: 2, [reference]: 1, [stream]: 2 })).toBe(stream)
  })

  it('may have received one under an id that older versions gave it', () => {
    expect(wrote({ [`payment-${other}`]: 2, [apart]: 1 })).toBe(`payment-${other}`)
    expect(() => wrote({ [apart]: 1 })).toThrow('wrote to none')
  })
})

describe('an order in a log whose claims stand apart from their payments', () => {
  const claimed = { [apart]: [claim(other)] }
  const original = { ...told, paymentId: other }

  it('is the first under its name where nobody has claimed it', () => {
    givenStreams()
      .when(ReceivePayment, inOldLog())
      .expect({ [first]: [...begun] })
  })

  it('is a duplicate where somebody has, and contradicts them', () => {
    givenStreams(claimed)
      .when(ReceivePayment, inOldLog())
      .expect(refuse('duplicate-payment', original))
    givenStreams(claimed)
      .when(ReceivePayment, inOldLog({ creditorAccountIndex: 'somebody-else' }))
      .expect(refuse('duplicate-differs', { ...original, fields: ['creditor'] }))
  })

  it('is a payment once those days have passed, and the one that later orders are held against', () => {
    givenStreams(claimed)
      .at(after30Days)
      .when(ReceivePayment, inOldLog())
      .expect({ [first]: [...begun] })
    givenStreams({ ...claimed, [first]: begun })
      .when(ReceivePayment, inOldLog())
      .expect(refuse('duplicate-payment', told))
  })

  it('frees what its payment had claimed there', () => {
    givenStreams({ [stream]: begun, [apart]: [claim(paymentId)] })
      .when(CancelPayment, { type: 'CancelPayment', data: { paymentId, cancelledBy: 'user:1' } })
      .expect({
        [stream]: [cancelled],
        [apart]: [{ type: 'OrderFreed', data: { paymentId } }],
      })
  })
})

describe('a reference', () => {
  const cancel = { type: 'CancelPayment', data: { paymentId, cancelledBy: 'user:1' } } as const
  const waiting = { [stream]: begun, [reference]: [claim(paymentId)] }

  it('is free again once the payment named after it was cancelled before any rail could have it', () => {
    givenStreams({ [first]: [...begun, cancelled] })
      .when(ReceivePayment, ordered({ amount: { ...amount, minorUnits: '1' } }))
      .expect({
        [stream]: [
          { ...received, data: { ...payment, amount: { ...amount, minorUnits: '1' } } },
          {
            ...facts.validated,
            data: { ...facts.validated.data, amount: { ...amount, minorUnits: '1' } },
          },
        ],
        [reference]: [
          {
            type: 'OrderClaimed',
            data: { ...claim(paymentId).data, amount: { ...amount, minorUnits: '1' } },
          },
        ],
      })
  })

  it('is free again once a later one was', () => {
    givenStreams(waiting)
      .when(CancelPayment, cancel)
      .expect({
        [stream]: [cancelled],
        [reference]: [{ type: 'OrderFreed', data: { paymentId } }],
      })
  })

  it('stays with the payment that claimed it after its days have passed', () => {
    const later = { ...waiting, [reference]: [claim(paymentId), claim(other)] }
    givenStreams(later)
      .when(CancelPayment, cancel)
      .expect({ [stream]: [cancelled] })
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
    givenStreams({ [first]: [...begun, facts.started, facts.rejectedByRail] })
      .when(ReceivePayment, ordered())
      .expect(refuse('duplicate-payment', told))
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
