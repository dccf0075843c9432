import { describe, expect, it } from 'vitest'
import { row, verdictOf, type Aim } from './benchmark.ts'

const judged = (ours: number, reference: number | undefined, aim: Aim) =>
  verdictOf(row({ name: 'a', unit: 'b' }, ours, { name: 'c', value: reference }, { aim }))

describe('The verdict over a figure', () => {
  const ratio: Aim = { of: 'ratio', direction: 'at least', bound: 7, floor: 5 }

  it('is met at the aim, below it down to the floor, and not done under that', () => {
    expect(judged(70, 10, ratio)).toBe('met')
    expect(judged(69, 10, ratio)).toBe('below the aim')
    expect(judged(50, 10, ratio)).toBe('below the aim')
    expect(judged(49, 10, ratio)).toBe('not done')
  })

  it('turns round where less is better, and knows no half way without a floor', () => {
    const late: Aim = { of: 'ours', direction: 'at most', bound: 30 }
    expect(judged(30, undefined, late)).toBe('met')
    expect(judged(30.1, undefined, late)).toBe('not done')
  })

  it('is none where there is nothing to compare with', () => {
    expect(judged(70, undefined, ratio)).toBeUndefined()
  })
})
