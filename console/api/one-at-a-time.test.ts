import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { oneAtATime } from './one-at-a-time.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('something that is asked for faster than it can be done', () => {
  it('is done at once, and again after it has ended, once for all who asked meanwhile', async () => {
    let begun = 0
    let ended = 0
    const again = oneAtATime(async () => {
      begun++
      await new Promise((resolve) => setTimeout(resolve, 1_500))
      ended++
    })
    again()
    expect(begun).toBe(1)
    for (let passed = 0; passed < 3_000; passed += 100) {
      again()
      await vi.advanceTimersByTimeAsync(100)
    }
    expect({ begun, ended }).toEqual({ begun: 2, ended: 1 })
    await vi.advanceTimersByTimeAsync(60_000)
    expect({ begun, ended }).toEqual({ begun: 3, ended: 3 })
  })

  it('is done again after it has failed', async () => {
    let begun = 0
    const again = oneAtATime(async () => {
      begun++
      return Promise.reject(new Error('not now'))
    })
    again()
    await vi.advanceTimersByTimeAsync(1_000)
    again()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(begun).toBe(2)
  })
})
