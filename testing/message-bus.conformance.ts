import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import {
  CannotBeHandled,
  type BusMessage,
  type DeadLetter,
  type DeadLetters,
  type DeliveredMessage,
  type MessageBus,
  type SubscribeOptions,
} from '../kernel/message-bus.ts'
import { inbox } from './inbox.ts'

/** A bus under test. Topics and groups of each test are its own. */
export interface BusWorld {
  readonly bus: MessageBus
  /** The same bus as another process sees it. */
  readonly another: () => Promise<MessageBus>
  readonly messageBytesMax: number
  /** Stores the message's effect once for the group, in one transaction with the claim on the message. */
  readonly effects: {
    store(group: string, message: DeliveredMessage): Promise<void>
    stored(group: string): Promise<readonly string[]>
  }
}

/** One that outlives its processes. */
export interface DurableBusWorld extends BusWorld {
  /** A member in a process of its own, which stores effects and is then killed with what it has in hand. */
  readonly killable: (options: { topic: string; group: string }) => Promise<{
    /** Resolves when it has stored an effect and has not said so to the bus. */
    inDoubt(): Promise<void>
    kill(): Promise<void>
  }>
  /** Takes the bus away from everybody, and gives it back. */
  readonly outage: { begin(): Promise<void>; end(): Promise<void> }
}

export type OpenBus<World extends BusWorld> = () => Promise<World & { close: () => Promise<void> }>

let tests = 0
const run = `${process.pid}x${performance.now().toString(36).replace('.', '')}`

export const busMessage = (topic: string, key: string, payload: string): BusMessage => ({
  topic,
  key,
  payload,
  id: `${topic}-${key}-${payload.slice(0, 20)}`,
  source: 'conformance',
  type: 'Told',
  time: '2026-01-01T00:00:00.000Z',
  traceparent: '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
  subject: key,
  entityVersion: 1,
})

const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index))
const keys = (count: number) => numbers(count).map((number) => `key-${number}`)

const deadLettersInMemory = (): DeadLetters & { readonly letters: DeadLetter[] } => {
  const letters: DeadLetter[] = []
  return {
    letters,
    add: (letter) => {
      const isThere = letters.some(
        ({ group, message: { id } }) => group === letter.group && id === letter.message.id,
      )
      if (!isThere) letters.push(letter)
      return Promise.resolve()
    },
    holds: (group, topic, key) =>
      Promise.resolve(
        letters.some(
          ({ group: of, message }) =>
            of === group && message.topic === topic && message.key === key,
        ),
      ),
  }
}

interface Story {
  /** A name of this test's own. */
  readonly name: (part: string) => string
  /** Makes a topic of that name. */
  readonly topic: (part: string, partitions?: number) => Promise<string>
  readonly subscribe: (
    options: Partial<SubscribeOptions> & Pick<SubscribeOptions, 'topics' | 'handle'>,
    on?: MessageBus,
  ) => ReturnType<MessageBus['subscribe']>
}

const retryDelaysMs = [5, 10, 20]

/** Tells a story on a bus of its own. */
const onBus = async <World extends BusWorld>(
  open: OpenBus<World>,
  story: (world: World & Story) => Promise<void>,
): Promise<void> => {
  const { close, ...rest } = await open()
  const world = rest as unknown as World
  const prefix = `test.${run}.${++tests}`
  const name = (part: string) => `${prefix}.${part}`
  try {
    await story({
      ...world,
      name,
      topic: async (part, partitions = 4) => {
        await world.bus.ensureTopics([{ name: name(part), partitions, retentionMs: 3_600_000 }])
        return name(part)
      },
      subscribe: (options, on = world.bus) =>
        on.subscribe({ group: name('group'), from: 'earliest', retryDelaysMs, ...options }),
    })
  } finally {
    await close()
  }
}

/** What every message bus promises, whatever carries the messages. */
export const messageBusConformance = (where: string, open: OpenBus<BusWorld>): void => {
  describe(`A message bus in ${where}`, () => {
    it('delivers what is published, unchanged, to every group of its topic', () =>
      onBus(open, async ({ bus, name, topic, subscribe }) => {
        const [one, two, other] = [inbox(), inbox(), inbox()]
        const [a, b, c] = [await topic('a'), await topic('b'), await topic('c')]
        await subscribe({ topics: [a], group: name('one'), handle: one.take })
        await subscribe({ topics: [a, b], group: name('two'), handle: two.take })
        await subscribe({ topics: [c], group: name('other'), handle: other.take })
        const published = [
          {
            ...busMessage(a, 'k', '"é"'),
            dataschema: 'https://example.com/told/1',
            extensions: { correlationid: 'c-1', replyto: 'somewhere' },
          },
          busMessage(b, 'k', '2'),
        ]
        await bus.publish(published)
        await Promise.all([one.holds(1), two.holds(2)])
        expect(one.delivered).toMatchObject([{ ...published[0], attempt: 1 }])
        expect(two.delivered.toSorted((x, y) => (x.topic < y.topic ? -1 : 1))).toMatchObject(
          published.map((sent) => ({ ...sent, attempt: 1 })),
        )
        const [{ partition, offset, attempt, ...rest } = { ...published[0] }] = one.delivered as [
          Partial<DeliveredMessage>?,
        ]
        expect(rest).toEqual(published[0])
        expect([typeof partition, typeof offset, attempt]).toEqual(['number', 'string', 1])
        expect(other.delivered).toEqual([])
      }))

    it('keeps the messages of a key in order, and handles those of others meanwhile', () =>
      onBus(open, async ({ bus, topic, subscribe }) => {
        const all = inbox()
        const a = await topic('a', 1)
        let release = () => undefined as void
        const released = new Promise<void>((resolve) => (release = resolve))
        await subscribe({
          topics: [a],
          handle: async (one) => {
            if (one.key === 'x' && one.payload === '0') await released
            await all.take(one)
          },
        })
        await bus.publish(
          numbers(20).flatMap((payload) => [
            busMessage(a, 'x', payload),
            busMessage(a, 'y', payload),
          ]),
        )
        await all.holds(20)
        expect(all.payloads('x')).toEqual([])
        release()
        await all.holds(40)
        expect(all.payloads('x')).toEqual(numbers(20))
        expect(all.payloads('y')).toEqual(numbers(20))
      }))

    it('handles no more messages at the same time than it may', () =>
      onBus(open, async ({ bus, topic, subscribe }) => {
        const all = inbox()
        const a = await topic('a')
        let [atOnce, most] = [0, 0]
        await subscribe({
          topics: [a],
          concurrencyMax: 3,
          handle: async (one) => {
            most = Math.max(most, ++atOnce)
            await delay(2)
            atOnce--
            await all.take(one)
          },
        })
        await bus.publish(keys(30).map((key) => busMessage(a, key, 'x')))
        await all.holds(30)
        expect(most).toBe(3)
      }))

    it('keeps the order of each key over calls that overlap', () =>
      onBus(open, async ({ bus, topic, subscribe }) => {
        const all = inbox()
        const a = await topic('a')
        await subscribe({ topics: [a], handle: all.take })
        await Promise.all(
          numbers(100).map((payload) =>
            bus.publish([busMessage(a, 'x', payload), busMessage(a, 'y', payload)]),
          ),
        )
        await all.holds(200)
        expect(all.payloads('x')).toEqual(numbers(100))
        expect(all.payloads('y')).toEqual(numbers(100))
      }))

    it('loses nothing of several publishers', () =>
      onBus(open, async ({ bus, another, topic, subscribe }) => {
        const all = inbox()
        const a = await topic('a')
        const publishers = [bus, await another(), await another()]
        await subscribe({ topics: [a], handle: all.take })
        await Promise.all(
          publishers.flatMap((publisher, of) =>
            numbers(20).map((payload) => publisher.publish([busMessage(a, `from-${of}`, payload)])),
          ),
        )
        await all.holds(60)
        for (const of of publishers.keys()) expect(all.payloads(`from-${of}`)).toEqual(numbers(20))
      }))

    it('gives a message to one member of a group', () =>
      onBus(open, async ({ bus, another, topic, subscribe }) => {
        const [left, right] = [inbox(), inbox()]
        const a = await topic('a')
        await subscribe({ topics: [a], handle: left.take })
        await subscribe({ topics: [a], handle: right.take }, await another())
        await bus.publish(keys(50).map((key) => busMessage(a, key, 'x')))
        const seen = () => [...left.delivered, ...right.delivered].map(({ key }) => key)
        await expect.poll(() => new Set(seen()).size, { timeout: 60_000 }).toBe(50)
        expect([...new Set(seen())].toSorted()).toEqual(keys(50).toSorted())
      }))

    it('delivers again what its handler threw at, before what follows it, and holds up no other key', () =>
      onBus(open, async ({ bus, topic, subscribe }) => {
        const [attempts, handled] = [inbox(), inbox()]
        const a = await topic('a', 1)
        await subscribe({
          topics: [a],
          concurrencyMax: 1,
          handle: async (one) => {
            await attempts.take(one)
            if (one.payload === 'bad' && one.attempt < 3) throw new Error('not now')
            await handled.take(one)
          },
        })
        await bus.publish([
          busMessage(a, 'x', 'bad'),
          busMessage(a, 'x', 'after'),
          busMessage(a, 'y', 'other'),
        ])
        await handled.holds(3)
        expect(handled.payloads('x')).toEqual(['bad', 'after'])
        expect(handled.payloads()[0]).toBe('other')
        const bad = attempts.delivered.filter(({ payload }) => payload === 'bad')
        expect(bad.map(({ attempt }) => attempt)).toEqual([1, 2, 3])
      }))

    it('sets aside what cannot be handled, with its reason, and lets its key go on where that was declared', () =>
      onBus(open, async ({ bus, name, topic, subscribe }) => {
        const handled = inbox()
        const store = deadLettersInMemory()
        const a = await topic('a', 1)
        await subscribe({
          topics: [a],
          deadLetters: { store, attemptsMax: 3, laterOfKey: 'follow' },
          handle: (one) => {
            if (one.payload === 'poison') return Promise.reject(new Error('it is poison'))
            if (one.payload === 'hopeless')
              return Promise.reject(new CannotBeHandled('not-its-schema', 'no amount'))
            return handled.take(one)
          },
        })
        await bus.publish([
          busMessage(a, 'x', 'poison'),
          busMessage(a, 'x', 'hopeless'),
          busMessage(a, 'x', 'after'),
          busMessage(a, 'y', 'other'),
        ])
        await handled.holds(2)
        expect(handled.payloads('x')).toEqual(['after'])
        expect(
          store.letters.map(({ group, message, reason, error, attempts }) => [
            group,
            message.payload,
            reason,
            error,
            attempts,
          ]),
        ).toEqual([
          [name('group'), 'poison', 'handler-failed', 'it is poison', 3],
          [name('group'), 'hopeless', 'not-its-schema', 'no amount', 1],
        ])
      }))

    it('lays later messages of the key behind what was set aside, where that was declared', () =>
      onBus(open, async ({ bus, topic, subscribe }) => {
        const handled = inbox()
        const store = deadLettersInMemory()
        const a = await topic('a', 1)
        const options = {
          topics: [a],
          deadLetters: { store, attemptsMax: 1, laterOfKey: 'wait' } as const,
          handle: (one: DeliveredMessage) =>
            one.payload === 'poison' ? Promise.reject(new Error('no')) : handled.take(one),
        }
        const first = await subscribe(options)
        await bus.publish([
          busMessage(a, 'x', 'poison'),
          busMessage(a, 'x', 'after'),
          busMessage(a, 'y', 'other'),
        ])
        await handled.holds(1)
        await expect.poll(() => store.letters.length).toBe(2)
        await first.close()
        await subscribe(options)
        await bus.publish([busMessage(a, 'x', 'later'), busMessage(a, 'y', 'later')])
        await handled.holds(2)
        await expect.poll(() => store.letters.length).toBe(3)
        expect(handled.payloads()).toEqual(['other', 'later'])
        expect(store.letters.map(({ message, reason }) => [message.payload, reason])).toEqual([
          ['poison', 'handler-failed'],
          ['after', 'waits-behind'],
          ['later', 'waits-behind'],
        ])
      }))

    it('stops after the messages that are being handled, and keeps the rest for the next member', () =>
      onBus(open, async ({ bus, topic, subscribe }) => {
        const first = inbox()
        const a = await topic('a')
        let release = () => undefined as void
        const released = new Promise<void>((resolve) => (release = resolve))
        const leaving = await subscribe({
          topics: [a],
          handle: async (one) => {
            await first.take(one)
            await released
          },
        })
        await bus.publish([busMessage(a, 'x', '1'), busMessage(a, 'x', '2')])
        await first.holds(1)
        let closed = false
        const closing = leaving.close().then(() => (closed = true))
        await delay(20)
        expect(closed).toBe(false)
        release()
        await closing
        const second = inbox()
        await subscribe({ topics: [a], handle: second.take })
        await second.holds(1)
        expect(first.payloads()).toEqual(['1'])
        expect(second.payloads()).toEqual(['2'])
      }))

    it('loses nothing when members come and go, and makes each effect once', () =>
      onBus(open, async ({ bus, another, effects, name, topic, subscribe }) => {
        const a = await topic('a')
        const group = name('group')
        const options = {
          topics: [a],
          group,
          handle: async (one: DeliveredMessage) => {
            await delay(1)
            await effects.store(group, one)
          },
        }
        const payloads = numbers(30)
        const some = (from: number, to: number) =>
          payloads
            .slice(from, to)
            .flatMap((payload) => keys(8).map((key) => busMessage(a, key, payload)))
        const first = await subscribe(options)
        await bus.publish(some(0, 10))
        await subscribe(options, await another())
        await bus.publish(some(10, 20))
        await first.close()
        await bus.publish(some(20, 30))
        const wanted = some(0, 30).map(({ id }) => id)
        await expect
          .poll(async () => (await effects.stored(group)).length, { timeout: 60_000 })
          .toBe(wanted.length)
        const stored = await effects.stored(group)
        expect(stored.toSorted()).toEqual(wanted.toSorted())
        for (const key of keys(8)) {
          const ofKey = (ids: readonly string[]) => ids.filter((id) => id.includes(`${key}-`))
          expect(ofKey(stored)).toEqual(ofKey(wanted))
        }
      }))

    it('makes the effect of a message once that was published twice', () =>
      onBus(open, async ({ bus, effects, name, topic, subscribe }) => {
        const a = await topic('a', 1)
        const group = name('group')
        const all = inbox()
        await subscribe({
          topics: [a],
          handle: async (one) => {
            await effects.store(group, one)
            await all.take(one)
          },
        })
        const twice = [busMessage(a, 'x', '1'), busMessage(a, 'y', '2')]
        await bus.publish(twice)
        await bus.publish(twice)
        await all.holds(4)
        expect((await effects.stored(group)).toSorted()).toEqual(twice.map(({ id }) => id))
      }))

    it('handles the backlog before what comes live', () =>
      onBus(open, async ({ bus, topic, subscribe }) => {
        const all = inbox()
        const a = await topic('a', 1)
        await bus.publish(numbers(50).map((payload) => busMessage(a, 'x', payload)))
        await subscribe({ topics: [a], handle: all.take })
        await bus.publish([busMessage(a, 'x', 'live')])
        await all.holds(51)
        expect(all.payloads()).toEqual([...numbers(50), 'live'])
      }))

    it('begins with what comes, or at a time, where the group is new', () =>
      onBus(open, async ({ bus, name, topic, subscribe }) => {
        const [latest, timed] = [inbox(), inbox()]
        const a = await topic('a')
        await bus.publish(keys(5).map((key) => busMessage(a, key, 'old')))
        await delay(20)
        const time = new Date().toISOString()
        await delay(20)
        await bus.publish(keys(5).map((key) => busMessage(a, key, 'new')))
        await subscribe({
          topics: [a],
          group: name('timed'),
          from: { time },
          handle: timed.take,
        })
        await subscribe({
          topics: [a],
          group: name('latest'),
          from: 'latest',
          handle: latest.take,
        })
        // Sent at the very moment at which the subscription is there.
        await bus.publish([busMessage(a, 'x', 'live')])
        await Promise.all([latest.holds(1), timed.holds(6)])
        expect(latest.payloads()).toEqual(['live'])
        expect(timed.payloads().toSorted()).toEqual(['live', 'new', 'new', 'new', 'new', 'new'])
      }))

    it('begins with nothing while it is paused, and goes on where it stood', () =>
      onBus(open, async ({ bus, topic, subscribe }) => {
        const all = inbox()
        const a = await topic('a', 1)
        const subscription = await subscribe({ topics: [a], handle: all.take })
        await bus.publish([busMessage(a, 'x', '1')])
        await all.holds(1)
        subscription.pause()
        await bus.publish([busMessage(a, 'x', '2'), busMessage(a, 'y', '3')])
        await delay(100)
        expect(all.payloads()).toEqual(['1'])
        subscription.resume()
        await all.holds(3)
        expect(all.payloads('x')).toEqual(['1', '2'])
      }))

    it('goes back to a place, and to a time', () =>
      onBus(open, async ({ bus, topic, subscribe }) => {
        const all = inbox()
        const a = await topic('a', 1)
        const subscription = await subscribe({ topics: [a], handle: all.take })
        await bus.publish(numbers(3).map((payload) => busMessage(a, 'x', payload)))
        await all.holds(3)
        await delay(20)
        const time = new Date().toISOString()
        await bus.publish([busMessage(a, 'x', '3')])
        await all.holds(4)
        const { topic: name, partition, offset } = all.delivered[1] as DeliveredMessage
        await subscription.seek([{ topic: name, partition, offset }])
        await all.holds(7)
        expect(all.payloads().slice(4)).toEqual(['1', '2', '3'])
        await subscription.seek(await bus.places([a], { time }))
        await all.holds(8)
        expect(all.payloads().slice(7)).toEqual(['3'])
      }))

    it('says how far a group is behind', () =>
      onBus(open, async ({ bus, name, topic, subscribe }) => {
        const all = inbox()
        const a = await topic('a', 2)
        const behind = async () =>
          (await bus.lag(name('group'), [a])).reduce((sum, { messages }) => sum + messages, 0)
        const subscription = await subscribe({ topics: [a], handle: all.take })
        await bus.publish(keys(10).map((key) => busMessage(a, key, '1')))
        await all.holds(10)
        await expect.poll(behind).toBe(0)
        await subscription.close()
        await bus.publish(keys(7).map((key) => busMessage(a, key, '2')))
        expect(await behind()).toBe(7)
      }))

    it('is read without a group, from a place to another, by everybody', () =>
      onBus(open, async ({ bus, topic }) => {
        const a = await topic('a', 3)
        const payloadsOf = async () => {
          const all = inbox()
          const reading = await bus.read({
            from: await bus.places([a], 'earliest'),
            to: await bus.places([a], 'latest'),
            handle: async (messages) => {
              for (const one of messages) await all.take(one)
            },
          })
          await reading.done
          return all.payloads('x')
        }
        await bus.publish(
          numbers(20).flatMap((payload) => [
            busMessage(a, 'x', payload),
            busMessage(a, 'y', payload),
          ]),
        )
        expect(await payloadsOf()).toEqual(numbers(20))
        expect(await payloadsOf()).toEqual(numbers(20))
      }))

    it('is read on from its end, without missing what comes right afterwards', () =>
      onBus(open, async ({ bus, topic }) => {
        const a = await topic('a', 3)
        const all = inbox()
        await bus.publish(keys(5).map((key) => busMessage(a, key, 'old')))
        const reading = await bus.read({
          from: await bus.places([a], 'latest'),
          handle: async (messages) => {
            for (const one of messages) await all.take(one)
          },
        })
        await bus.publish(keys(5).map((key) => busMessage(a, key, 'new')))
        await all.holds(5)
        expect(all.payloads()).toEqual(['new', 'new', 'new', 'new', 'new'])
        await reading.close()
      }))

    it('puts a message into the partition that it names', () =>
      onBus(open, async ({ bus, topic, subscribe }) => {
        const a = await topic('a', 3)
        const all = inbox()
        await subscribe({ topics: [a], handle: all.take })
        await bus.publish(
          [2, 0, 1].map((partition) => ({ ...busMessage(a, 'x', String(partition)), partition })),
        )
        await all.holds(3)
        for (const { payload, partition } of all.delivered) expect(String(partition)).toBe(payload)
      }))

    it('refuses a message that is too large, naming topic, size and limit, and sends none of them', () =>
      onBus(open, async ({ bus, topic, subscribe, messageBytesMax }) => {
        const a = await topic('a')
        const all = inbox()
        await subscribe({ topics: [a], handle: all.take })
        const large = busMessage(a, 'x', 'é'.repeat(messageBytesMax))
        await expect(bus.publish([busMessage(a, 'y', '1'), large])).rejects.toThrow(
          new RegExp(`^a message for ${a} has \\d+ bytes, and the bus carries ${messageBytesMax}`),
        )
        await bus.publish([busMessage(a, 'y', '2')])
        await all.holds(1)
        expect(all.payloads()).toEqual(['2'])
      }))

    it('carries a message that is nearly too large', () =>
      onBus(open, async ({ bus, topic, subscribe, messageBytesMax }) => {
        const a = await topic('a')
        const all = inbox()
        await subscribe({ topics: [a], handle: all.take })
        const payload = 'x'.repeat(messageBytesMax - 1_000)
        await bus.publish([busMessage(a, 'y', payload)])
        await all.holds(1)
        expect(all.payloads()[0]?.length).toBe(payload.length)
      }))

    it('takes a call over that is larger than one request, in order', () =>
      onBus(open, async ({ bus, topic, subscribe, messageBytesMax }) => {
        const a = await topic('a', 1)
        const all = inbox()
        await subscribe({ topics: [a], handle: all.take })
        const filling = 'x'.repeat(messageBytesMax - 1_000)
        await bus.publish(numbers(300).map((number) => busMessage(a, 'y', `${number} ${filling}`)))
        await all.holds(300)
        expect(all.payloads().map((payload) => payload.split(' ')[0])).toEqual(numbers(300))
      }))

    it('makes topics once, and refuses one that is there in another shape, by its name', () =>
      onBus(open, async ({ bus, another, name, topic }) => {
        const a = await topic('a', 3)
        const ensure = (partitions: number, retentionMs: number, on = bus) =>
          on.ensureTopics([{ name: a, partitions, retentionMs }])
        await ensure(3, 3_600_000)
        await ensure(3, 3_600_000, await another())
        await expect(ensure(4, 3_600_000)).rejects.toThrow(
          `the topic ${a} has partitions 3, where 4 is wanted`,
        )
        await expect(ensure(3, 60_000)).rejects.toThrow(
          `the topic ${a} has retention 3600000, where 60000 is wanted`,
        )
        await bus.ensureTopics([{ name: name('kept'), partitions: 1, retentionMs: 'for ever' }])
        await bus.ensureTopics([{ name: name('kept'), partitions: 1, retentionMs: 'for ever' }])
      }))

    it('knows no topic that was not made', () =>
      onBus(open, async ({ bus, name, subscribe }) => {
        const unknown = name('unknown')
        const refusal = `there is no topic ${unknown}`
        await expect(bus.publish([busMessage(unknown, 'x', '1')])).rejects.toThrow(refusal)
        await expect(bus.places([unknown], 'latest')).rejects.toThrow(refusal)
        await expect(
          subscribe({ topics: [unknown], handle: () => Promise.resolve() }),
        ).rejects.toThrow(refusal)
      }))
  })
}

/** What a bus promises besides that outlives its processes. */
export const durableMessageBusConformance = (
  where: string,
  open: OpenBus<DurableBusWorld>,
): void => {
  messageBusConformance(where, open)

  describe(`A message bus in ${where}, which outlives its processes,`, () => {
    it('delivers again what a killed member had in hand, and the effect is made once', () =>
      onBus(open, async ({ bus, effects, killable, name, topic, subscribe }) => {
        const a = await topic('a', 2)
        const group = name('group')
        const member = await killable({ topic: a, group })
        const payloads = ['1', 'halt', '2', '3']
        const all = payloads.flatMap((payload) => [
          busMessage(a, 'x', payload),
          // Several keys, so that some are done and some are not when it dies.
          ...keys(5).map((key) => busMessage(a, key, `${payload}-of-another`)),
        ])
        await bus.publish(all)
        await member.inDoubt()
        await member.kill()
        const again = inbox()
        await subscribe({
          topics: [a],
          handle: async (one) => {
            await effects.store(group, one)
            await again.take(one)
          },
        })
        await expect
          .poll(async () => (await effects.stored(group)).length, { timeout: 60_000 })
          .toBe(all.length)
        await expect.poll(() => again.payloads('x'), { timeout: 60_000 }).toContain('3')
        expect(again.payloads('x')).toContain('halt')
        expect((await effects.stored(group)).toSorted()).toEqual(all.map(({ id }) => id).toSorted())
      }))

    it('goes on when it was away and is back', () =>
      onBus(open, async ({ bus, outage, topic, subscribe }) => {
        const a = await topic('a', 2)
        const all = inbox()
        await subscribe({ topics: [a], handle: all.take })
        await bus.publish([busMessage(a, 'x', 'before')])
        await all.holds(1)
        await outage.begin()
        const isTaken = () =>
          bus.publish([busMessage(a, 'x', 'meanwhile')]).then(
            () => true,
            () => false,
          )
        const first = isTaken()
        await delay(500)
        await outage.end()
        // Either it waited for the bus or it was refused, and then whoever publishes does it again.
        await expect
          .poll(async () => (await first) || isTaken(), { timeout: 60_000, interval: 500 })
          .toBe(true)
        await bus.publish([busMessage(a, 'x', 'after')])
        await expect.poll(() => all.payloads(), { timeout: 60_000 }).toContain('after')
        expect([...new Set(all.payloads())]).toEqual(['before', 'meanwhile', 'after'])
      }))
  })
}
