import type { ContextTools } from '../../../kernel/context.ts'
import type { RecordedEvent } from '../../../kernel/message.ts'
import type { OutsideCall } from '../../../kernel/outside-call.ts'
import type { ViewReader, ViewRow } from '../../../kernel/view.ts'
import type { PaymentRow } from '../payment-row.ts'
import { payments } from '../views.ts'
import type { SealedLine, StatementEvent } from './events.ts'
import {
  bankStatements,
  statementLines,
  type StatementLineRow,
  type StatementRow,
} from './views.ts'
import { recordStatementMatches, statementIdOf, type RecordStatementMatches } from './statement.ts'

type LinesReceived = Extract<StatementEvent, { type: 'BankStatementLinesReceived' }>
type Matches = RecordStatementMatches['data']['matches']

const visibleWithinMs = 10_000

/**
 * Finds the payments that lines speak of: by a reference that both know, guarded by amount, currency and, for what
 * left the account, its debtor. An amount alone names nothing.
 */
export const matchLines = (
  tools: Pick<ContextTools, 'view'>,
): OutsideCall<LinesReceived, Matches> => ({
  name: 'match-statement-lines',
  events: ['BankStatementLinesReceived'],
  call: async (event) => {
    const view = tools.view<PaymentRow>(payments)
    // What was received before the statement has to be seen; if it takes longer, this is tried again.
    if (!(await view.waitFor(event.position, visibleWithinMs)))
      throw new Error('the view of payments is too far behind to match a statement')
    const matches: Matches[number][] = []
    for (const line of event.data.lines)
      matches.push(await matchOf(view, line, event.data.accountIndex))
    return matches
  },
  answer: (event: RecordedEvent<LinesReceived>, answer) => ({
    definition: recordStatementMatches,
    command: {
      type: 'RecordStatementMatches',
      data: {
        statementId: statementIdOf(event.stream),
        matches:
          answer === 'ambiguous'
            ? event.data.lines.map(({ line }) => unmatched(line, 'could-not-be-looked-up'))
            : answer,
      },
    },
  }),
  concurrencyMax: 2,
})

const unmatched = (line: number, by: string) =>
  ({ line, outcome: 'unmatched', by, kind: 'payment' }) as const

/** References, the most telling first. */
const references = [
  ['uetr', 'uetr'],
  ['endToEndId', 'endToEndId'],
  ['instructionId', 'instructionId'],
  ['bankReference', 'railReference'],
] as const

type Matchable = Pick<
  SealedLine,
  | 'line'
  | 'amount'
  | 'direction'
  | 'isReturn'
  | 'isReversal'
  | 'uetr'
  | 'endToEndId'
  | 'instructionId'
  | 'bankReference'
>

const matchOf = async (
  view: ViewReader<PaymentRow>,
  line: Matchable,
  accountIndex: string,
): Promise<Matches[number]> => {
  const comesBack = line.direction === 'credit'
  if (comesBack && !line.isReturn && !line.isReversal) return unmatched(line.line, 'incoming')
  const kind = comesBack ? 'return' : 'payment'
  let known = false
  for (const [reference, field] of references) {
    const value = line[reference]
    if (value === undefined) continue
    const named = { [field]: value }
    // All of it is asked of the view: one reference may be that of thousands of payments.
    const fits = { ...named, ...amountOf(line), debtorAccountIndex: accountIndex }
    const { rows: fitting } = await view.query({ filter: fits, limit: 2 })
    known ||= fitting.length > 0 || (await view.query({ filter: named, limit: 1 })).rows.length > 0
    const [only] = fitting
    if (only && fitting.length === 1)
      return {
        line: line.line,
        outcome: 'matched',
        paymentId: only.row.paymentId,
        by: reference,
        kind,
      }
    if (fitting.length > 1) return { line: line.line, outcome: 'ambiguous', by: reference, kind }
  }
  return unmatched(line.line, known ? 'amount-or-account-differs' : 'no-reference-known')
}

const amountOf = ({ amount: { minorUnits, currency } }: Matchable) => ({
  amount: minorUnits,
  currency,
})

type RematchAsked = Extract<StatementEvent, { type: 'BankStatementRematchAsked' }>

/** Lines that one look takes up again. */
const againMax = 5_000

/**
 * Looks again at lines whose payment was not known: it may have been received since, or got the reference that the bank
 * quotes. What somebody has taken out of a match by hand stays out.
 */
export const matchLinesAgain = (
  tools: Pick<ContextTools, 'view'>,
): OutsideCall<RematchAsked, Matches> => ({
  name: 'match-statement-lines-again',
  events: ['BankStatementRematchAsked'],
  call: async (event) => {
    const statementId = statementIdOf(event.stream)
    const [view, lines, statements] = [
      tools.view<PaymentRow>(payments),
      tools.view<StatementLineRow>(statementLines),
      tools.view<StatementRow>(bankStatements),
    ]
    for (const one of [view, lines, statements])
      if (!(await one.waitFor(event.position, visibleWithinMs)))
        throw new Error('a view is too far behind to match a statement')
    const statement = await statements.get(statementId)
    if (!statement) return []
    const matches: Matches[number][] = []
    for (const { row } of await unmatchedOf(lines, statementId))
      matches.push(await matchOf(view, lineOf(row), statement.row.accountIndex))
    return matches.filter(({ outcome }) => outcome !== 'unmatched')
  },
  answer: (event, answer) => ({
    definition: recordStatementMatches,
    command: {
      type: 'RecordStatementMatches',
      data: {
        statementId: statementIdOf(event.stream),
        matches: answer === 'ambiguous' ? [] : answer,
      },
    },
  }),
  concurrencyMax: 1,
})

const pageSize = 200

const unmatchedOf = async (lines: ViewReader<StatementLineRow>, statementId: string) => {
  const found: ViewRow<StatementLineRow>[] = []
  let cursor: string | undefined
  do {
    const page = await lines.query({
      filter: { statementId, match: 'unmatched' },
      sort: { field: 'place', direction: 'ascending' },
      limit: pageSize,
      ...(cursor === undefined ? {} : { cursor }),
    })
    found.push(...page.rows.filter(({ row }) => mayBeKnownLater(row)))
    cursor = page.next
  } while (cursor !== undefined && found.length < againMax)
  return found.slice(0, againMax)
}

const mayBeKnownLater = ({ matchedBy }: StatementLineRow): boolean =>
  matchedBy !== 'incoming' && matchedBy !== 'operator'

const lineOf = (row: StatementLineRow): Matchable => ({
  line: row.line,
  amount: { minorUnits: row.amount, currency: row.currency },
  direction: row.direction,
  isReturn: row.isReturn,
  isReversal: row.isReversal,
  ...(row.uetr === null ? {} : { uetr: row.uetr }),
  ...(row.endToEndId === null ? {} : { endToEndId: row.endToEndId }),
  ...(row.instructionId === null ? {} : { instructionId: row.instructionId }),
  ...(row.bankReference === null ? {} : { bankReference: row.bankReference }),
})
