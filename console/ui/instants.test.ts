import { describe, expect, it } from 'vitest'
import { formatElapsed, formatInstant, formatSeconds } from './instants.ts'

describe('the time from one thing to the next', () => {
  const after = (ms: number) =>
    formatElapsed(
      '2026-11-21T12:00:00.000Z',
      new Date(Date.UTC(2026, 10, 21, 12) + ms).toISOString(),
    )

  it.each([
    [0, '+0 ms'],
    [999, '+999 ms'],
    [1_000, '+1.0 s'],
    [59_900, '+59.9 s'],
    [60_000, '+1 min'],
    [3_600_000, '+1 h'],
    [172_800_000, '+2 d'],
  ])('of %i ms is %s', (ms, text) => {
    expect(after(ms)).toBe(text)
  })

  it('never runs backwards, even where clocks did', () => {
    expect(after(-20)).toBe('+0 ms')
  })
})

describe('seconds that are left', () => {
  it.each([
    [0.4, '0 s'],
    [59, '59 s'],
    [90, '2 min'],
    [4_800, '1 h 20 min'],
  ])('%d are %s', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text)
  })
})

describe('a moment', () => {
  const now = new Date(2026, 10, 21, 15)
  const at = (year: number, month: number, date: number) =>
    formatInstant(new Date(year, month, date, 14, 3, 22).toISOString(), now)

  it('of today is a time, of another day has its date, of another year its year', () => {
    expect(at(2026, 10, 21)).toBe('14:03:22')
    expect(at(2026, 10, 20)).not.toContain('2026')
    expect(at(2026, 10, 20)).toContain('14:03:22')
    expect(at(2027, 1, 19)).toContain('2027')
  })
})
