import { expect } from 'vitest'
import type { RecordedEvent } from '../kernel/message.ts'
import type { ViewReader } from '../kernel/view.ts'
import { isBooked, journalTransactionsOf } from '../contexts/payments/journal/mapping.ts'
import {
  addBalances,
  availableOf,
  changesOn,
  reservedOf,
  type Balances,
} from '../contexts/payments/journal/sums.ts'
import { dayOf } from '../contexts/payments/journal/time.ts'
import type { AccountRow } from '../contexts/payments/journal/view-accounts.ts'
import type { TrialBalanceRow } from '../contexts/payments/journal/view-trial-balance.ts'

interface Window {
  readonly until?: number
  /** Posted amounts alone, by the day from which they count. */
  readonly effectiveUntil?: string
}

/** An account's balances, posting by posting: slow, and beyond doubt. */
export const bookOf = (
  events: readonly RecordedEvent[],
  accountId: string,
  { until = Infinity, effectiveUntil }: Window = {},
): Balances => {
  let total: Balances = {}
  for (const event of events) {
    if (!isBooked(event) || event.time > until) continue
    for (const { postings, effectiveDate = dayOf(event.time) } of journalTransactionsOf(event)) {
      if (effectiveUntil !== undefined && effectiveDate > effectiveUntil) continue
      const counted = postings.filter(
        ({ layer }) => effectiveUntil === undefined || layer === 'posted',
      )
      total = addBalances(total, changesOn(accountId, counted))
    }
  }
  return total
}

/** Without currencies in which nothing is left, and without parts that are zero. */
export const told = (balances: Balances): Balances =>
  Object.fromEntries(
    Object.entries(balances)
      .map(
        ([currency, sums]) =>
          [
            currency,
            Object.fromEntries(Object.entries(sums).filter(([, units]) => units !== '0')),
          ] as const,
      )
      .filter(([, sums]) => Object.keys(sums).length > 0),
  )

/** At every position all postings sum to zero; each guarded account agrees with the books and keeps its limit. */
export const expectSound = async (
  events: readonly RecordedEvent[],
  accounts: ViewReader<AccountRow>,
  trialBalance: ViewReader<TrialBalanceRow>,
): Promise<void> => {
  const sums = new Map<string, bigint>()
  for (const event of events.filter(isBooked)) {
    for (const { postings } of journalTransactionsOf(event))
      for (const { amount, layer } of postings) {
        const place = `${amount.currency} ${layer}`
        sums.set(place, (sums.get(place) ?? 0n) + BigInt(amount.minorUnits))
      }
    for (const [place, sum] of sums) expect(`${place} ${sum}`).toBe(`${place} 0`)
  }
  for (const { row } of (await trialBalance.query({ limit: 500 })).rows)
    expect(row).toMatchObject({
      sums: { posted: '0', pending: '0', held: '0' },
      unbalancedAt: null,
    })
  for (const { row } of (await accounts.query({ limit: 500 })).rows) {
    expect(told(row.balances)).toEqual(told(bookOf(events, row.accountId)))
    for (const [currency, holding] of Object.entries(row.holdings ?? {})) {
      const booked = row.balances[currency] ?? {}
      expect([holding.posted, holding.reserved]).toEqual([
        booked.posted ?? '0',
        reservedOf(booked).toString(),
      ])
      expect(availableOf(booked) + BigInt(holding.overdraft)).toBeGreaterThanOrEqual(0n)
    }
  }
}
