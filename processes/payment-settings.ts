import { readApprovalLimits } from '../contexts/payments/approval.ts'
import { duplicateDaysDefault } from '../contexts/payments/duplicates/order.ts'
import { readDefaultLimits } from '../contexts/payments/limits/defaults.ts'
import {
  limitApprovals,
  type LimitApproval,
} from '../contexts/payments/limits/proposals/loosening.ts'
import { patience } from '../contexts/payments/patience.ts'
import { isZone } from '../contexts/payments/zoned-day.ts'
import { integer, parsedJson } from './setting.ts'

const dayMs = 86_400_000

/** What payments are held against when they come in. */
export const paymentSettings = {
  approvalAbove: parsedJson(
    {
      name: 'MILLRACE_APPROVAL_ABOVE',
      description:
        'Amounts in minor units above which a payment needs a second person, by currency, as JSON: {"EUR":"1000000"}',
    },
    readApprovalLimits,
  ),
  captureApprovalAbove: parsedJson(
    {
      name: 'MILLRACE_CAPTURE_APPROVAL_ABOVE',
      description:
        'The same for captures, those of one payment counted together; without it as for payments, {} for none',
    },
    readApprovalLimits,
  ),
  refundApprovalAbove: parsedJson(
    {
      name: 'MILLRACE_REFUND_APPROVAL_ABOVE',
      description:
        'The same for refunds, those of one payment counted together; without it as for payments, {} for none',
    },
    readApprovalLimits,
  ),
  approvalDays: integer(
    {
      name: 'MILLRACE_APPROVAL_DAYS',
      description:
        'How many days a payment, a capture, a refund or a change of a limit waits for a second person before it expires; ' +
        'of a payment that is for a later day they count from then',
      default: patience.approvalMaxMs / dayMs,
    },
    1,
    365,
  ),
  limitApproval: {
    name: 'MILLRACE_LIMIT_APPROVAL',
    description:
      'Which changes of limits wait for a second person: none; all; or raises, which are higher bounds, removals, and ' +
      'a limit in the place of a default',
    default: 'raises' as LimitApproval,
    parse: (given: string): LimitApproval => {
      const found = limitApprovals.find((one) => one === given)
      if (!found) throw new Error(`must be one of ${limitApprovals.join(', ')}`)
      return found
    },
  },
  duplicateDays: integer(
    {
      name: 'MILLRACE_DUPLICATE_DAYS',
      description:
        'For how many days the same order of a debtor again (endToEndId and account) is answered with the original; 0: never',
      default: duplicateDaysDefault,
    },
    0,
    3_650,
  ),
  zone: {
    name: 'MILLRACE_ZONE',
    description: 'IANA zone in which the day of a payment (requestedExecutionDate) begins',
    default: 'UTC',
    parse: (given: string): string => {
      if (!isZone(given)) throw new Error('must be an IANA zone such as Europe/Berlin')
      return given
    },
  },
  defaultLimits: parsedJson(
    {
      name: 'MILLRACE_LIMITS',
      description:
        'Limits of everybody for whom nobody has set one in that currency, as JSON: ' +
        '[{"scope":"payer","currency":"EUR","amount":"500000","window":{"per":"day","zone":"Europe/Berlin"}}]',
    },
    readDefaultLimits,
  ),
} as const
