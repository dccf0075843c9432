import { describe, expect, it } from 'vitest'
import type { PaymentShown } from '../../../contexts/payments/contract.ts'
import { mergeChanges, orderOf } from './payment-rows.ts'

const payment = (paymentId: string, changed: Partial<PaymentShown> = {}): PaymentShown => ({
  paymentId,
  status: 'pending',
  amount: { minorUnits: '100', currency: 'EUR' },
  debtor: { name: 'A**', account: 'DE** **** 1', subject: 'account-1' },
  creditor: { name: 'B**', account: 'DE** **** 2', subject: 'account-2' },
  endToEndId: `E2E-${paymentId}`,
  captureMode: 'automatic',
  receivedAt: `2026-11-21T12:00:0${paymentId}.000Z`,
  updatedAt: `2026-11-21T12:00:0${paymentId}.000Z`,
  version: 1,
  position: 'payments~1',
  ...changed,
})

const ids = (rows: readonly PaymentShown[]) => rows.map(({ paymentId }) => paymentId)
const [one, two, three, four] = [payment('1'), payment('2'), payment('3'), payment('4')]

describe('a list that changes', () => {
  it('shows a new payment in its place', () => {
    const loaded = { rows: [four, two], hasMore: false }
    expect(ids(mergeChanges(loaded, [three, one], {}))).toEqual(['4', '3', '2', '1'])
  })

  it('shows a newer version, and never an older one again', () => {
    const settled = payment('2', { status: 'settled', version: 5 })
    const rows = mergeChanges(
      { rows: [two], hasMore: false },
      [settled, payment('2', { version: 3 })],
      {},
    )
    expect(rows).toEqual([settled])
    expect(mergeChanges({ rows, hasMore: false }, [two], {})).toBe(rows)
  })

  it('drops what no longer fits the filter, and takes what now does', () => {
    const search = { status: 'pending' } as const
    const settled = payment('2', { status: 'settled', version: 2 })
    const loaded = { rows: [three, two], hasMore: false }
    expect(ids(mergeChanges(loaded, [settled, one], search))).toEqual(['3', '1'])
  })

  it('leaves what comes behind the last row to be read with its page', () => {
    const loaded = { rows: [four, two], hasMore: true }
    expect(ids(mergeChanges(loaded, [one, three], {}))).toEqual(['4', '3', '2'])
  })

  it('takes everything into a list without rows', () => {
    expect(ids(mergeChanges({ rows: [], hasMore: false }, [one, two], {}))).toEqual(['2', '1'])
  })

  it('is sorted by amount as whole numbers, not as text', () => {
    const large = payment('1', { amount: { minorUnits: '1000', currency: 'EUR' } })
    const small = payment('2', { amount: { minorUnits: '999', currency: 'EUR' } })
    expect(ids([small, large].sort(orderOf('-amount')))).toEqual(['1', '2'])
    expect(ids([large, small].sort(orderOf('amount')))).toEqual(['2', '1'])
  })
})
