import { formatInstant } from '../../kernel/clock.ts'
import type { Ids } from '../../kernel/id.ts'
import { approvalFor, type ApprovalRules } from './approval.ts'
import type { IncomingPayment } from './commands.ts'
import type { Rejection } from './contract.ts'
import type { NewPayment } from './events.ts'
import type { OpenAccounts } from './journal/commands.ts'
import type { FindOpenAccounts } from './journal/known-accounts.ts'
import type { LimitRegister } from './limits/register.ts'
import { beginningOf } from './zoned-day.ts'
import type { Subject } from './limits/terms.ts'

/** What every payment that comes in is held against, over HTTP and in files alike. */
export interface IncomingRules {
  readonly approval: ApprovalRules
  /** For how long the same order again is a duplicate; 0: it never is. */
  readonly duplicatesWithinMs: number
  /** Whether the log has claims of orders that stand apart from their payments. */
  readonly claimsStandApart: () => Promise<boolean>
  /** In which zone a payment's day begins at midnight. */
  readonly zone: string
  readonly limits: LimitRegister
  readonly findOpenAccounts: FindOpenAccounts
}

/** Whose payments they are, and the rules. */
export interface Proposal {
  readonly rules: IncomingRules
  readonly proposedBy: string
}

interface Sealed {
  readonly paymentId: string
  readonly payment: NewPayment
  readonly unfit?: Rejection | undefined
  readonly at?: IncomingPayment['at']
}

/** A sealed payment, with what its command needs to decide. */
export const incomingPayment = async (
  ids: Ids,
  { rules, proposedBy }: Proposal,
  { paymentId, payment: sealed, unfit, at }: Sealed,
): Promise<IncomingPayment> => {
  const { approval, limits, findOpenAccounts } = rules
  const payment = { ...sealed, ...beginning(sealed.requestedExecutionDate, rules.zone) }
  const limited = await limits.limitedAmong(subjectsOf(payment))
  const { fundingAccount } = payment
  const open = fundingAccount === undefined ? {} : await findOpenAccounts([fundingAccount])
  const decidesFunding = fundingAccount !== undefined && !isOpenFor(open[fundingAccount], payment)
  return {
    paymentId,
    payment,
    ...(unfit ? { unfit } : {}),
    ...(at ? { at } : {}),
    ...approvalFor(approval, proposedBy, payment.amount),
    ...(await orderOf(ids, rules, payment.orderIndex)),
    ...(limited.length > 0 ? { limited } : {}),
    ...(decidesFunding ? { decidesFunding } : {}),
  }
}

/** The first payment under a reference has its id from it; nothing where duplicates are not looked for. */
const orderOf = async (
  ids: Ids,
  { duplicatesWithinMs, claimsStandApart }: IncomingRules,
  orderIndex: string | undefined,
) => {
  if (duplicatesWithinMs <= 0 || orderIndex === undefined) return {}
  const order = {
    firstId: ids.derive('payment', 'order', orderIndex),
    withinMs: duplicatesWithinMs,
  }
  return { order: (await claimsStandApart()) ? { ...order, mayStandApart: true as const } : order }
}

/** In the zone of the events nothing has to be said. */
const beginning = (day: string | undefined, zone: string) =>
  day === undefined || zone === 'UTC' ? {} : { dayBegins: formatInstant(beginningOf(day, zone)) }

/** Whose limits a payment may meet on its way in; the rail's it meets when it is handed over. */
const subjectsOf = ({ debtorAccountIndex, fundingAccount }: NewPayment): readonly Subject[] => [
  { scope: 'payer', subject: debtorAccountIndex },
  ...(fundingAccount === undefined ? [] : [{ scope: 'account', subject: fundingAccount } as const]),
]

const isOpenFor = (currencies: OpenAccounts[string] | undefined, { amount }: NewPayment) =>
  currencies === 'all' || currencies?.includes(amount.currency) === true
