import { formatInstant } from '../../../kernel/clock.ts'
import { positionToken } from '../../../kernel/position-token.ts'
import type { ViewRow } from '../../../kernel/view.ts'
import { isStandingAccount } from './account-id.ts'
import type { StoredHolding } from './account.ts'
import type {
  AccountShown,
  BalanceShown,
  HoldShown,
  LineShown,
  TransactionShown,
  TrialBalanceShown,
} from './contract.ts'
import { availableOf, type Balances, type Sums } from './sums.ts'
import type { AccountRow } from './view-accounts.ts'
import type { HoldRow } from './view-holds.ts'
import type { LineRow } from './view-lines.ts'
import type { TransactionRow } from './view-transactions.ts'
import type { TrialBalanceRow } from './view-trial-balance.ts'

const instantOrNull = (at: number | null): string | null =>
  at === null || at === 0 ? null : formatInstant(at)

/** Every currency of the account, also one in which nothing has happened yet; in the order of their codes. */
export const showBalances = (
  balances: Balances,
  { currencies = [], holdings = {} }: Pick<AccountRow, 'currencies' | 'holdings'>,
): BalanceShown[] =>
  [...new Set([...currencies, ...Object.keys(balances)])]
    .toSorted()
    .map((currency) => showBalance(currency, balances[currency] ?? {}, holdings[currency]))

const showBalance = (
  currency: string,
  sums: Sums,
  holding: StoredHolding | undefined,
): BalanceShown => {
  const { posted = '0', pendingIn = '0', pendingOut = '0', heldOut = '0' } = sums
  const available = availableOf(sums)
  return {
    currency,
    posted,
    pendingIn,
    pendingOut,
    held: heldOut,
    available: available.toString(),
    ...(holding
      ? {
          overdraftLimit: holding.overdraft,
          takeable: (available + BigInt(holding.overdraft)).toString(),
        }
      : {}),
  }
}

export const showAccounts = (log: string, rows: readonly ViewRow<AccountRow>[]): AccountShown[] =>
  rows.map(({ row, position }) => {
    const { accountId, kind, status, label, currencies } = row
    return {
      accountId,
      kind,
      status,
      ...(label === undefined ? {} : { label }),
      ...(isStandingAccount(accountId) ? { standing: true } : {}),
      ...(currencies ? { currencies: [...currencies] } : {}),
      balances: showBalances(row.balances, row),
      openedAt: instantOrNull(row.openedAt),
      bookedAt: instantOrNull(row.bookedAt),
      position: positionToken(log, position),
    }
  })

export const showLines = (log: string, rows: readonly ViewRow<LineRow>[]): LineShown[] =>
  rows.map(({ row: { place: _place, changes, recordedAt, ...line }, position }) => ({
    ...line,
    posted: changes.posted ?? '0',
    pendingIn: changes.pendingIn ?? '0',
    pendingOut: changes.pendingOut ?? '0',
    held: changes.heldOut ?? '0',
    recordedAt: formatInstant(recordedAt),
    position: positionToken(log, position),
  }))

export const showTransactions = (
  log: string,
  rows: readonly ViewRow<TransactionRow>[],
): TransactionShown[] =>
  rows.map(({ row: { recordedAt, postings, metadata, ...transaction }, position }) => ({
    ...transaction,
    postings: [...postings],
    ...(metadata ? { metadata: { ...metadata } } : {}),
    recordedAt: formatInstant(recordedAt),
    position: positionToken(log, position),
  }))

export const showHolds = (log: string, rows: readonly ViewRow<HoldRow>[]): HoldShown[] =>
  rows.map(({ row: { placedAt, ...hold }, position }) => ({
    ...hold,
    placedAt: formatInstant(placedAt),
    position: positionToken(log, position),
  }))

export const showTrialBalance = (
  log: string,
  rows: readonly ViewRow<TrialBalanceRow>[],
): TrialBalanceShown[] =>
  rows.map(({ row: { currency, sums, turnover, transactions, unbalancedAt } }) => ({
    currency,
    ...sums,
    turnover,
    transactions,
    balanced: unbalancedAt === null,
    ...(unbalancedAt === null ? {} : { unbalancedAt: positionToken(log, unbalancedAt) }),
  }))
