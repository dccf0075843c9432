import { describe, expect, it } from 'vitest'
import { memoryEventStore } from '../adapters/memory/event-store.ts'
import { nodeIds } from '../adapters/node/ids.ts'
import Type from 'typebox'
import type { Entity, StreamRead } from './decider.ts'
import { Entities, type EntitiesOptions } from './entities.ts'
import { catalogueOf, eventData } from './event-schema.ts'
import type { EventStore } from './event-store.ts'

const catalogue = catalogueOf({ Counted: { version: 1, data: eventData({ by: Type.Integer() }) } })
const counter: Entity<number> = {
  name: 'counter',
  initialState: 0,
  evolve: (sum, { data }) => sum + (data as { by: number }).by,
}
const read = (name: string): StreamRead => ({ stream: `counter-${name}`, entity: counter })
const ids = nodeIds()

/** Appends events that count by one, behind `from`. */
const count = async (log: EventStore, name: string, from: number, events: number) => {
  const id = ids.next()
  const { stream } = read(name)
  const result = await log.append({
    commandId: id,
    fingerprint: 'f',
    onOtherContent: 'refuse',
    origin: { actor: 'system', correlationId: id, causationId: id, traceparent: '' },
    time: 1,
    reads: [{ stream, version: from }],
    events: Array.from({ length: events }, () => ({
      stream,
      id: ids.next(),
      type: 'Counted',
      schemaVersion: 1,
      data: { by: 1 },
    })),
    outcome: { kind: 'accepted', versions: {} },
  })
  expect(result.kind).toBe('appended')
}

/** A log whose reads of streams wait for the test, and are noted. */
const openLog = () => {
  const store = memoryEventStore({ log: 'counters', catalogue })
  const readStreams: string[] = []
  const held: { go: () => void; fail: () => void }[] = []
  let holding = false
  const log: EventStore = {
    ...store,
    readStream: async (stream, after, limit) => {
      readStreams.push(stream)
      const page = await store.readStream(stream, after, limit)
      if (holding)
        await new Promise<void>((resolve, reject) =>
          held.push({ go: resolve, fail: () => reject(new Error('the log is away')) }),
        )
      return page
    },
  }
  const hold = (on: boolean) => (holding = on)
  /** The read that was begun as number `index`, once it has what it read. */
  const begun = async (index: number) => {
    await expect.poll(() => held.length).toBeGreaterThan(index)
    return held[index] as (typeof held)[number]
  }
  return { log, readStreams, hold, begun }
}
const entitiesOn = (log: EventStore, options?: EntitiesOptions) => new Entities(log, options)
const stateOf = (entities: Entities, ...names: string[]) => entities.current(names.map(read))

describe('States of streams', () => {
  it('are folded from the log once, page by page, and then held', async () => {
    const { log, readStreams } = openLog()
    await count(log, 'a', 0, 5)
    const entities = entitiesOn(log, { pageSize: 2 })
    await entities.load([read('a')])
    await entities.load([read('a')])
    expect(stateOf(entities, 'a')).toEqual([{ version: 5, state: 5 }])
    expect(readStreams).toHaveLength(3)
  })

  it('are unknown until they are loaded, all of them', async () => {
    const { log } = openLog()
    const entities = entitiesOn(log)
    expect(stateOf(entities, 'a')).toBeUndefined()
    await entities.load([read('a')])
    expect(stateOf(entities, 'a')).toEqual([{ version: 0, state: 0 }])
    expect(stateOf(entities, 'a', 'b')).toBeUndefined()
    expect(stateOf(entities)).toEqual([])
  })

  it('that several commands ask for at once are read once', async () => {
    const { log, readStreams } = openLog()
    await count(log, 'a', 0, 1)
    const entities = entitiesOn(log)
    await Promise.all(Array.from({ length: 10 }, () => entities.load([read('a'), read('b')])))
    expect(readStreams).toEqual(['counter-a', 'counter-b'])
    expect(stateOf(entities, 'a', 'b')).toEqual([
      { version: 1, state: 1 },
      { version: 0, state: 0 },
    ])
  })

  it('run ahead of the log, and are read again when dropped', async () => {
    const { log } = openLog()
    const entities = entitiesOn(log)
    await entities.load([read('a')])
    entities.advance('counter-a', 3, 3)
    expect(stateOf(entities, 'a')).toEqual([{ version: 3, state: 3 }])
    entities.drop('counter-a')
    expect(stateOf(entities, 'a')).toBeUndefined()
    await entities.load([read('a')])
    expect(stateOf(entities, 'a')).toEqual([{ version: 0, state: 0 }])
  })

  it('that are presumed new are not looked up, and do not replace what is held', async () => {
    const { log, readStreams } = openLog()
    const entities = entitiesOn(log)
    const presumed = [{ ...read('a'), presumedNew: true }]
    await entities.load(presumed)
    expect(entities.current(presumed)).toEqual([{ version: 0, state: 0 }])
    expect(readStreams).toEqual([])
    entities.advance('counter-a', 2, 2)
    expect(entities.current(presumed)).toEqual([{ version: 2, state: 2 }])
    expect(readStreams).toEqual([])
  })

  it('that were presumed new and did not come to be are looked up by whoever does not presume it', async () => {
    const { log, readStreams } = openLog()
    const entities = entitiesOn(log)
    entities.current([{ ...read('a'), presumedNew: true }])
    expect(stateOf(entities, 'a')).toBeUndefined()
    await entities.load([read('a')])
    expect(readStreams).toEqual(['counter-a'])
  })
})

describe('A state that is dropped while it is being read', () => {
  it('is not brought back by that read', async () => {
    const { log, hold, begun } = openLog()
    const entities = entitiesOn(log)
    hold(true)
    const loading = entities.load([read('a')])
    const first = await begun(0)
    await count(log, 'a', 0, 1)
    entities.drop('counter-a')
    first.go()
    await loading
    expect(stateOf(entities, 'a')).toBeUndefined()
    hold(false)
    await entities.load([read('a')])
    expect(stateOf(entities, 'a')).toEqual([{ version: 1, state: 1 }])
  })

  it.each(['go', 'fail'] as const)(
    'is what the next read finds, when the first ends later (%s)',
    async (end) => {
      const { log, readStreams, hold, begun } = openLog()
      const entities = entitiesOn(log)
      hold(true)
      const firstLoad = entities.load([read('a')]).catch(() => undefined)
      const first = await begun(0)
      await count(log, 'a', 0, 1)
      entities.drop('counter-a')
      const secondLoad = entities.load([read('a')])
      const second = await begun(1)
      first[end]()
      await firstLoad
      second.go()
      await secondLoad
      expect(stateOf(entities, 'a')).toEqual([{ version: 1, state: 1 }])
      expect(readStreams).toHaveLength(2)
    },
  )
})

describe('A read that fails', () => {
  it('is told to everybody who waited for it, and tried anew by the next', async () => {
    const { log, readStreams, hold, begun } = openLog()
    const entities = entitiesOn(log)
    hold(true)
    const waiting = [entities.load([read('a')]), entities.load([read('a')])]
    const failed = Promise.allSettled(waiting)
    const first = await begun(0)
    first.fail()
    expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    hold(false)
    await entities.load([read('a')])
    expect(stateOf(entities, 'a')).toEqual([{ version: 0, state: 0 }])
    expect(readStreams).toHaveLength(2)
  })
})

describe('Memory', () => {
  it('holds so many states; the least recently moved go first', async () => {
    const { log } = openLog()
    const entities = entitiesOn(log, { heldMax: 2 })
    await entities.load([read('a')])
    await entities.load([read('b')])
    entities.advance('counter-a', 1, 1)
    await entities.load([read('c')])
    expect(stateOf(entities, 'b')).toBeUndefined()
    expect(stateOf(entities, 'a', 'c')).toEqual([
      { version: 1, state: 1 },
      { version: 0, state: 0 },
    ])
  })

  it('is too small for a command that reads more: that is an error, not an endless wait', async () => {
    const { log } = openLog()
    const entities = entitiesOn(log, { heldMax: 2 })
    await entities.load([read('a'), read('b')])
    expect(stateOf(entities, 'a', 'b')).toHaveLength(2)
    await expect(entities.load([read('a'), read('b'), read('c')])).rejects.toThrow(
      'a command reads 3 streams; 2 can be held',
    )
  })
})

describe('A snapshot', () => {
  const kept: Entity<number> = { ...counter, snapshot: { every: 3, version: 1 } }
  const keptRead = { stream: 'counter-a', entity: kept }

  it('is stored by whoever read a long stream, and read instead of it', async () => {
    const { log, readStreams } = openLog()
    await count(log, 'a', 0, 7)
    await entitiesOn(log, { pageSize: 2 }).load([keptRead])
    expect(await log.readSnapshot('counter-a', 1)).toEqual({ version: 7, state: 7 })
    readStreams.length = 0
    const entities = entitiesOn(log, { pageSize: 2 })
    await entities.load([keptRead])
    expect(readStreams).toHaveLength(1)
    expect(entities.current([keptRead])).toEqual([{ version: 7, state: 7 }])
  })

  it('of another shape is passed over', async () => {
    const { log } = openLog()
    await count(log, 'a', 0, 4)
    await log.saveSnapshot('counter-a', 1, { version: 4, state: 'an older shape' })
    const newer = { ...keptRead, entity: { ...kept, snapshot: { every: 3, version: 2 } } }
    const entities = entitiesOn(log)
    await entities.load([newer])
    expect(entities.current([newer])).toEqual([{ version: 4, state: 4 }])
  })

  it.each([
    ['between two of them nothing is stored', 4, 5, undefined],
    ['one that is reached is stored', 4, 6, { version: 6, state: 6 }],
    ['one that is passed is stored where the stream stands', 4, 8, { version: 8, state: 8 }],
  ])('is due every three events: %s', async (_, from, version, stored) => {
    const { log } = openLog()
    const entities = entitiesOn(log)
    entities.keepSnapshots([{ read: keptRead, from, version, state: version }])
    await Promise.resolve()
    expect(await log.readSnapshot('counter-a', 1)).toEqual(stored)
  })
})
