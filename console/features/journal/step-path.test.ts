import { describe, expect, it } from 'vitest'
import type { HistoryShown } from '../../../contexts/payments/journal/contract.ts'
import { drawingOf, stepsOf } from './step-path.ts'

const balance = (posted: string) => ({
  currency: 'EUR',
  posted,
  pendingIn: '0',
  pendingOut: '0',
  held: '0',
  available: posted,
})
const history: HistoryShown = {
  accountId: 'a',
  from: '2026-01-01T00:00:00.000Z',
  to: '2026-01-01T04:00:00.000Z',
  step: 'hour',
  opening: [balance('100')],
  points: [{ until: '2026-01-01T02:00:00.000Z', balances: [balance('-100')] }],
  position: 'payments~1',
}

describe('a balance over time', () => {
  it('stays until it changes, and to the end', () => {
    const steps = stepsOf(history, 'EUR')
    expect(steps.map(({ units }) => units)).toEqual([100, -100, -100])
    expect(drawingOf(steps, 100, 50)).toEqual({
      line: 'M0 0H50V50H100V50',
      area: 'M0 0H50V50H100V50V25H0Z',
      zero: 25,
    })
  })

  it('is a flat line where nothing happened, and at zero in another currency', () => {
    const quiet = stepsOf({ ...history, points: [] }, 'EUR')
    expect(drawingOf(quiet, 100, 50).line).toBe('M0 0H100V0')
    expect(stepsOf(history, 'JPY').every(({ units }) => units === 0)).toBe(true)
  })
})
