import { formatInstant, type Instant } from '../../../kernel/clock.ts'
import type { DecisionContext } from '../../../kernel/decider.ts'
import { refuse, type Refusal } from '../../../kernel/refusal.ts'
import type { GiveUpPayment, RejectionTerms, ResolveAttention, RetryPayment } from './commands.ts'
import type { PaymentEvent } from '../events.ts'
import type { RetryRules } from '../event-fields.ts'
import { transfersMax } from '../hold.ts'
import { ownTransferOf, type KnownPayment } from '../payment-parts.ts'
import { meaningOf, type ErrorMeaning } from '../rail-errors/meaning.ts'
import { moneyOf } from './transfer-events.ts'
import type { Transfer } from './transfer.ts'
import type { TransferFact } from './transfer-facts.ts'

/*
 * What follows on a rejection of a payment's own transfer, where it was the rail's and its reason may pass:
 *
 *   transfer n rejected --> awaiting-retry --> transfer n + 1, with an id of its own
 *                                |   |
 *           contradicted: rejected   cancelled
 *
 * Where the code asks for an operator, the next one follows only if one says so (`ResumePayment`); it is given up by them,
 * or when the time for tries is over. Nothing follows where nobody asked for tries: it is rejected, and seen.
 *
 * Nothing follows on a transfer that was unknown once, nor on what the rail calls a duplicate.
 */

type RejectedFact = Extract<TransferFact, { fact: 'rejected' }>

/** Says what a rejection or a return means, and when it is tried again. Other facts stay as they are. */
export const withMeaning = (
  fact: TransferFact,
  transfer: Transfer,
  payment: KnownPayment,
  terms: RejectionTerms,
  { now }: DecisionContext,
): TransferFact => {
  const ofRail = transfer.rail === undefined ? undefined : terms.errors?.[transfer.rail]
  if (fact.fact === 'returned') {
    const { standardCode, recommendedAction } = meaningOf(fact.code, ofRail)
    return { ...fact, standardCode, recommendedAction }
  }
  if (fact.fact !== 'rejected') return fact
  const { isCancellation: _, ...told } = fact
  const { rejection } = told
  const meaning = meaningOf(rejection.code, rejection.by === 'rail' ? ofRail : undefined)
  const { standardCode, recommendedAction } = meaning
  const retryAt = nextTryAt(fact, meaning, transfer, payment, terms.retry, now)
  return {
    ...told,
    rejection: { ...rejection, standardCode, recommendedAction },
    ...(retryAt === undefined ? {} : { retryAt: formatInstant(retryAt) }),
    ...(retryAt !== undefined && recommendedAction === 'ask-an-operator'
      ? ({ awaits: 'operator' } as const)
      : {}),
  }
}

const nextTryAt = (
  { rejection }: RejectedFact,
  { standardCode, recommendedAction, retryDelaysMs = [] }: ErrorMeaning,
  transfer: Transfer,
  payment: KnownPayment,
  ofInstallation: RetryRules | undefined,
  now: Instant,
): Instant | undefined => {
  const { retry: rules = ofInstallation, transfers, rejectedSince = now } = payment
  const mayFollow = transfer.kind === 'payment' && rejection.by === 'rail' && isCertain(transfer)
  // Who asked for it to be taken back does not want another one.
  if (payment.cancellation) return undefined
  if (!rules || !mayFollow) return undefined
  const triesBefore = transfers.length - 1
  if (triesBefore >= Math.min(rules.triesMax, transfersMax - 1)) return undefined
  const end = rejectedSince + rules.withinMs
  if (recommendedAction === 'ask-an-operator')
    // What it has seen before may have been paid: nobody is tempted to pay it twice.
    return standardCode === 'duplicate' || now >= end ? undefined : end
  const delayMs = retryDelaysMs[triesBefore]
  if (recommendedAction !== 'retry-after' || delayMs === undefined) return undefined
  const at = now + delayMs
  return at <= end ? at : undefined
}

const isCertain = (transfer: Transfer): boolean => !('wasUnknown' in transfer)

type RetryRefusal = Refusal<'nothing-to-retry' | 'not-due-yet'>

/** The timer: a new transfer, due at once. */
export const retryPayment = (
  { transfer: rejected }: RetryPayment['data'],
  payment: KnownPayment,
  { now }: DecisionContext,
): readonly PaymentEvent[] | RetryRefusal => {
  const { status, retryAt, awaitsOperator } = payment
  if (retryAt === undefined || awaitsOperator || ownTransferOf(payment)?.number !== rejected)
    return refuse('nothing-to-retry', { status })
  return retryAt > now ? refuse('not-due-yet') : [retried(payment, 'timer')]
}

/** No further transfer: an operator has decided so, or nobody has decided in time. */
export const giveUp = (
  { reason }: GiveUpPayment['data'],
  payment: KnownPayment,
  { now }: DecisionContext,
): readonly PaymentEvent[] | RetryRefusal => {
  const { status, amount, fundingAccount, retryAt, awaitsOperator, lastRejection } = payment
  const own = ownTransferOf(payment)
  if (retryAt === undefined || !lastRejection || !own) return refuse('nothing-to-retry', { status })
  if (reason === undefined && !awaitsOperator) return refuse('nothing-to-retry', { status })
  if (reason === undefined && retryAt > now) return refuse('not-due-yet')
  const which = own.number === 1 ? {} : { transfer: own.number }
  const over = own.rail === undefined ? {} : { rail: own.rail }
  const told = { ...moneyOf(amount, fundingAccount), ...which, ...over, rejection: lastRejection }
  return [
    { type: 'PaymentRejected', data: { from: 'awaiting-retry', ...told } },
    ...(reason === undefined ? [] : [resolved(reason)]),
  ]
}

const resolved = ({ note, resolvedBy }: NonNullable<GiveUpPayment['data']['reason']>) =>
  ({ type: 'AttentionResolved', data: { note, resolvedBy } }) as const

/** Somebody has looked, and there is nothing more to do here. */
export const resolveAttention = (
  { note, resolvedBy }: ResolveAttention['data'],
  { status, needsAttention }: KnownPayment,
): readonly PaymentEvent[] | Refusal<'nothing-to-resolve'> =>
  needsAttention ? [resolved({ note, resolvedBy })] : refuse('nothing-to-resolve', { status })

/** A transfer that follows on a rejected one. */
export const retried = (
  { transfers, amount }: KnownPayment,
  because: 'timer' | 'operator',
): PaymentEvent => ({
  type: 'PaymentRetried',
  data: { from: 'awaiting-retry', amount, transfer: transfers.length + 1, because },
})

/**
 * The rail contradicts its rejection of an earlier transfer: that one may have gone through after all, so no further
 * one is handed over. One that a rail may have already goes on: it can only be asked.
 */
export const givenUp = (
  payment: KnownPayment,
  contradicted: Transfer,
): TransferFact | undefined => {
  const own = ownTransferOf(payment)
  if (contradicted.kind !== 'payment' || !own) return undefined
  const isDue = own.status === 'waiting' && own.number > contradicted.number
  if (payment.retryAt === undefined && !isDue) return undefined
  const code = 'earlier-transfer-went-through'
  const { standardCode, recommendedAction } = meaningOf(code)
  const reason = 'The rail says that a transfer went through which it had rejected'
  return {
    fact: 'rejected',
    rejection: { code, reason, by: 'millrace', standardCode, recommendedAction },
  }
}
