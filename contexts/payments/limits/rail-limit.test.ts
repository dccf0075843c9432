import { describe, expect, it } from 'vitest'
import { memoryEventStore } from '../../../adapters/memory/event-store.ts'
import { catalogueOf } from '../../../kernel/event-schema.ts'
import { testTime } from '../../../testing/facts.ts'
import { payingOver } from '../../../testing/limited-payers.ts'
import { events } from '../events.ts'
import { paymentCommands } from '../payment.ts'
import type { RailOffer } from '../routing/choose.ts'
import { limitedSubject, limitStream } from './limited-subject.ts'
import { usedOf } from './parts.ts'

const offer = (rail: string): RailOffer => ({
  rail,
  takes: {},
  cost: {},
  health: { breaker: 'closed', calls: 0, failures: 0 },
})
const rules = [{ name: 'any', when: {}, rails: ['cheap', 'dear'] }]
const routing = { offers: [offer('cheap'), offer('dear')], rules }
const railSubject = (subject: string) => ({ scope: 'rail', subject, defaults: [] }) as const
const day = { currency: 'EUR', window: { per: 'day', zone: 'UTC' } } as const

const start = () => {
  const log = memoryEventStore({ log: 'payments', catalogue: catalogueOf(events) })
  const here = payingOver(log)
  const last = async (paymentId: string) =>
    (await log.readStream(`payment-${paymentId}`, 0, 100)).at(-1)
  return {
    ...here,
    limitRail: (subject: string, amount: string) =>
      here.limit({ scope: 'rail', subject, amount, ...day }),
    /** What became of it, and over which rail. */
    handOver: async (paymentId: string, attempt = 1, now = testTime) => {
      const limited = [railSubject('cheap'), railSubject('dear')]
      const data = { paymentId, attempt, windowMs: 1_000, routing, limited }
      await here.send(paymentCommands.StartSubmission, { type: 'StartSubmission', data }, now)
      return last(paymentId)
    },
    notSent: (paymentId: string, attempt = 1) =>
      here.send(paymentCommands.RecordSubmissionAnswer, {
        type: 'RecordSubmissionAnswer',
        data: { paymentId, attempt, answer: { kind: 'not-sent', reason: 'away' } },
      }),
    retry: (paymentId: string, attempt: number, now = testTime) =>
      here.send(
        paymentCommands.RetrySubmission,
        { type: 'RetrySubmission', data: { paymentId, attempt } },
        now,
      ),
    usedOn: async (subject: string) => {
      const story = await log.readStream(limitStream({ scope: 'rail', subject }), 0, 100)
      const state = story.reduce(
        (before, event) => limitedSubject.evolve(before, event as never),
        limitedSubject.initialState,
      )
      return usedOf(state.limits[0]?.parts ?? [], testTime).amount
    },
  }
}

describe('of several rails', () => {
  it('one without room is passed over, and what goes over another counts there', async () => {
    const { limitRail, pay, handOver, usedOn } = start()
    await limitRail('cheap', '100')
    await limitRail('dear', '500')
    const [first, second] = [await pay(80), await pay(80)]
    expect(await handOver(first.paymentId)).toMatchObject({ data: { rail: 'cheap' } })
    expect(await handOver(second.paymentId)).toMatchObject({
      type: 'SubmissionStarted',
      data: {
        rail: 'dear',
        counted: { subject: 'dear' },
        route: { because: 'only-one', passedOver: [{ rail: 'cheap', because: 'rail-limit' }] },
      },
    })
    expect([await usedOn('cheap'), await usedOn('dear')]).toEqual([80n, 80n])
  })

  it('none with room leaves a transfer waiting until one has some again', async () => {
    const { limitRail, pay, handOver, retry } = start()
    await limitRail('cheap', '100')
    await limitRail('dear', '100')
    for (const { paymentId } of [await pay(80), await pay(80)]) await handOver(paymentId)
    const { paymentId } = await pay(80)
    expect(await handOver(paymentId)).toMatchObject({
      type: 'SubmissionDeferred',
      data: {
        attempt: 1,
        until: '2026-01-02T00:00:00.000Z',
        passedOver: [
          { rail: 'cheap', because: 'rail-limit' },
          { rail: 'dear', because: 'rail-limit' },
        ],
      },
    })
    const tomorrow = testTime + 12 * 3_600_000
    await retry(paymentId, 1, tomorrow)
    expect(await handOver(paymentId, 1, tomorrow)).toMatchObject({
      type: 'SubmissionStarted',
      data: { rail: 'cheap' },
    })
  })

  it('none that ever has room rejects it', async () => {
    const { limitRail, pay, handOver } = start()
    await limitRail('cheap', '100')
    await limitRail('dear', '100')
    const { paymentId } = await pay(101)
    expect(await handOver(paymentId)).toMatchObject({
      type: 'PaymentRejected',
      data: { rejection: { code: 'AM13', by: 'millrace' } },
    })
  })

  it('the one that was tried in vain gets back what another one takes instead', async () => {
    const { limitRail, pay, handOver, notSent, retry, usedOn } = start()
    await limitRail('cheap', '100')
    const { paymentId } = await pay(80)
    await handOver(paymentId)
    expect(await usedOn('cheap')).toBe(80n)
    await notSent(paymentId)
    await retry(paymentId, 2)
    expect(await handOver(paymentId, 2)).toMatchObject({ data: { rail: 'dear' } })
    expect(await usedOn('cheap')).toBe(0n)
  })
})
