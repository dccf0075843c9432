import { describe, expect, it } from 'vitest'
import { formatWaiting } from './waiting.ts'

describe('A waiting time', () => {
  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1_000, '1.0 s'],
    [9_999, '9.9 s'],
    [10_000, '10 s'],
    [60_000, '1 min'],
    [61_999, '1 min 1 s'],
    [3_600_000, '1 h'],
    [7_500_000, '2 h 5 min'],
    [90_000_000, '1 d 1 h'],
  ])('of %i milliseconds is %s', (ms, words) => {
    expect(formatWaiting(ms)).toBe(words)
  })
})
