import { describe, expect, it } from 'vitest'
import { restAfterGrowth } from './give-back-memory.ts'

const mb = 1 << 20

/** Looks every five seconds; of each, the share of a core that was used since the one before, and what was resident. */
const timesIn = (looks: readonly (readonly [share: number, residentMb: number])[]) => {
  const isDue = restAfterGrowth()
  let processorMs = 0
  return looks.flatMap(([share, residentMb], index) => {
    processorMs += share * 5_000
    const look = { atMs: index * 5_000, processorMs, residentBytes: residentMb * mb }
    return isDue(look) ? [index] : []
  })
}

describe('Memory is given back', () => {
  it('once a process that has grown rests, and once only', () => {
    expect(
      timesIn([
        [1, 100],
        [0.02, 200],
        [0.02, 200],
        [0.9, 250],
        [1, 300],
        [0.03, 300],
        [0.02, 300],
        [0.02, 210],
        [0.02, 210],
        [0.02, 211],
        [0.02, 212],
      ]),
    ).toEqual([6])
  })

  it('again after the next busy time, from where it came to rest', () => {
    const busyThenResting = (to: number) =>
      [
        [1, to],
        [0.02, to],
        [0.02, to],
        [0.02, 220],
        [0.02, 220],
      ] as const
    expect(
      timesIn([[0, 200], [0, 200], [0, 200], ...busyThenResting(300), ...busyThenResting(280)]),
    ).toEqual([5, 10])
  })

  it('never while there is work, nor for little', () => {
    expect(
      timesIn([
        [0, 200],
        [0, 200],
        [0, 200],
        [0.5, 400],
        [0.05, 500],
        [0.5, 600],
      ]),
    ).toEqual([])
    expect(
      timesIn([
        [0, 200],
        [0, 200],
        [0, 200],
        [1, 210],
        [0, 214],
        [0, 214],
        [0, 214],
      ]),
    ).toEqual([])
  })

  it('not twice where nothing could be collected', () => {
    const looks = [
      [0, 200],
      [0, 200],
      [0, 200],
      [1, 300],
      [0, 300],
      [0, 300],
      [0, 300],
      [0, 300],
      [0, 301],
    ] as const
    expect(timesIn(looks)).toEqual([5])
  })
})
