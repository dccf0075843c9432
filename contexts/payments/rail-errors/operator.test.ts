import { describe, expect, it } from 'vitest'
import { isRefusal, refuse } from '../../../kernel/refusal.ts'
import { given } from '../../../testing/decider.ts'
import { recorded, testTime } from '../../../testing/facts.ts'
import { startPayments } from '../../../testing/payments.ts'
import type { PaymentCommand } from '../commands.ts'
import type { PaymentShown } from '../contract.ts'
import type { PaymentEvent } from '../events.ts'
import { newPayment, paymentId, stream, windowMs } from '../examples.ts'
import { patience } from '../patience.ts'
import { paymentDecider as payment } from '../payment.ts'
import type { Payment } from '../payment-parts.ts'
import type { PaymentRail, RailSubmission } from '../ports.ts'
import { paymentTimers } from '../schedules.ts'

const hourMs = 3_600_000
const retry = { triesMax: 2, withinMs: 72 * hourMs }
const command = <C extends PaymentCommand>(type: C['type'], data: object = {}): C =>
  ({ type, data: { paymentId, ...data } }) as unknown as C
const receive = (more: object = {}) =>
  command('ReceivePayment', { payment: { ...newPayment, ...more } })
const start = (transfer = 1) => command('StartSubmission', { transfer, attempt: 1, windowMs })
const rejects = (code: string, transfer = 1) =>
  command('RecordSubmissionAnswer', {
    transfer,
    attempt: 1,
    answer: { kind: 'rejected', code, reason: 'Said by the rail' },
  })
const note = { note: 'Called the bank', resolvedBy: 'user:operator' }
const giveUp = command('GiveUpPayment', { reason: note })
const nobodyDecided = command('GiveUpPayment')
const resolve = command('ResolveAttention', note)
const resume = command('ResumePayment')

const stateAfter = (...commands: readonly PaymentCommand[]) => {
  let state: Payment = payment.initialState
  const events = commands.flatMap((next): readonly PaymentEvent[] => {
    const decided = payment.decide(next, state, { now: testTime })
    if (isRefusal(decided)) throw new Error(`${next.type}: ${decided.refused}`)
    for (const event of decided) state = payment.evolve(state, { ...event, time: testTime })
    return decided
  })
  return { status: state.status, events }
}
const after = (...commands: readonly PaymentCommand[]) => stateAfter(...commands).events
const end = '2026-01-04T12:00:00.000Z'
const waiting = [receive({ retry }), start(), rejects('FRAD')]

describe('what a rail rejects with a code that asks for an operator', () => {
  it('is not over where tries were asked for: an operator decides, until the time for tries is over', () => {
    given(payment, after(receive({ retry }), start()))
      .when(rejects('FRAD'))
      .expect([
        expect.objectContaining({
          type: 'SubmissionRejected',
          data: expect.objectContaining({
            awaits: 'operator',
            retryAt: end,
            rejection: expect.objectContaining({ recommendedAction: 'ask-an-operator' }) as object,
          }) as object,
        }),
      ])
    expect(stateAfter(...waiting).status).toBe('awaiting-retry')
  })

  it('is followed by no transfer by itself', () => {
    const facts = after(...waiting).map((event) => ({ ...event, stream, time: testTime }))
    const rejected = recorded(facts).at(-1)
    const [timer] = paymentTimers(patience)
      .change(rejected as never)
      .filter((change) => 'set' in change)
    expect(timer).toMatchObject({
      due: Date.parse(end),
      intent: { command: { type: 'GiveUpPayment', data: { paymentId } } },
    })
    given(payment, after(...waiting))
      .at(Date.parse(end))
      .when(command('RetryPayment', { transfer: 1 }))
      .expect(refuse('nothing-to-retry', { status: 'awaiting-retry' }))
  })

  it('goes on with another transfer where an operator says so', () => {
    given(payment, after(...waiting))
      .when(resume)
      .expect([
        expect.objectContaining({
          type: 'PaymentRetried',
          data: expect.objectContaining({ transfer: 2, because: 'operator' }) as object,
        }),
      ])
    expect(stateAfter(...waiting, resume, start(2)).status).toBe('submitting')
  })

  it('is rejected as the rail said where an operator gives it up, and why is kept', () => {
    given(payment, after(...waiting))
      .when(giveUp)
      .expect([
        expect.objectContaining({
          type: 'PaymentRejected',
          data: expect.objectContaining({
            from: 'awaiting-retry',
            rejection: expect.objectContaining({ code: 'FRAD', by: 'rail' }) as object,
          }) as object,
        }),
        { type: 'AttentionResolved', data: note },
      ])
    expect(stateAfter(...waiting, giveUp).status).toBe('rejected')
  })

  it('is rejected when nobody has decided in time, and not before', () => {
    given(payment, after(...waiting))
      .at(Date.parse(end) - 1)
      .when(nobodyDecided)
      .expect(refuse('not-due-yet'))
    given(payment, after(...waiting))
      .at(Date.parse(end))
      .when(nobodyDecided)
      .expect([expect.objectContaining({ type: 'PaymentRejected' })])
  })

  it('may be cancelled meanwhile', () => {
    const cancelled = stateAfter(...waiting, command('CancelPayment', { cancelledBy: 'user:1' }))
    expect(cancelled.status).toBe('cancelled')
  })

  it.each([
    ['nobody asked for tries', [receive(), start(), rejects('FRAD')]],
    ['it may have been paid already', [receive({ retry }), start(), rejects('AM05')]],
    [
      'no tries are left',
      [
        receive({ retry: { ...retry, triesMax: 1 } }),
        start(),
        rejects('FRAD'),
        resume,
        start(2),
        rejects('FRAD', 2),
      ],
    ],
  ])('is rejected at once, and seen, where %s', (_, commands) => {
    expect(stateAfter(...commands).status).toBe('rejected')
    given(payment, after(...commands))
      .when(resolve)
      .expect([{ type: 'AttentionResolved', data: note }])
  })
})

describe('to have looked', () => {
  it('is said once, and only where somebody had to', () => {
    given(payment, after(receive(), start(), rejects('FRAD'), resolve))
      .when(resolve)
      .expect(refuse('nothing-to-resolve', { status: 'rejected' }))
    given(payment, after(receive(), start(), rejects('AC04')))
      .when(resolve)
      .expect(refuse('nothing-to-resolve', { status: 'rejected' }))
  })

  it('is nothing that a timer of a retry gives up', () => {
    given(payment, after(receive({ retry }), start(), rejects('AM04')))
      .at(testTime + 72 * hourMs)
      .when(nobodyDecided)
      .expect(refuse('nothing-to-retry', { status: 'awaiting-retry' }))
  })
})

describe('over HTTP', () => {
  const order = {
    amount: { minorUnits: '10000', currency: 'EUR' },
    debtor: { name: 'Ada Lovelace', iban: 'DE89370400440532013000' },
    creditor: { name: 'Charles Babbage', account: '000123456789' },
    endToEndId: 'INVOICE-117',
  }
  const begin = async (more: object = {}) => {
    const answers: RailSubmission[] = [{ kind: 'rejected', code: 'FRAD', reason: 'Suspected' }]
    const rail: PaymentRail = {
      submit: () =>
        Promise.resolve(answers.shift() ?? { kind: 'accepted', railReference: 'RAIL-2' }),
      status: () => Promise.resolve({ kind: 'not-found' }),
      cancel: () => Promise.resolve({ kind: 'not-found' }),
    }
    const app = await startPayments(rail)
    const taken = await app.send('operator', '/v1/payments', { ...order, ...more })
    const { paymentId: id } = (await taken.json()) as { paymentId: string }
    await app.makeCalls()
    const shown = async () =>
      (await (await app.send('viewer', `/v1/payments/${id}`)).json()) as PaymentShown
    const attention = async () => {
      const list = await app.send('viewer', '/v1/payments?needsOperator=true')
      return ((await list.json()) as { items: PaymentShown[] }).items.length
    }
    const act = (verb: string, body: object = {}) =>
      app.send('operator', `/v1/payments/${id}/${verb}`, body)
    return { app, shown, attention, act }
  }

  it('needs attention, and says what to do', async () => {
    const { shown, attention, act, app } = await begin({ retry: { triesMax: 1 } })
    expect(await attention()).toBe(1)
    expect(await shown()).toMatchObject({
      status: 'awaiting-retry',
      needsOperator: 'rail-asks-operator',
      recommendedAction: 'ask-an-operator',
      operatorActions: ['resume', 'cancel', 'give-up', 'mark-handled'],
    })
    expect(await shown()).not.toHaveProperty('nextTryAt')
    expect((await act('resume')).status).toBe(200)
    await app.makeCalls()
    expect(await attention()).toBe(0)
    expect(await shown()).toMatchObject({ status: 'submitted', railReference: 'RAIL-2' })
  })

  it('is given up with a note', async () => {
    const { shown, attention, act } = await begin({ retry: { triesMax: 1 } })
    expect((await act('give-up', { note: 'Fraud it is' })).status).toBe(200)
    expect(await attention()).toBe(0)
    expect(await shown()).toMatchObject({ status: 'rejected', handled: 'Fraud it is' })
    expect((await act('give-up', { note: 'Once more' })).status).toBe(409)
  })

  it('one that is over is marked as handled', async () => {
    const { shown, attention, act } = await begin()
    expect(await shown()).toMatchObject({ status: 'rejected', operatorActions: ['mark-handled'] })
    expect((await act('mark-handled', { note: 'Called the payer' })).status).toBe(200)
    expect(await attention()).toBe(0)
    expect(await shown()).toMatchObject({ status: 'rejected', handled: 'Called the payer' })
    expect((await act('mark-handled', { note: 'Again' })).status).toBe(409)
  })
})
