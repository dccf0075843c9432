import Type from 'typebox'
import { problemReply, type Reply } from '../../../kernel/reply.ts'
import type { Role } from '../../../kernel/role.ts'
import type { Instant } from '../../../kernel/clock.ts'
import { dayOf, isIsoDate } from './time.ts'
import { AccountIdSchema } from './events.ts'

export const tag = 'Journal'

/** Who may open and close accounts and set limits. */
export const keepers: readonly Role[] = ['operator', 'administrator', 'service']

export const AccountParams = Type.Object({ accountId: AccountIdSchema })
export const TransactionParams = Type.Object({ transactionId: Type.String({ format: 'uuid' }) })
export const HoldParams = Type.Object({ holdId: Type.String({ format: 'uuid' }) })

export const DaySchema = Type.String({
  format: 'date',
  description: 'YYYY-MM-DD',
  examples: ['2026-11-21'],
})

export const badField = (field: string, reason: string): Reply =>
  problemReply({
    slug: 'invalid-request',
    status: 400,
    title: 'The request is not valid',
    fields: [{ field, reason }],
  })

/** The problem of a day that is on no calendar; undefined for a good one. */
export const dayProblem = (field: string, day: string | undefined): Reply | undefined =>
  day === undefined || isIsoDate(day) ? undefined : badField(field, 'is not a day of the calendar')

const yearsAheadMax = 10

/** Books begin at some time, and nobody knows today what takes effect in the next century: a slip of the pen. */
export const effectiveDateProblem = (day: string | undefined, now: Instant): Reply | undefined => {
  const field = 'body/effectiveDate'
  const wrong = dayProblem(field, day)
  if (wrong || day === undefined) return wrong
  const today = dayOf(now)
  const last = `${Number(today.slice(0, 4)) + yearsAheadMax}${today.slice(4)}`
  return day < '1900-01-01' || day > last
    ? badField(field, `is before 1900 or more than ${yearsAheadMax} years ahead`)
    : undefined
}

/** What refusals of postings mean over HTTP: a conflict with what is, or something that cannot be. */
export const postingRefusals = {
  unbalanced: 422,
  'amount-zero': 422,
  'amount-not-valid': 422,
  'amount-not-positive': 422,
  'postings-not-valid': 422,
  'account-unknown': 422,
  'account-not-guarded': 422,
  'currency-mismatch': 422,
  'balance-too-large': 422,
  'account-closed': 409,
  'overdraft-exceeded': 409,
  'reservation-exceeded': 409,
  'transaction-exists': 409,
} as const
