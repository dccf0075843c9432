import { describe, expect, it } from 'vitest'
import type { SummaryShown } from '../../../contexts/payments/contract.ts'
import { replaceRows, totalsByStatus } from './summary-rows.ts'

const row = (status: SummaryShown['status'], currency: string, count: number): SummaryShown => ({
  status,
  currency,
  count,
  sum: { minorUnits: String(count * 100), currency },
  position: 'payments~1',
})

describe('the summary', () => {
  it('counts each status over all currencies, the busiest currency first', () => {
    const [settled, rejected] = totalsByStatus(
      ['settled', 'rejected'],
      [row('settled', 'CHF', 2), row('settled', 'EUR', 5), row('settled', 'GBP', 0)],
    )
    expect(settled).toMatchObject({ count: 7, sums: [{ currency: 'EUR' }, { currency: 'CHF' }] })
    expect(rejected).toEqual({ status: 'rejected', count: 0, sums: [] })
  })

  it('takes changed rows in place of those that they follow', () => {
    const rows = replaceRows(
      [row('settled', 'EUR', 1)],
      [row('settled', 'EUR', 2), row('pending', 'EUR', 1)],
    )
    expect(rows.map(({ status, count }) => [status, count])).toEqual([
      ['settled', 2],
      ['pending', 1],
    ])
  })
})
