import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nodeIds } from '../../adapters/node/ids.ts'
import { jitterOf, nextAttemptAt, patience } from './patience.ts'

const hour = 3_600_000
const day = 24 * hour

/** Every attempt of a delivery that always fails, by a clock that only the schedule moves. */
const attempts = (jitter: () => number): readonly number[] => {
  const times = [0]
  for (let now = 0; ;) {
    const next = nextAttemptAt(patience, {
      attempt: times.length,
      firstAttemptAt: 0,
      now,
      jitter: jitter(),
    })
    if (next === undefined) return times
    times.push(next)
    now = next
  }
}

describe('the waits between attempts', () => {
  it('double from 5 seconds up to 6 hours, where chance makes them as long as they can be', () => {
    const times = attempts(() => 1)
    const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0))
    expect(waits.slice(0, 5)).toEqual([5_000, 10_000, 20_000, 40_000, 80_000])
    expect(waits.slice(13, 20)).toEqual(Array.from({ length: 7 }, () => 6 * hour))
  })

  it('end with an attempt on the third day, whatever chance does', () => {
    fc.assert(
      fc.property(
        fc.infiniteStream(fc.double({ min: 0.05, max: 0.999, noNaN: true })),
        (chances) => {
          const times = attempts(() => chances.next().value as number)
          expect(times.at(-1)).toBe(3 * day)
          expect(times.length).toBeGreaterThan(10)
          expect([...times].sort((one, other) => one - other)).toEqual(times)
        },
      ),
    )
  })

  it('are spread over the whole bound', () => {
    const ids = nodeIds()
    const chances = Array.from({ length: 2_000 }, (_, n) =>
      jitterOf(ids.derive('jitter', String(n))),
    )
    const tenths = new Set(chances.map((chance) => Math.floor(chance * 10)))
    expect(tenths).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]))
  })
})
