import { describe, expect, it } from 'vitest'
import { paymentStatuses, type SummaryShown } from '../../../contexts/payments/contract.ts'
import { fullest, groupOf, totalsByGroup } from './summary-groups.ts'
import { totalsByStatus } from './summary-rows.ts'

const row = (status: SummaryShown['status'], currency: string, count: number): SummaryShown => ({
  status,
  currency,
  count,
  sum: { minorUnits: String(count * 100), currency },
  position: 'payments~1',
})
const groups = (...rows: readonly SummaryShown[]) =>
  Object.fromEntries(
    totalsByGroup(totalsByStatus(paymentStatuses, rows)).map((group) => [group.name, group]),
  )

describe('the groups of the summary', () => {
  it('have every status once, so that their numbers are those of all payments', () => {
    const all = groups(...paymentStatuses.map((status) => row(status, 'EUR', 1)))
    expect(Object.values(all).reduce((sum, { count }) => sum + count, 0)).toBe(
      paymentStatuses.length,
    )
    expect(new Set(Object.keys(groupOf))).toEqual(new Set(paymentStatuses))
  })

  it('sum up what is in them by currency, the busiest first', () => {
    const { progress } = groups(
      row('pending', 'CHF', 3),
      row('validated', 'EUR', 2),
      row('submitted', 'EUR', 4),
    )
    expect(progress).toMatchObject({
      count: 9,
      sums: [
        { currency: 'EUR', minorUnits: '600', count: 6 },
        { currency: 'CHF', minorUnits: '300', count: 3 },
      ],
    })
  })

  it('tell what their number is made of, the most first', () => {
    const { ended } = groups(row('rejected', 'EUR', 1), row('returned', 'EUR', 5))
    expect(ended && fullest(ended).map(({ status }) => status)).toEqual(['returned', 'rejected'])
  })
})
