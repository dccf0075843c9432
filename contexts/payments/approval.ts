import { checkMoney, compare, type Money } from '../../kernel/money.ts'
import type { IncomingPayment } from './commands.ts'

/** Minor units by currency: what is above needs a second pair of eyes. A currency that is not named needs none. */
export type ApprovalLimits = Readonly<Record<string, string>>

/** Above which amounts payments need a second person, and how long one is waited for. */
export interface ApprovalRules {
  readonly above: ApprovalLimits
  readonly withinMs: number
}

/** What a payment needs that this actor proposes; nothing where its amount is not above the limit. */
export const approvalFor = (
  { above: limits, withinMs }: ApprovalRules,
  proposedBy: string,
  amount: Money,
): Pick<IncomingPayment, 'approval'> => {
  const minorUnits = limits[amount.currency]
  if (minorUnits === undefined) return {}
  const above = { minorUnits, currency: amount.currency }
  return compare(amount, above) > 0 ? { approval: { above, proposedBy, withinMs } } : {}
}

/** Limits from outside; a text says what is wrong with them. */
export const readApprovalLimits = (given: unknown): ApprovalLimits | string => {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return 'must be an object'
  for (const [currency, minorUnits] of Object.entries(given)) {
    if (typeof minorUnits !== 'string') return `${currency} must be a text of minor units`
    const refusal = checkMoney({ minorUnits, currency })
    if (refusal || minorUnits.startsWith('-')) return `${currency} is not an amount`
  }
  return given as ApprovalLimits
}
