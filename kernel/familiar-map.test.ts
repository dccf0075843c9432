import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FamiliarMap } from './familiar-map.ts'

describe('A map that knows who came again', () => {
  it('keeps those who come again, however many pass by who come once', () => {
    const map = new FamiliarMap<string, number>(40)
    const regulars = Array.from({ length: 30 }, (_, index) => `regular ${index}`)
    for (let round = 0; round < 100; round++) {
      // Whoever had to be looked up has come before.
      for (const key of regulars)
        if (map.has(key)) map.set(key, round)
        else if (round > 0) map.setFamiliar(key, round)
        else map.set(key, round)
      for (let passer = 0; passer < 50; passer++) map.set(`passer ${round} ${passer}`, round)
      const kept = regulars.filter((key) => map.get(key) === round)
      expect(kept).toHaveLength(round === 0 ? 0 : regulars.length)
    }
    expect(map.has('passer 99 49')).toBe(true)
    expect(map.has('passer 99 0')).toBe(false)
  })

  it('takes who is asked for again for somebody who came again', () => {
    const map = new FamiliarMap<string, number>(40)
    for (const key of ['asked', 'looked at', 'passed']) map.set(key, 1)
    expect(map.recall('asked')).toBe(1)
    expect(map.get('looked at')).toBe(1)
    expect(map.recall('nobody')).toBe(undefined)
    for (let passer = 0; passer < 50; passer++) map.set(`passer ${passer}`, passer)
    expect(['asked', 'looked at', 'passed', 'nobody'].filter((key) => map.has(key))).toEqual([
      'asked',
    ])
    expect(map.recall('asked')).toBe(1)
  })

  it('lets go of regulars as well, once others come as often', () => {
    const map = new FamiliarMap<number, number>(40)
    for (let key = 0; key < 100; key++) for (const value of [1, 2]) map.set(key, value)
    expect(map.has(0)).toBe(false)
    expect(map.get(99)).toBe(2)
    expect(map.familiarMax).toBe(30)
  })

  it('never holds more than it may, and never gives anything but what was set last', () => {
    const keys = Array.from({ length: 15 }, (_, key) => key)
    const step = fc.oneof(
      fc.record({ set: fc.constantFrom(...keys), value: fc.nat() }),
      fc.record({ known: fc.constantFrom(...keys), value: fc.nat() }),
      fc.record({ drop: fc.constantFrom(...keys) }),
      fc.record({ asked: fc.constantFrom(...keys) }),
    )
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.array(step, { maxLength: 200 }),
        (max, steps) => {
          const map = new FamiliarMap<number, number>(max)
          const last = new Map<number, number>()
          for (const one of steps) {
            let told: number | undefined
            if ('drop' in one) {
              map.delete(one.drop)
              last.delete(one.drop)
            } else if ('asked' in one) {
              told = map.recall(one.asked)
            } else if ('known' in one) {
              map.setFamiliar(one.known, one.value)
              last.set(one.known, one.value)
            } else {
              map.set(one.set, one.value)
              last.set(one.set, one.value)
            }
            const isKnown = 'asked' in one && map.has(one.asked)
            expect(told).toBe(isKnown ? last.get(one.asked) : undefined)
            const held = keys.filter((key) => map.has(key))
            expect(held.length).toBeLessThanOrEqual(max)
            for (const key of held) expect(map.get(key)).toBe(last.get(key))
            // The newest is always there, if newcomers can be held at all.
            const newest =
              'known' in one ? one.known : 'set' in one && max >= 4 ? one.set : undefined
            expect(newest === undefined || map.get(newest) === last.get(newest)).toBe(true)
          }
          map.clear()
          expect(keys.some((key) => map.has(key))).toBe(false)
        },
      ),
    )
  })
})
