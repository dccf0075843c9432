import type { Instant } from '../../kernel/clock.ts'
import { isPayable } from '../../kernel/currencies.ts'
import { compare, isNegative, isZero, type Money } from '../../kernel/money.ts'
import type { Rejection } from './contract.ts'
import type { NewPayment } from './events.ts'
import { dueOf } from './received-payment.ts'

/** The largest amounts that are carried, by currency. EUR: what SEPA credit transfers allow. */
export const amountMax: Readonly<Record<string, Money>> = {
  EUR: { minorUnits: '99999999999', currency: 'EUR' },
}

/** How far ahead a payment may be ordered. */
export const executionDaysAheadMax = 365

/** How long money may be held for captures. */
export const holdDaysMax = 30

/** Characters of remittance text that a rail carries. */
export const remittanceLengthMax = 140

const dayMs = 86_400_000

const rejection = (code: string, reason: string): Rejection => ({ code, reason, by: 'validation' })

/**
 * The first rule that a payment breaks. A day that has passed is no fault: such a payment is meant to
 * be carried out as soon as possible.
 */
export const findFault = (payment: NewPayment, now: Instant): Rejection | undefined => {
  const { amount } = payment
  if (!isPayable(amount.currency))
    return rejection('AM03', 'No payment can be made in this currency')
  if (isZero(amount) || isNegative(amount))
    return rejection('AM01', 'The amount is not more than zero')
  const max = amountMax[amount.currency]
  if (max && compare(amount, max) > 0)
    return rejection('AM02', 'The amount is more than may be carried')
  if (payment.debtorAccountIndex === payment.creditorAccountIndex)
    return rejection('AG01', 'Debtor and creditor have the same account')
  const due = dueOf(payment)
  if (due !== undefined && Date.parse(due) - now > executionDaysAheadMax * dayMs)
    return rejection('DT01', `The day is more than ${executionDaysAheadMax} days ahead`)
  const start = Math.max(now, due === undefined ? now : Date.parse(due))
  const heldMs = payment.holdUntil === undefined ? 1 : Date.parse(payment.holdUntil) - start
  if (heldMs <= 0)
    return rejection('DT01', 'Money cannot be held until an instant before its authorisation')
  if (heldMs > holdDaysMax * dayMs)
    return rejection('DT01', `Money is held for up to ${holdDaysMax} days from its authorisation`)
  return undefined
}

/** For the edge, which alone can read the text. */
export const findRemittanceFault = (remittance: string | undefined): Rejection | undefined =>
  remittance !== undefined && remittance.length > remittanceLengthMax
    ? rejection('RR07', `The remittance text has more than ${remittanceLengthMax} characters`)
    : undefined
