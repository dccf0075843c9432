import { describe, expect, it } from 'vitest'
import { memoryTimers } from '../../adapters/memory/timers.ts'
import type { StoredTimer, TimerStore } from '../../kernel/timer-store.ts'
import { heldTimers } from './held-timers.ts'

const timer = (name: string, due: number): StoredTimer => ({
  timer: name,
  due,
  commandType: 'Ring',
  command: {},
  cause: '01900000-0000-7000-8000-000000000001',
  correlationId: '01900000-0000-7000-8000-000000000002',
  traceparent: '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
})

/** A store, and how many changes were written to it, one number for each writing. */
const watched = () => {
  const timers = memoryTimers()
  const writings: number[] = []
  const store: TimerStore = {
    ...timers,
    apply: (from, to, set, cancelled) => {
      writings.push(set.length)
      return timers.apply(from, to, set, cancelled)
    },
  }
  const names = async () => (await timers.due(1e15, 100)).map(({ timer: name }) => name).join(' ')
  return { store, writings, names }
}

describe('Timers that are held', () => {
  it('never write one that is cancelled before the log rests', async () => {
    const { store, writings, names } = watched()
    const held = heldTimers(store)
    expect(await held.position()).toBe(0)
    await held.hold({ set: [timer('a', 100), timer('b', 90)], cancelled: [], to: 2 })
    await held.hold({ set: [], cancelled: ['a'], to: 3 })
    expect(await held.position()).toBe(3)
    expect(await store.position()).toBe(0)
    expect(held.nextDue()).toBe(90)
    expect(await held.write()).toBe(true)
    expect(writings).toEqual([1])
    expect(await names()).toBe('b')
    expect(await store.position()).toBe(3)
  })

  it('cancel what was written before, and set again what was cancelled', async () => {
    const { store, names } = watched()
    const held = heldTimers(store)
    await held.position()
    await held.hold({ set: [timer('a', 100), timer('b', 100)], cancelled: [], to: 1 })
    await held.write()
    await held.hold({ set: [], cancelled: ['a', 'b'], to: 2 })
    await held.hold({ set: [timer('b', 500)], cancelled: [], to: 3 })
    await held.write()
    expect(await names()).toBe('b')
    expect(await store.nextDue()).toBe(500)
  })

  it('are folded again from where they were written, by whoever carries on after a crash', async () => {
    const { store, names } = watched()
    const dead = heldTimers(store)
    await dead.position()
    await dead.hold({ set: [timer('a', 100)], cancelled: [], to: 1 })
    await dead.write()
    await dead.hold({ set: [timer('b', 100)], cancelled: ['a'], to: 3 })
    const next = heldTimers(store)
    expect(await next.position()).toBe(1)
    expect(next.nextDue()).toBe(100)
    await next.hold({ set: [timer('b', 100)], cancelled: ['a'], to: 3 })
    await next.write()
    expect(await names()).toBe('b')
    // The dead one was only slow. What it holds is not written over what its successor has.
    expect(await dead.write()).toBe(false)
    expect(await dead.position()).toBe(3)
    expect(await names()).toBe('b')
  })

  it('are written while a log never rests: after a time, and when there are many', async () => {
    const { store, writings } = watched()
    let now = 0
    const held = heldTimers(store, () => now)
    await held.position()
    await held.hold({ set: [timer('a', 1e9)], cancelled: [], to: 1 })
    now += 400
    await held.hold({ set: [timer('b', 1e9)], cancelled: [], to: 2 })
    expect(writings).toEqual([])
    now += 100
    await held.hold({ set: [timer('c', 1e9)], cancelled: [], to: 3 })
    expect(writings).toEqual([3])
    now += 100
    await held.hold({ set: [timer('d', 1e9)], cancelled: [], to: 4 })
    expect(writings).toEqual([3])
    const many = Array.from({ length: 5_000 }, (_, index) => timer(`m${index}`, 1e9))
    await held.hold({ set: many, cancelled: [], to: 5_004 })
    expect(writings).toEqual([3, 5_001])
  })

  it('are folded again where it is not known whether they were written', async () => {
    const { store, names } = watched()
    let isAway = true
    const held = heldTimers({
      ...store,
      apply: (...change) =>
        isAway ? Promise.reject(new Error('no answer')) : store.apply(...change),
    })
    await held.position()
    await held.hold({ set: [timer('a', 100)], cancelled: [], to: 1 })
    await expect(held.write()).rejects.toThrow('no answer')
    isAway = false
    expect(await held.position()).toBe(0)
    await held.hold({ set: [timer('a', 100)], cancelled: [], to: 1 })
    expect(await held.write()).toBe(true)
    expect(await names()).toBe('a')
  })
})
