import { describe, expect, it } from 'vitest'
import { roomInMs, usedAt } from './budget.ts'

const budget = { requests: 10, windowMs: 1_000 }

describe('What is used of a budget', () => {
  it('comes back evenly over the window, and never more than was used', () => {
    const usage = { used: 10, at: 5_000 }
    expect(usedAt(usage, budget, 5_000)).toBe(10)
    expect(usedAt(usage, budget, 5_100)).toBe(9)
    expect(usedAt(usage, budget, 6_000)).toBe(0)
    expect(usedAt(usage, budget, 60_000)).toBe(0)
  })

  it('does not grow when a clock is set back', () => {
    expect(usedAt({ used: 3, at: 5_000 }, budget, 1_000)).toBe(3)
  })

  it('tells when there is room for one more', () => {
    expect(roomInMs(9, budget)).toBe(0)
    expect(roomInMs(10, budget)).toBe(100)
    expect(roomInMs(19, budget)).toBe(1_000)
  })
})
