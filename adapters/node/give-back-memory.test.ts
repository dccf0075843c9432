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

type Looks = readonly (readonly [share: number, residentMb: number])[]

/** A start, after which it comes to rest at 200 MB: collected at the third look. */
const started: Looks = [
  [1, 250],
  [0.02, 260],
  [0.02, 260],
  [0.02, 200],
  [0.02, 200],
]
const [atStart] = timesIn(started)

describe('Memory is given back', () => {
  it('once a process rests that has started, and once only', () => {
    expect(timesIn([...started, [0.02, 201], [0.02, 205], [0.02, 203]])).toEqual([2])
  })

  it('after each busy time that it has grown in, from where it came to rest', () => {
    const busyThenResting = (to: number): Looks => [
      [1, to],
      [0.02, to],
      [0.02, to],
      [0.02, 220],
      [0.02, 220],
    ]
    const looks = [...started, ...busyThenResting(300), ...busyThenResting(280)]
    expect(timesIn(looks)).toEqual([atStart, 7, 12])
  })

  it('also where work came again at once', () => {
    expect(
      timesIn([
        [1, 250],
        [0, 260],
        [0, 260],
        [0.9, 210],
        [1, 300],
        [0, 300],
        [0, 300],
      ]),
    ).toEqual([2, 6])
  })

  it('never while there is work, nor for little', () => {
    expect(timesIn([...started, [0.5, 400], [0.05, 500], [0.5, 600]])).toEqual([atStart])
    expect(timesIn([...started, [1, 210], [0, 214], [0, 214], [0, 214]])).toEqual([atStart])
  })

  it('not twice where nothing could be collected', () => {
    const kept: Looks = [
      [1, 300],
      [0, 300],
      [0, 300],
      [0, 300],
      [0, 300],
      [0, 301],
    ]
    expect(timesIn([...started, ...kept])).toEqual([atStart, 7])
  })
})
