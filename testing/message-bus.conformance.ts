import { describe, expect, it } from 'vitest'
import type { BusMessage, DeliveredMessage, MessageBus } from '../kernel/message-bus.ts'

/** A bus under test. Topics and groups of each test are its own. */
export type OpenBus = () => Promise<{ bus: MessageBus; close: () => Promise<void> }>

let tests = 0

const message = (topic: string, key: string, payload: string): BusMessage => ({
  topic,
  key,
  payload,
  id: `${topic}-${key}-${payload}`,
  source: 'conformance',
  type: 'Told',
  time: '2026-01-01T00:00:00.000Z',
  traceparent: '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
  subject: key,
  entityVersion: 1,
})

/** Collects deliveries, and lets a test wait until there are enough of them. */
const inbox = () => {
  const delivered: DeliveredMessage[] = []
  let check = () => undefined as void
  return {
    delivered,
    payloads: (key?: string) =>
      delivered.filter((one) => key === undefined || one.key === key).map(({ payload }) => payload),
    take: (one: DeliveredMessage) => {
      delivered.push(one)
      check()
      return Promise.resolve()
    },
    holds: (count: number) =>
      new Promise<void>((resolve) => {
        check = () => void (delivered.length >= count && resolve())
        check()
      }),
  }
}

/** What every message bus promises, whatever carries the messages. */
export const messageBusConformance = (where: string, open: OpenBus): void => {
  const onBus = async (
    story: (bus: MessageBus, name: (part: string) => string) => Promise<void>,
  ) => {
    const { bus, close } = await open()
    const prefix = `test${++tests}`
    try {
      await story(bus, (part) => `${prefix}.${part}`)
    } finally {
      await close()
    }
  }

  describe(`A message bus in ${where}`, () => {
    it('delivers what is published, unchanged, to every group of its topic', () =>
      onBus(async (bus, name) => {
        const [one, two, other] = [inbox(), inbox(), inbox()]
        await bus.subscribe([name('a')], name('one'), one.take)
        await bus.subscribe([name('a'), name('b')], name('two'), two.take)
        await bus.subscribe([name('c')], name('other'), other.take)
        const published = [message(name('a'), 'k', '1'), message(name('b'), 'k', '2')]
        await bus.publish(published)
        await Promise.all([one.holds(1), two.holds(2)])
        expect(one.delivered).toEqual([{ ...published[0], attempt: 1 }])
        expect(two.delivered).toEqual(published.map((sent) => ({ ...sent, attempt: 1 })))
        expect(other.delivered).toEqual([])
      }))

    it('keeps the messages of a key in order', () =>
      onBus(async (bus, name) => {
        const all = inbox()
        await bus.subscribe([name('a')], name('g'), async (one) => {
          await new Promise((resolve) => setTimeout(resolve, one.payload === '0' ? 20 : 0))
          await all.take(one)
        })
        const payloads = Array.from({ length: 20 }, (_, index) => String(index))
        await bus.publish(
          payloads.flatMap((payload) => [
            message(name('a'), 'x', payload),
            message(name('a'), 'y', payload),
          ]),
        )
        await all.holds(40)
        expect(all.payloads('x')).toEqual(payloads)
        expect(all.payloads('y')).toEqual(payloads)
      }))

    it('gives a message to one member of a group', () =>
      onBus(async (bus, name) => {
        const [left, right] = [inbox(), inbox()]
        const both = inbox()
        await bus.subscribe([name('a')], name('g'), async (one) => {
          await left.take(one)
          await both.take(one)
        })
        await bus.subscribe([name('a')], name('g'), async (one) => {
          await right.take(one)
          await both.take(one)
        })
        const keys = Array.from({ length: 50 }, (_, index) => `key-${index}`)
        await bus.publish(keys.map((key) => message(name('a'), key, 'x')))
        await both.holds(50)
        const seen = [...left.delivered, ...right.delivered].map(({ key }) => key)
        expect(seen.toSorted()).toEqual(keys.toSorted())
      }))

    it('delivers again what its handler threw at, before what follows it, and holds up no other key', () =>
      onBus(async (bus, name) => {
        const attempts = inbox()
        const handled = inbox()
        await bus.subscribe([name('a')], name('g'), async (one) => {
          await attempts.take(one)
          if (one.payload === 'bad' && one.attempt < 3) throw new Error('not now')
          await handled.take(one)
        })
        await bus.publish([
          message(name('a'), 'x', 'bad'),
          message(name('a'), 'x', 'after'),
          message(name('a'), 'y', 'other'),
        ])
        await handled.holds(3)
        expect(handled.payloads('x')).toEqual(['bad', 'after'])
        expect(handled.payloads()[0]).toBe('other')
        expect(
          attempts.delivered
            .filter(({ payload }) => payload === 'bad')
            .map(({ attempt }) => attempt),
        ).toEqual([1, 2, 3])
      }))

    it('stops after the messages that are being handled, and keeps the rest for the next member', () =>
      onBus(async (bus, name) => {
        const first = inbox()
        let release = () => undefined as void
        const released = new Promise<void>((resolve) => (release = resolve))
        const leaving = await bus.subscribe([name('a')], name('g'), async (one) => {
          await first.take(one)
          await released
        })
        await bus.publish([message(name('a'), 'x', '1'), message(name('a'), 'x', '2')])
        await first.holds(1)
        let closed = false
        const closing = leaving.close().then(() => (closed = true))
        await new Promise((resolve) => setTimeout(resolve, 20))
        expect(closed).toBe(false)
        release()
        await closing
        const second = inbox()
        await bus.subscribe([name('a')], name('g'), second.take)
        await second.holds(1)
        expect(first.payloads()).toEqual(['1'])
        expect(second.payloads()).toEqual(['2'])
      }))
  })
}
