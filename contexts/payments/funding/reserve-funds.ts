import type { StreamRead } from '../../../kernel/decider.ts'
import { isRefusal, refuse, type Refusal } from '../../../kernel/refusal.ts'
import type { IncomingPayment } from '../commands.ts'
import { takeable, type Account } from '../journal/account.ts'
import type { AccountEvent } from '../journal/events.ts'
import { guardedRead, holdingOf, reserve } from '../journal/guarded.ts'

export type FundingRefusal = Refusal<
  | 'insufficient-funds'
  | 'funding-account-unknown'
  | 'funding-account-closed'
  | 'funding-account-currency'
>

/** Names what is set aside on the account for a payment. */
export const fundsRef = (paymentId: string): string => `payment:${paymentId}`

/** A funding account that is not known to be open is decided on. */
export const fundingReadOf = ({
  payment,
  decidesFunding,
}: IncomingPayment): readonly StreamRead[] =>
  decidesFunding && payment.fundingAccount !== undefined
    ? [guardedRead(payment.fundingAccount)]
    : []

/** Sets the amount aside, or says why not; `open`: it turned out to be an account that nobody guards. */
export const reserveFunds = (
  { paymentId, payment }: IncomingPayment,
  account: Account,
): readonly AccountEvent[] | 'open' | FundingRefusal => {
  const { amount } = payment
  if (account.status !== 'none' && account.kind === 'open')
    return Object.hasOwn(account.holdings, amount.currency)
      ? 'open'
      : refuse('funding-account-currency', { currency: amount.currency })
  const reserved = reserve(account, amount, fundsRef(paymentId))
  return isRefusal(reserved) ? inWordsOfPayments(reserved, account, amount.currency) : reserved
}

const inWordsOfPayments = (
  { refused }: Refusal,
  account: Account,
  currency: string,
): FundingRefusal => {
  switch (refused) {
    case 'account-unknown':
      return refuse('funding-account-unknown')
    case 'account-closed':
      return refuse('funding-account-closed')
    case 'currency-mismatch':
      return refuse('funding-account-currency', { currency })
    default: {
      const holding = holdingOf(account, currency)
      const available = isRefusal(holding) ? 0n : takeable(holding)
      return refuse('insufficient-funds', {
        available: (available > 0n ? available : 0n).toString(),
        currency,
      })
    }
  }
}
