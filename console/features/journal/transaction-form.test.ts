import { describe, expect, it } from 'vitest'
import { emptyTransaction, transactionOf, withoutPosting, withPosting } from './transaction-form.ts'

const form = (...lines: readonly (readonly [string, 'in' | 'out', string])[]) => ({
  ...emptyTransaction,
  postings: lines.map(([account, side, amount], key) => ({ key, account, side, amount })),
})

describe('a transaction that is written by hand', () => {
  it('says what was written, signed as the journal counts', () => {
    const written = form([' fees ', 'in', '2.50'], ['anna', 'out', '12,50'], ['bob', 'in', '10'])
    expect(transactionOf({ ...written, reference: ' FEE-1 ', day: '2026-12-01' })).toEqual({
      postings: [
        { account: 'fees', amount: { minorUnits: '250', currency: 'EUR' } },
        { account: 'anna', amount: { minorUnits: '-1250', currency: 'EUR' } },
        { account: 'bob', amount: { minorUnits: '1000', currency: 'EUR' } },
      ],
      reference: 'FEE-1',
      effectiveDate: '2026-12-01',
    })
  })

  it.each([
    ['10', '9.99', 'EUR 0.01 goes out and arrives nowhere'],
    ['10', '1000000000000.01', 'EUR 999,999,999,990.01 arrives from nowhere'],
    ['10', 'ten', 'Each line needs an account and an amount'],
    ['10', '0', 'Each line needs an account and an amount'],
  ])('says what is missing: %s out, %s in', (out, into, missing) => {
    expect(transactionOf(form(['anna', 'out', out], ['bob', 'in', into]))).toEqual({ missing })
  })

  it('gives each new line a place of its own, whatever was taken away', () => {
    const three = withPosting(emptyTransaction)
    const again = withPosting(withoutPosting(three, 1))
    expect(again.postings.map(({ key }) => key)).toEqual([0, 2, 3])
  })
})
