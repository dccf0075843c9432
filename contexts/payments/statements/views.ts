import type { Sealed } from '../../../kernel/personal-data.ts'
import type { View } from '../../../kernel/view.ts'
import type {
  balanceChecks,
  Counterparty,
  MatchOutcome,
  NewStatement,
  SealedLine,
  StatementEvent,
} from './events.ts'
import { statementIdOf } from './statement.ts'

/** A statement and how much of it was matched. The account stays sealed. */
export interface StatementRow extends NewStatement {
  readonly statementId: string
  readonly status: 'receiving' | 'completed'
  readonly receivedAt: number
  readonly lines: number
  readonly matched: number
  readonly unmatched: number
  readonly ambiguous: number
  readonly check: (typeof balanceChecks)[number] | null
}

export const bankStatements: View<StatementRow, StatementEvent> = {
  name: 'bank-statements',
  version: 2,
  events: [
    'BankStatementReceived',
    'BankStatementLinesReceived',
    'BankStatementCompleted',
    'BankStatementLinesMatched',
    'StatementLineMatched',
    'StatementLineUnmatched',
  ],
  keys: ({ stream }) => [statementIdOf(stream)],
  fold: (row, event, statementId) => {
    if (event.type === 'BankStatementReceived')
      return {
        ...event.data,
        statementId,
        status: 'receiving',
        receivedAt: event.time,
        lines: 0,
        matched: 0,
        unmatched: 0,
        ambiguous: 0,
        check: null,
      }
    if (!row) throw new Error(`statement ${statementId} went on before it was received`)
    return { ...row, ...changeOf(row, event) }
  },
  indexed: { statementId: 'text', receivedAt: 'instant', accountIndex: 'text', number: 'text' },
}

const changeOf = (row: StatementRow, { type, data }: StatementEvent): Partial<StatementRow> => {
  switch (type) {
    case 'BankStatementLinesReceived':
      return { lines: row.lines + data.lines.length }
    case 'BankStatementCompleted':
      return { status: 'completed', check: data.check }
    case 'BankStatementLinesMatched': {
      const count = (wanted: MatchOutcome) =>
        data.matches.filter(({ outcome }) => outcome === wanted).length -
        data.matches.filter(({ from }) => from === wanted).length
      return {
        matched: row.matched + count('matched'),
        unmatched: row.unmatched + count('unmatched'),
        ambiguous: row.ambiguous + count('ambiguous'),
      }
    }
    case 'StatementLineMatched':
      return { matched: row.matched + 1, [data.from]: row[data.from] - 1 }
    case 'StatementLineUnmatched':
      return { matched: row.matched - 1, unmatched: row.unmatched + 1 }
    default:
      return {}
  }
}

/** A line, kept for reconciliation. */
export interface StatementLineRow {
  readonly statementId: string
  readonly line: number
  /** Orders the lines of a statement. */
  readonly place: number
  readonly match: MatchOutcome | 'open'
  readonly matchedBy: string | null
  readonly paymentId: string | null
  readonly currency: string
  /** Minor units. */
  readonly amount: string
  readonly direction: SealedLine['direction']
  readonly status: string
  readonly isReversal: boolean
  readonly isReturn: boolean
  readonly bookedOn: string | null
  readonly valuedOn: string | null
  readonly endToEndId: string | null
  readonly instructionId: string | null
  readonly uetr: string | null
  readonly bankReference: string | null
  readonly code: string | null
  readonly counterparty: Sealed<Counterparty> | null
  /** Who matched it, or took it out of a match, by hand, and why. */
  readonly decidedBy?: string
  readonly reason?: string
}

export const statementLines: View<StatementLineRow, StatementEvent> = {
  name: 'statement-lines',
  version: 2,
  events: [
    'BankStatementLinesReceived',
    'BankStatementLinesMatched',
    'StatementLineMatched',
    'StatementLineUnmatched',
  ],
  keys: (event) => {
    const id = statementIdOf(event.stream)
    if (event.type === 'BankStatementLinesReceived')
      return event.data.lines.map(({ line }) => `${id}.${line}`)
    switch (event.type) {
      case 'BankStatementLinesMatched':
        return event.data.matches.map(({ line }) => `${id}.${line}`)
      case 'StatementLineMatched':
      case 'StatementLineUnmatched':
        return [`${id}.${event.data.line}`]
      default:
        return []
    }
  },
  fold: (row, { type, data, stream }, key) => {
    const number = Number(key.slice(key.lastIndexOf('.') + 1))
    if (type === 'BankStatementLinesReceived') {
      const line = data.lines.find((one) => one.line === number)
      if (!line) throw new Error(`${key} is not among the lines of its event`)
      return received(statementIdOf(stream), line)
    }
    if (row && type === 'StatementLineMatched') {
      const { paymentId, matchedBy: decidedBy, reason } = data
      return { ...row, match: 'matched', matchedBy: 'operator', paymentId, decidedBy, reason }
    }
    if (row && type === 'StatementLineUnmatched') {
      const { unmatchedBy: decidedBy, reason } = data
      const none = { match: 'unmatched', matchedBy: 'operator', paymentId: null } as const
      return { ...row, ...none, decidedBy, reason }
    }
    const match =
      type === 'BankStatementLinesMatched'
        ? data.matches.find(({ line }) => line === number)
        : undefined
    if (!row || !match) throw new Error(`${key} was matched before it was received`)
    return {
      ...row,
      match: match.outcome,
      matchedBy: match.by,
      paymentId: match.outcome === 'matched' ? (match.paymentId ?? null) : null,
    }
  },
  indexed: {
    statementId: 'text',
    place: 'integer',
    match: 'text',
    paymentId: 'text',
    endToEndId: 'text',
    uetr: 'text',
  },
}

const received = (statementId: string, line: SealedLine): StatementLineRow => ({
  statementId,
  line: line.line,
  place: line.line,
  match: 'open',
  matchedBy: null,
  paymentId: null,
  currency: line.amount.currency,
  amount: line.amount.minorUnits,
  direction: line.direction,
  status: line.status,
  isReversal: line.isReversal,
  isReturn: line.isReturn,
  bookedOn: line.bookedOn ?? null,
  valuedOn: line.valuedOn ?? null,
  endToEndId: line.endToEndId ?? null,
  instructionId: line.instructionId ?? null,
  uetr: line.uetr ?? null,
  bankReference: line.bankReference ?? null,
  code: line.code ?? null,
  counterparty: line.counterparty ?? null,
})
