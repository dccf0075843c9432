import { describe, expect, it } from 'vitest'
import type { LimitShown } from '../../../contexts/payments/limits/contract.ts'
import { boundsWords, percentUsed, windowWords } from './limit-words.ts'

const limit = (more: Partial<LimitShown>): LimitShown => ({
  limitId: 'limit',
  scope: 'payer',
  subject: 'account-x',
  currency: 'EUR',
  window: { per: 'day' },
  used: { amount: '0', count: 0 },
  left: {},
  byDefault: false,
  setBy: 'user:1',
  setAt: '2026-01-01T00:00:00.000Z',
  position: '',
  ...more,
})

describe('a limit in the console', () => {
  it('is as full as the fuller of its bounds', () => {
    const used = { amount: '250', count: 3 }
    expect(percentUsed(limit({ amount: '1000', used }))).toBe(25)
    expect(percentUsed(limit({ amount: '1000', count: 4, used }))).toBe(75)
    expect(percentUsed(limit({ used }))).toBe(0)
  })

  it('says how many payments, one of them as one', () => {
    expect(boundsWords({ currency: 'EUR', count: 1 })).toBe('1 payment in EUR')
    expect(boundsWords({ currency: 'EUR', count: 25_000 })).toBe('25,000 payments in EUR')
  })

  it('is full at most, also after its bounds were lowered', () => {
    expect(percentUsed(limit({ amount: '10', used: { amount: '25', count: 1 } }))).toBe(100)
  })

  it('tells the largest amounts exactly', () => {
    const used = { amount: '999999999999999999', count: 1 }
    expect(percentUsed(limit({ amount: '999999999999999999', used }))).toBe(100)
  })

  it.each([
    [{ per: 'payment' }, 'one payment'],
    [{ per: 'day' }, 'a day, UTC'],
    [{ per: 'day', zone: 'Europe/Berlin' }, 'a day, Europe/Berlin'],
    [{ per: 'rolling', hours: 1 }, '1 hour, rolling'],
    [{ per: 'rolling', hours: 720 }, '720 hours, rolling'],
  ] as const)('says its window: %j', (window, words) => {
    expect(windowWords(window)).toBe(words)
  })
})
