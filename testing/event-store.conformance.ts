import Type from 'typebox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { catalogueOf, eventData, type EventCatalogue } from '../kernel/event-schema.ts'
import type { Append, AppendResult, EventStore } from '../kernel/event-store.ts'
import type { Instant } from '../kernel/clock.ts'
import type { Json } from '../kernel/json.ts'

/** A store under test, on an empty log of its own. */
export interface StoreUnderTest {
  readonly store: EventStore
  /** Forgets the outcomes whose time has passed. Returns how many. */
  readonly pruneOutcomes: (now: Instant) => Promise<number>
  readonly close: () => Promise<void>
}

const catalogue: EventCatalogue = catalogueOf({
  Counted: { version: 1, data: eventData({ by: Type.Integer() }) },
  Renamed: {
    version: 2,
    data: eventData({ name: Type.String() }),
    upcasts: [(old) => ({ name: (old as { title: string }).title })],
  },
})

let sequence = 0
const nextId = (): string =>
  `00000000-0000-8000-8000-${(++sequence).toString(16).padStart(12, '0')}`

interface Wish {
  readonly id?: string
  readonly fingerprint?: string
  readonly onOtherContent?: 'refuse' | 'repeat'
  /** Stream and expected version. */
  readonly reads: Readonly<Record<string, number>>
  /** Streams that get an event each, in order. */
  readonly writes?: readonly string[]
  readonly by?: number
  readonly refused?: string
  readonly keptUntil?: number
}

const append = (wish: Wish): Append => {
  const commandId = wish.id ?? nextId()
  return {
    commandId,
    fingerprint: wish.fingerprint ?? 'same',
    onOtherContent: wish.onOtherContent ?? 'refuse',
    origin: {
      actor: 'system',
      correlationId: commandId,
      causationId: commandId,
      traceparent: '00-1-1-01',
    },
    time: 1_700_000_000_000,
    reads: Object.entries(wish.reads).map(([stream, version]) => ({ stream, version })),
    events: (wish.writes ?? []).map((stream) => ({
      stream,
      id: nextId(),
      type: 'Counted',
      schemaVersion: 1,
      data: { by: wish.by ?? 1 },
    })),
    outcome: wish.refused
      ? { kind: 'refused', refusal: { refused: wish.refused } }
      : { kind: 'accepted', versions: wish.reads },
    ...(wish.keptUntil === undefined ? {} : { outcomeKeptUntil: wish.keptUntil }),
  }
}

const collect = async (store: EventStore, after = 0, types?: readonly string[]) => {
  const events = []
  for await (const batch of store.scan(after, await store.head(), types))
    events.push(...batch.events)
  return events
}

/** What every log must do, whatever it stands on. */
export const eventStoreConformance = (
  name: string,
  open: (options: {
    log: string
    catalogue: EventCatalogue
    queueLengthMax?: number
  }) => Promise<StoreUnderTest>,
): void => {
  describe(`${name} keeps a log`, () => {
    let under: StoreUnderTest
    let store: EventStore
    beforeAll(async () => {
      under = await open({ log: `conformance${++sequence}`, catalogue })
      store = under.store
    })
    afterAll(() => under.close())

    const kind = async (wish: Wish): Promise<AppendResult['kind']> =>
      (await store.append(append(wish))).kind

    it('gives back what was appended, whole and in order', async () => {
      const before = await store.head()
      const result = await store.append(append({ reads: { a: 0 }, writes: ['a', 'a'], by: 7 }))
      expect(result).toEqual({ kind: 'appended', position: before + 2 })
      const events = await store.read(before, 10)
      expect(
        events.map(({ position, stream, version, type, data }) => [
          position,
          stream,
          version,
          type,
          data,
        ]),
      ).toEqual([
        [before + 1, 'a', 1, 'Counted', { by: 7 }],
        [before + 2, 'a', 2, 'Counted', { by: 7 }],
      ])
      expect(events[0]).toMatchObject({
        actor: 'system',
        time: 1_700_000_000_000,
        traceparent: '00-1-1-01',
      })
      expect(events[0]?.causationId).toBe(events[0]?.correlationId)
    })

    it('refuses an append whose stream has moved on, and stores nothing of it', async () => {
      await store.append(append({ reads: { b: 0 }, writes: ['b'] }))
      const head = await store.head()
      expect(await kind({ reads: { b: 0 }, writes: ['b'] })).toBe('conflict')
      expect(await kind({ reads: { b: 2 }, writes: ['b'] })).toBe('conflict')
      expect(await store.head()).toBe(head)
    })

    it('knows which entities have streams', async () => {
      await store.append(append({ reads: { 'named-1': 0 }, writes: ['named-1'] }))
      expect(await store.hasStreamsOf('named')).toBe(true)
      for (const other of ['name', 'named-2', 'named-1-', 'unnamed', 'Named', '%'])
        expect(await store.hasStreamsOf(other)).toBe(false)
    })

    it('appends to several streams or to none', async () => {
      await store.append(append({ reads: { c1: 0 }, writes: ['c1'] }))
      expect(await kind({ reads: { c0: 0, c1: 0, c2: 0 }, writes: ['c0', 'c1', 'c2'] })).toBe(
        'conflict',
      )
      expect(await store.readStream('c0', 0, 10)).toEqual([])
      expect(await kind({ reads: { c0: 0, c1: 1, c2: 0 }, writes: ['c0', 'c1', 'c2'] })).toBe(
        'appended',
      )
      expect((await store.readStream('c1', 1, 10)).map(({ version }) => version)).toEqual([2])
    })

    it('checks streams that were only read', async () => {
      await store.append(append({ reads: { d: 0 }, writes: ['d'] }))
      expect(await kind({ reads: { d: 0, e: 0 }, writes: ['e'] })).toBe('conflict')
      expect(await kind({ reads: { d: 1, e: 0 }, writes: ['e'] })).toBe('appended')
      expect((await store.readStream('d', 0, 10)).length).toBe(1)
    })

    it('answers a repeated command with its first outcome', async () => {
      const id = nextId()
      const first = await store.append(append({ id, reads: { f: 0 }, writes: ['f'] }))
      const again = await store.append(append({ id, reads: { f: 1 }, writes: ['f'] }))
      expect(first).toMatchObject({ kind: 'appended' })
      expect(again).toEqual({
        kind: 'repeated',
        outcome: { kind: 'accepted', versions: { f: 0 } },
        position: first.kind === 'appended' ? first.position : -1,
      })
      expect((await store.readStream('f', 0, 10)).length).toBe(1)
    })

    it('tells a repetition from a reuse of the id', async () => {
      const id = nextId()
      await store.append(append({ id, fingerprint: 'one', reads: { g: 0 }, writes: ['g'] }))
      expect(await kind({ id, fingerprint: 'two', reads: { g: 1 }, writes: ['g'] })).toBe(
        'other-content',
      )
      expect(
        await kind({
          id,
          fingerprint: 'two',
          onOtherContent: 'repeat',
          reads: { g: 1 },
          writes: ['g'],
        }),
      ).toBe('repeated')
    })

    it('stores a refusal while what was read still holds, and not otherwise', async () => {
      const id = nextId()
      await store.append(append({ reads: { h: 0 }, writes: ['h'] }))
      expect(await kind({ id, reads: { h: 0 }, refused: 'too-much' })).toBe('conflict')
      expect(await kind({ id, reads: { h: 1 }, refused: 'too-much' })).toBe('appended')
      expect(await store.append(append({ id, reads: { h: 1 }, writes: ['h'] }))).toMatchObject({
        kind: 'repeated',
        outcome: { kind: 'refused', refusal: { refused: 'too-much' } },
      })
    })

    it('settles commands that queue on one stream in their order', async () => {
      const results = await Promise.all(
        Array.from({ length: 50 }, (_, version) =>
          store.append(append({ reads: { hot: version }, writes: ['hot'], by: version })),
        ),
      )
      expect(results.every((result) => result.kind === 'appended')).toBe(true)
      const stream = await store.readStream('hot', 0, 100)
      expect(stream.map(({ data }) => (data as { by: number }).by)).toEqual(
        Array.from({ length: 50 }, (_, by) => by),
      )
    })

    it('spoils what was decided on a state that never came to be, and nothing else', async () => {
      await store.append(append({ reads: { s: 0 }, writes: ['s'] }))
      const notAppended: string[] = []
      const queue = (label: string, wish: Wish) =>
        store.append(append(wish), () => notAppended.push(label))
      const results = await Promise.all([
        // Decided on version 0, though the stream is at 1: fails.
        queue('stale', { reads: { s: 0 }, writes: ['s'] }),
        // Decided on what the first one would have left. Its version happens to match the log's.
        queue('behind the stale one', { reads: { s: 1 }, writes: ['s'] }),
        queue('reads the stale one', { reads: { s: 1, t: 0 }, writes: ['t'] }),
        queue('neighbour', { reads: { u: 0 }, writes: ['u'] }),
      ])
      expect(results.map((result) => result.kind)).toEqual([
        'conflict',
        'conflict',
        'conflict',
        'appended',
      ])
      expect(notAppended).toEqual(['stale', 'behind the stale one', 'reads the stale one'])
      expect((await store.readStream('s', 0, 10)).length).toBe(1)
    })

    it('spoils what queues behind a repetition', async () => {
      const id = nextId()
      await store.append(append({ id, reads: { v: 0 }, writes: ['v'] }))
      const [again, behind] = await Promise.all([
        store.append(append({ id, reads: { v: 1 }, writes: ['v'] })),
        store.append(append({ reads: { v: 2 }, writes: ['v'] })),
      ])
      expect([again?.kind, behind?.kind]).toEqual(['repeated', 'conflict'])
    })

    it('carries out two appends with one id once', async () => {
      const id = nextId()
      const results = await Promise.all([
        store.append(append({ id, reads: { w1: 0 }, writes: ['w1'] })),
        store.append(append({ id, reads: { w2: 0 }, writes: ['w2'] })),
      ])
      expect(results.map((result) => result.kind).sort()).toEqual(['appended', 'repeated'])
      expect((await store.readStream('w2', 0, 10)).length).toBe(0)
    })

    it('throws on an event without an expected version, and harms no neighbour', async () => {
      const bad = Promise.resolve().then(() => store.append(append({ reads: {}, writes: ['x'] })))
      const good = store.append(append({ reads: { y: 0 }, writes: ['y'] }))
      await expect(bad).rejects.toThrow('without an expected version')
      expect((await good).kind).toBe('appended')
    })

    it('numbers all events 1 to N without gaps, whoever appends what', async () => {
      const events = await collect(store)
      expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => index + 1))
      expect(events.length).toBe(await store.head())
      const pages = []
      for (let after = 0; ;) {
        const page = await store.read(after, 7)
        pages.push(...page)
        if (page.length === 0) break
        after = page.at(-1)?.position ?? 0
      }
      expect(pages.map(({ id }) => id)).toEqual(events.map(({ id }) => id))
    })

    it('scans from anywhere, and only for the types that are asked for', async () => {
      expect((await collect(store, 5)).at(0)?.position).toBe(6)
      expect(await collect(store, 0, ['Renamed'])).toEqual([])
    })

    it('gives old events their newest shape', async () => {
      const old = append({ reads: { old: 0 } })
      const event = (version: number, data: Json) =>
        ({ stream: 'old', id: nextId(), type: 'Renamed', schemaVersion: version, data }) as const
      await store.append({
        ...old,
        events: [event(1, { title: 'before' }), event(2, { name: 'now' })],
      })
      const read = await store.readStream('old', 0, 10)
      expect(read.map(({ data }) => data)).toEqual([{ name: 'before' }, { name: 'now' }])
      expect(read.map(({ schemaVersion }) => schemaVersion)).toEqual([2, 2])
      expect((await collect(store, 0, ['Renamed'])).map(({ data }) => data)).toEqual([
        { name: 'before' },
        { name: 'now' },
      ])
    })

    it('forgets an outcome when its time has passed, after which its id is a new command', async () => {
      const wishes = [100, 101, 102, 103, 104].map((keptUntil) => ({ id: nextId(), keptUntil }))
      const ask = ({ id, keptUntil }: { id: string; keptUntil: number }, version: number) =>
        kind({ id, keptUntil, reads: { [`kept${keptUntil}`]: version }, refused: 'too-much' })
      for (const wish of wishes) expect(await ask(wish, 0)).toBe('appended')
      expect(await under.pruneOutcomes(99)).toBe(0)
      expect(await under.pruneOutcomes(103)).toBe(4)
      expect(await under.pruneOutcomes(103)).toBe(0)
      const asked = []
      for (const wish of wishes) asked.push(await ask(wish, 0))
      expect(asked).toEqual(['appended', 'appended', 'appended', 'appended', 'repeated'])
      expect(await under.pruneOutcomes(1_000)).toBe(5)
    })

    it('keeps the outcome of a command for ever that names no time', async () => {
      const id = nextId()
      await store.append(append({ id, reads: { ever: 0 }, writes: ['ever'] }))
      await under.pruneOutcomes(Number.MAX_SAFE_INTEGER)
      expect(await kind({ id, reads: { ever: 1 }, writes: ['ever'] })).toBe('repeated')
      expect((await store.readStream('ever', 0, 10)).length).toBe(1)
    })

    it('keeps the newest snapshot of a stream, per shape of its state', async () => {
      await store.saveSnapshot('a', 1, { version: 2, state: { sum: 2 } })
      await store.saveSnapshot('a', 1, { version: 1, state: { sum: 1 } })
      expect(await store.readSnapshot('a', 1)).toEqual({ version: 2, state: { sum: 2 } })
      expect(await store.readSnapshot('a', 2)).toBeUndefined()
      expect(await store.readSnapshot('b', 1)).toBeUndefined()
    })

    it('tells listeners that something was appended, until they stop', async () => {
      let heard = 0
      const stop = store.onAppended(() => heard++)
      await store.append(append({ reads: { told: 0 }, writes: ['told'] }))
      expect(heard).toBe(1)
      stop()
      await store.append(append({ reads: { told: 1 }, writes: ['told'] }))
      expect(heard).toBe(1)
    })

    it('keeps what JSON can hold, to the letter', async () => {
      const text = 'ünïcode 💶 "quotes" \\ back \u0000 \u2028 {curly} $1 \'; drop table events; --'
      const wish = append({ reads: { text: 0 } })
      await store.append({
        ...wish,
        events: [
          { stream: 'text', id: nextId(), type: 'Renamed', schemaVersion: 2, data: { name: text } },
        ],
      })
      expect((await store.readStream('text', 0, 1))[0]?.data).toEqual({ name: text })
      expect((await collect(store, 0, ['Renamed'])).at(-1)?.data).toEqual({ name: text })
    })
  })

  it(`${name} says at once that there is too much`, async () => {
    const { store, close } = await open({
      log: `conformance${++sequence}`,
      catalogue,
      queueLengthMax: 3,
    })
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        store.append(append({ reads: { [`q${index}`]: 0 }, writes: [`q${index}`] })),
      ),
    )
    const kinds = results.map((result) => result.kind)
    expect(kinds.filter((kind) => kind === 'overloaded').length).toBeGreaterThanOrEqual(6)
    expect(kinds.filter((kind) => kind === 'appended').length).toBe(await store.head())
    await close()
  })
}
