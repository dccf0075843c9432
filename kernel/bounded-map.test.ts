import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BoundedMap } from './bounded-map.ts'

const keys = Array.from({ length: 12 }, (_, key) => key)

const change = fc.oneof(
  { weight: 8, arbitrary: fc.record({ set: fc.constantFrom(...keys), value: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ drop: fc.constantFrom(...keys) }) },
  { weight: 1, arbitrary: fc.constant('clear' as const) },
)

/** The same said plainly: a list, the oldest in front. */
const after = (
  entries: readonly (readonly [number, number])[],
  step: typeof change extends fc.Arbitrary<infer Step> ? Step : never,
  sizeMax: number,
): readonly (readonly [number, number])[] => {
  if (step === 'clear') return []
  if ('drop' in step) return entries.filter(([key]) => key !== step.drop)
  const others = entries.filter(([key]) => key !== step.set)
  const all = [...others, [step.set, step.value] as const]
  return all.slice(Math.max(0, all.length - sizeMax))
}

describe('A bounded map', () => {
  it('holds what was set last, whatever was set, dropped and cleared before', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5 }),
        fc.array(change, { maxLength: 200 }),
        (max, steps) => {
          const map = new BoundedMap<number, number>(max)
          let expected: readonly (readonly [number, number])[] = []
          for (const step of steps) {
            if (step === 'clear') map.clear()
            else if ('drop' in step) map.delete(step.drop)
            else map.set(step.set, step.value)
            expected = after(expected, step, max)
            const held = keys.flatMap((key) => (map.has(key) ? [[key, map.get(key)]] : []))
            expect(held).toEqual([...expected].sort(([one], [other]) => one - other))
          }
        },
      ),
    )
  })

  it('stays right over far more entries than it holds', () => {
    const map = new BoundedMap<number, number>(1_000)
    for (let key = 0; key < 100_000; key++) map.set(key, key)
    expect(map.get(98_999)).toBeUndefined()
    expect(map.get(99_000)).toBe(99_000)
    expect(map.get(99_999)).toBe(99_999)
  })
})
