import { formatInstant } from '../../../kernel/clock.ts'
import { add, compare, sum, type Money } from '../../../kernel/money.ts'
import type { FourEyes } from '../commands.ts'
import type { PaymentEvent } from '../events.ts'
import { proposalsOf, type KnownPayment } from '../payment-parts.ts'
import type { Proposed } from '../transfers/transfer.ts'

/** Above which amounts captures and refunds need a second person, and how long one is waited for. */
export interface TransferRules {
  readonly capture: Omit<FourEyes, 'proposedBy'>
  readonly refund: Omit<FourEyes, 'proposedBy'>
}

/** What is told with a command; nothing where no amount needs anybody. */
export const fourEyesOf = (
  rules: Omit<FourEyes, 'proposedBy'>,
  proposedBy: string,
): { readonly fourEyes?: FourEyes } =>
  Object.keys(rules.above).length === 0 ? {} : { fourEyes: { ...rules, proposedBy } }

/**
 * What `wanted` is above; undefined where it needs nobody. Slices count together: what went out of the same payment
 * before without anybody's approval is added.
 */
export const aboveLimit = (
  { transfers }: KnownPayment,
  kind: 'capture' | 'refund',
  wanted: Money,
  { above }: FourEyes,
): Money | undefined => {
  const { currency } = wanted
  const minorUnits = above[currency]
  if (minorUnits === undefined) return undefined
  const alone = transfers.filter(
    ({ kind: what, status, wasAgreed }) =>
      what === kind && status !== 'rejected' && status !== 'proposed' && !wasAgreed,
  )
  const together = add(
    wanted,
    sum(
      alone.map(({ amount }) => amount),
      currency,
    ),
  )
  const limit = { minorUnits, currency }
  return compare(together, limit) > 0 ? limit : undefined
}

/** When a proposal ends that nobody looks at: a capture's at the latest with its hold. */
export const expiryOf = (
  { hold }: KnownPayment,
  kind: 'capture' | 'refund',
  { withinMs }: FourEyes,
  now: number,
): string => {
  const expiresAt = now + withinMs
  return formatInstant(kind === 'capture' && hold ? Math.min(expiresAt, hold.expiresAt) : expiresAt)
}

/** What its end tells of it. */
export const ended = ({ number: transfer, kind, amount }: Proposed) => ({
  transfer,
  kind: kind === 'refund' ? ('refund' as const) : ('capture' as const),
  amount,
})

/** The hold is over, and with it what waited to be captured under it. */
export const withdrawCaptures = (payment: KnownPayment, except?: number): readonly PaymentEvent[] =>
  proposalsOf(payment, 'capture')
    .filter(({ number }) => number !== except)
    .map((proposal) => ({
      type: 'ProposalWithdrawn',
      data: { ...ended(proposal), because: 'hold-ended' },
    }))
