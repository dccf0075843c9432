import type { StreamRead } from '../../../kernel/decider.ts'
import { minorUnitDigitsMax, type Money } from '../../../kernel/money.ts'
import { isRefusal, refuse, type Refusal } from '../../../kernel/refusal.ts'
import {
  account,
  accountStream,
  holdingIn,
  takeable,
  type Account,
  type Holding,
} from './account.ts'
import type { AccountEvent } from './events.ts'

/*
 * What a command does to a guarded account that is among its reads. Each function looks at the account's state
 * and gives the events for its stream, or says why not. The expected version of the stream does the rest: of two
 * writers who both saw the last euro, one is decided again.
 */

/** The stream that a command reads and writes for a guarded account. */
export const guardedStream = (accountId: string): string => accountStream(accountId)

/** To stand among the reads of a command that touches a guarded account; its state is an `Account`. */
export const guardedRead = (accountId: string): StreamRead => ({
  stream: accountStream(accountId),
  entity: account,
})

export type AccountRefusal = Refusal<
  | 'account-unknown'
  | 'account-closed'
  | 'account-not-guarded'
  | 'currency-mismatch'
  | 'amount-not-positive'
  | 'overdraft-exceeded'
  | 'reservation-exceeded'
  | 'balance-too-large'
>

type Decided = readonly AccountEvent[] | AccountRefusal

const unitsMax = 10n ** BigInt(minorUnitDigitsMax) - 1n

/** Sets aside what is about to leave. `ref` says for what: a payment's transfer, a hold; up to 100 characters. */
export const reserve = (state: Account, amount: Money, ref: string): Decided => {
  const holding = usable(state, amount)
  if (isRefusal(holding)) return holding
  const short = overdrawn(holding, amount)
  return short ?? [{ type: 'AmountReserved', data: { amount, ref } }]
}

/** Gives back what was set aside and did not leave. Who releases is who reserved, and knows how much is left. */
export const release = (state: Account, amount: Money, ref: string): Decided => {
  const holding = reservedIn(state, amount)
  return isRefusal(holding) ? holding : [{ type: 'ReservationReleased', data: { amount, ref } }]
}

/** What was set aside has left. */
export const spend = (state: Account, amount: Money, ref: string): Decided => {
  const holding = reservedIn(state, amount)
  if (isRefusal(holding)) return holding
  const beyond = tooLarge(holding.posted - BigInt(amount.minorUnits), amount.currency)
  return beyond ?? [{ type: 'ReservationSpent', data: { amount, ref } }]
}

/** Takes at once, without setting aside first. */
export const take = (state: Account, amount: Money, ref: string): Decided => {
  const holding = usable(state, amount)
  if (isRefusal(holding)) return holding
  const refusal =
    overdrawn(holding, amount) ??
    tooLarge(holding.posted - BigInt(amount.minorUnits), amount.currency)
  return refusal ?? [{ type: 'AmountTaken', data: { amount, ref } }]
}

/** Money has come in: a refund, a transfer from another account. */
export const receive = (state: Account, amount: Money, ref: string): Decided => {
  const holding = usable(state, amount)
  if (isRefusal(holding)) return holding
  const beyond = tooLarge(holding.posted + BigInt(amount.minorUnits), amount.currency)
  return beyond ?? [{ type: 'AmountReceived', data: { amount, ref } }]
}

/** What the account has in a currency, if anything may be moved there. */
export const holdingOf = (state: Account, currency: string): Holding | AccountRefusal => {
  if (state.status === 'none') return refuse('account-unknown')
  if (state.status === 'closed') return refuse('account-closed')
  if (state.kind !== 'guarded') return refuse('account-not-guarded')
  return holdingIn(state, currency) ?? refuse('currency-mismatch', { currency })
}

const usable = (state: Account, { minorUnits, currency }: Money): Holding | AccountRefusal => {
  const holding = holdingOf(state, currency)
  if (isRefusal(holding)) return holding
  if (BigInt(minorUnits) <= 0n) return refuse('amount-not-positive')
  // A sum of many postings; a single amount is never as large.
  return tooLarge(BigInt(minorUnits), currency) ?? holding
}

const reservedIn = (state: Account, amount: Money): Holding | AccountRefusal => {
  const holding = usable(state, amount)
  if (isRefusal(holding)) return holding
  return holding.reserved < BigInt(amount.minorUnits)
    ? refuse('reservation-exceeded', { currency: amount.currency })
    : holding
}

const overdrawn = (holding: Holding, amount: Money): AccountRefusal | undefined => {
  const left = takeable(holding)
  return BigInt(amount.minorUnits) > left
    ? refuse('overdraft-exceeded', {
        currency: amount.currency,
        takeable: (left > 0n ? left : 0n).toString(),
      })
    : undefined
}

const tooLarge = (posted: bigint, currency: string): AccountRefusal | undefined =>
  posted > unitsMax || posted < -unitsMax
    ? refuse('balance-too-large', { currency, digitsMax: minorUnitDigitsMax })
    : undefined
