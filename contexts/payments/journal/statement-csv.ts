import { formatInstant } from '../../../kernel/clock.ts'
import { formatDecimal } from '../../../kernel/money.ts'
import type { Entry, Statement } from './statement.ts'

const columns = [
  'account',
  'currency',
  'recordedAt',
  'effectiveDate',
  'amount',
  'balance',
  'transactionId',
  'paymentId',
  'reference',
  'description',
] as const

/** A statement as RFC 4180 has it: one line for each entry, amounts as decimals. */
export const statementCsv = (statement: Statement): string => {
  const lines = statement.currencies.flatMap(({ currency, entries }) =>
    entries.map((entry) => cells(statement.accountId, currency, entry).map(quoted).join(',')),
  )
  return [columns.join(','), ...lines, ''].join('\r\n')
}

const cells = (accountId: string, currency: string, entry: Entry): readonly string[] => [
  accountId,
  currency,
  formatInstant(entry.recordedAt),
  entry.effectiveDate,
  formatDecimal({ minorUnits: entry.amount, currency }),
  formatDecimal({ minorUnits: entry.balance, currency }),
  entry.transactionId ?? '',
  entry.paymentId ?? '',
  harmless(entry.reference ?? ''),
  harmless(entry.description ?? ''),
]

// A spreadsheet takes a text that begins so for a formula, and runs it.
const harmless = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)

const quoted = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
