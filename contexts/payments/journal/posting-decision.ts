import type { Decision, StreamRead } from '../../../kernel/decider.ts'
import { checkMoney, money, type Money } from '../../../kernel/money.ts'
import { isRefusal, refuse, type Refusal } from '../../../kernel/refusal.ts'
import type { Account } from './account.ts'
import type { OpenAccounts } from './commands.ts'
import { postingsMax, type AccountEvent, type PostingStated } from './events.ts'
import { guardedRead, holdingOf, receive, take, type AccountRefusal } from './guarded.ts'
import { unbalancedIn } from './transaction.ts'

export type PostingRefusal =
  | Refusal<'unbalanced' | 'amount-zero' | 'amount-not-valid' | 'postings-not-valid'>
  | AccountRefusal

const accountsOf = (postings: readonly PostingStated[], openAccounts: OpenAccounts): string[] => [
  ...new Set(
    postings.map(({ account }) => account).filter((id) => !Object.hasOwn(openAccounts, id)),
  ),
]

/** The accounts that are read and decided on: all but those that are known to be open. */
export const guardedIn = (
  postings: readonly PostingStated[],
  openAccounts: OpenAccounts,
): readonly StreamRead[] => accountsOf(postings, openAccounts).map(guardedRead)

/**
 * Checks postings as a whole and each account's side of them: the events for the streams of guarded accounts, or the
 * first thing that is wrong. `states` come in the order of `guardedIn`.
 */
export const decidedAccounts = (
  postings: readonly PostingStated[],
  openAccounts: OpenAccounts,
  states: readonly unknown[],
  transactionId: string,
): Decision<AccountEvent> | PostingRefusal => {
  const wrong = wrongPostings(postings) ?? wrongCurrency(postings, openAccounts)
  if (wrong) return wrong
  const ref = `transaction:${transactionId}`
  const accounts: { stream: string; events: readonly AccountEvent[] }[] = []
  for (const [index, accountId] of accountsOf(postings, openAccounts).entries()) {
    const events = movesOf(accountId, states[index] as Account, postings, ref)
    if (isRefusal(events)) return withAccount(events, accountId)
    accounts.push({ stream: guardedRead(accountId).stream, events })
  }
  return accounts
}

const wrongPostings = (postings: readonly PostingStated[]): PostingRefusal | undefined => {
  if (postings.length < 2 || postings.length > postingsMax) return refuse('postings-not-valid')
  for (const { account, amount } of postings) {
    const refusal = checkMoney(amount)
    if (refusal) return refuse('amount-not-valid', { account, because: refusal.refused })
    if (amount.minorUnits === '0') return refuse('amount-zero', { account })
  }
  const unbalanced = unbalancedIn(postings.map(({ amount }) => ({ amount, layer: 'posted' })))
  return unbalanced.length > 0
    ? refuse('unbalanced', { currencies: unbalanced.map(({ currency }) => currency) })
    : undefined
}

const wrongCurrency = (
  postings: readonly PostingStated[],
  openAccounts: OpenAccounts,
): PostingRefusal | undefined => {
  const wrong = postings.find(({ account, amount }) => {
    const currencies = Object.hasOwn(openAccounts, account) ? openAccounts[account] : 'all'
    return currencies !== 'all' && !currencies?.includes(amount.currency)
  })
  return wrong
    ? refuse('currency-mismatch', { account: wrong.account, currency: wrong.amount.currency })
    : undefined
}

/** What one account's stream is told: of each currency what comes in less what goes out. */
const movesOf = (
  accountId: string,
  state: Account,
  postings: readonly PostingStated[],
  ref: string,
): readonly AccountEvent[] | PostingRefusal => {
  // It was opened after the edge had looked; being open, it has no say beyond its currencies.
  const open = state.status === 'open' && state.kind === 'open'
  const events: AccountEvent[] = []
  for (const net of netOf(accountId, postings)) {
    if (open) {
      if (!Object.hasOwn(state.holdings, net.currency))
        return refuse('currency-mismatch', { currency: net.currency })
      continue
    }
    const decided = moved(state, net, ref)
    if (isRefusal(decided)) return decided
    events.push(...decided)
  }
  return events
}

const moved = (state: Account, net: Money, ref: string) => {
  const units = BigInt(net.minorUnits)
  if (units === 0n) {
    const holding = holdingOf(state, net.currency)
    return isRefusal(holding) ? holding : []
  }
  return units < 0n ? take(state, money(-units, net.currency), ref) : receive(state, net, ref)
}

/** Where in and out are equal nothing moves, and the account must be fit for it nevertheless. */
const netOf = (accountId: string, postings: readonly PostingStated[]): readonly Money[] => {
  const sums = new Map<string, bigint>()
  for (const { account, amount } of postings)
    if (account === accountId)
      sums.set(amount.currency, (sums.get(amount.currency) ?? 0n) + BigInt(amount.minorUnits))
  return [...sums].map(([currency, units]) => money(units, currency))
}

const withAccount = <R extends Refusal>(refusal: R, account: string): R => ({
  ...refusal,
  detail: { account, ...refusal.detail },
})
