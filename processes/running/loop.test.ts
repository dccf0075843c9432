import { describe, expect, it } from 'vitest'
import { paceAfter } from './loop.ts'

describe('The pace of a loop', () => {
  it('stays as it is while little is taken', () => {
    expect(paceAfter({ taken: 1 }, 20, 100)).toBe(20)
    expect(paceAfter({ taken: 10 }, 20, 100)).toBe(20)
  })

  it('slows down with what is taken together, up to its limit', () => {
    expect(paceAfter({ taken: 11 }, 20, 100)).toBe(22)
    expect(paceAfter({ taken: 49 }, 20, 100)).toBe(98)
    expect(paceAfter({ taken: 51 }, 20, 100)).toBe(100)
  })

  it('is quick again once nothing comes', () => {
    expect(paceAfter('idle', 20, 100)).toBe(20)
  })

  it('never falls below the pace that was asked for', () => {
    expect(paceAfter({ taken: 500 }, 20, 20)).toBe(20)
    expect(paceAfter({ taken: 500 }, 20, 0)).toBe(20)
  })
})
