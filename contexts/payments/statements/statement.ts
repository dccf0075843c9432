import type { CommandDefinition, Entity } from '../../../kernel/decider.ts'
import { refuse, type Refusal } from '../../../kernel/refusal.ts'
import type { BalanceCheck } from '../iso20022/statement.ts'
import type { Match, NewStatement, SealedLine, StatementEvent } from './events.ts'
import { outcomeOfLine, withOutcomes, type LineOutcome, type LineOutcomes } from './outcomes.ts'

/** Lines of a statement that follow on those before; `check` comes with the last. */
export interface ReceiveStatementLines {
  readonly type: 'ReceiveStatementLines'
  readonly data: {
    readonly statementId: string
    readonly statement: NewStatement
    readonly lines: readonly SealedLine[]
    readonly check?: BalanceCheck
  }
}

/** What the lines were found to be. `kind` tells a payment's own line from that of its return. */
export interface RecordStatementMatches {
  readonly type: 'RecordStatementMatches'
  readonly data: {
    readonly statementId: string
    readonly matches: readonly (Match & { readonly kind: 'payment' | 'return' })[]
  }
}

export type Statement =
  | { readonly status: 'none' }
  | {
      readonly status: 'receiving' | 'completed'
      readonly lines: number
      /** What was found of each line that was looked at. */
      readonly outcomes: LineOutcomes
    }

export const statementEntity: Entity<Statement, StatementEvent> = {
  name: 'bankstatement',
  initialState: { status: 'none' },
  evolve: (state, { type, data }) => {
    if (type === 'BankStatementReceived')
      return { status: 'receiving', lines: 0, outcomes: new Map() }
    if (state.status === 'none') return state
    if (type === 'BankStatementLinesReceived')
      return { ...state, lines: data.lines.at(-1)?.line ?? state.lines }
    switch (type) {
      case 'BankStatementCompleted':
        return { ...state, status: 'completed' }
      case 'BankStatementLinesMatched':
        return found(
          state,
          data.matches.map(({ line, outcome }) => [line, outcome]),
        )
      case 'StatementLineMatched':
        return found(state, [[data.line, 'matched']])
      case 'StatementLineUnmatched':
        return found(state, [[data.line, 'unmatched-by-hand']])
      default:
        return state
    }
  },
}

type KnownStatement = Exclude<Statement, { status: 'none' }>

const found = (
  state: KnownStatement,
  some: readonly (readonly [number, LineOutcome])[],
): Statement => ({ ...state, outcomes: withOutcomes(state.outcomes, some) })

/** Where a payment, or its return, was found. */
export type Reconciliation = { readonly statementId: string; readonly line: number } | null

export const reconciliationEntity: Entity<Reconciliation, StatementEvent> = {
  name: 'reconciliation',
  initialState: null,
  evolve: (state, { type, data }) => {
    if (type === 'PaymentReconciled') return { statementId: data.statementId, line: data.line }
    return type === 'PaymentUnreconciled' ? null : state
  },
}

/** `bankstatement-<statementId>` */
export const statementStream = (statementId: string): string => `bankstatement-${statementId}`

/** The inverse of `statementStream`. */
export const statementIdOf = (stream: string): string => stream.slice('bankstatement-'.length)

export const reconciliationStream = (paymentId: string, kind: 'payment' | 'return'): string =>
  `reconciliation-${paymentId}-${kind}`

type StatementRefusal = Refusal<'lines-missing' | 'bank-statement-unknown'>

/** The same lines again change nothing; lines that leave a gap are refused. */
export const receiveStatementLines: CommandDefinition<
  ReceiveStatementLines,
  StatementEvent,
  StatementRefusal
> = {
  type: 'ReceiveStatementLines',
  reads: ({ data: { statementId } }) => [
    { stream: statementStream(statementId), entity: statementEntity },
  ],
  decide: ({ data: { statementId, statement, lines, check } }, [state]) => {
    const known = state as Statement
    const have = known.status === 'none' ? 0 : known.lines
    if (known.status === 'completed') return []
    const further = lines.filter(({ line }) => line > have)
    if ((further[0]?.line ?? have + 1) !== have + 1) return refuse('lines-missing')
    const last = further.at(-1)?.line ?? have
    const events: StatementEvent[] = [
      ...(known.status === 'none'
        ? [{ type: 'BankStatementReceived', data: statement } as const]
        : []),
      ...(further.length > 0
        ? [
            {
              type: 'BankStatementLinesReceived',
              data: { accountIndex: statement.accountIndex, lines: further },
            } as const,
          ]
        : []),
      ...(check ? [{ type: 'BankStatementCompleted', data: { lines: last, check } } as const] : []),
    ]
    return [{ stream: statementStream(statementId), events }]
  },
}

/** A payment that another line was matched with before makes this one ambiguous: nobody can say which is which. */
export const recordStatementMatches: CommandDefinition<
  RecordStatementMatches,
  StatementEvent,
  StatementRefusal
> = {
  type: 'RecordStatementMatches',
  reads: ({ data: { statementId, matches } }) => [
    { stream: statementStream(statementId), entity: statementEntity },
    ...streamsOf(matches).map((stream) => ({ stream, entity: reconciliationEntity })),
  ],
  decide: ({ data: { statementId, matches } }, [state, ...reconciliations]) => {
    const known = state as Statement
    if (known.status === 'none') return refuse('bank-statement-unknown')
    const streams = streamsOf(matches)
    const taken = new Map(
      streams.map((stream, place) => [stream, reconciliations[place] as Reconciliation]),
    )
    const reconciled: { stream: string; events: StatementEvent[] }[] = []
    const decided = matches.flatMap(({ kind, ...told }): readonly Match[] => {
      const { paymentId, line } = told
      const from = outcomeOfLine(known.outcomes, line)
      // Looked at again: what was decided meanwhile stays, and what is still not found is no news.
      if (from !== undefined && (from !== 'unmatched' || told.outcome === 'unmatched')) return []
      const match = from === undefined ? told : { ...told, from }
      if (match.outcome !== 'matched' || paymentId === undefined) return [match]
      const stream = reconciliationStream(paymentId, kind)
      const before = taken.get(stream)
      const own = before?.statementId === statementId && before.line === line
      if (before && !own) return [{ ...match, outcome: 'ambiguous', by: 'payment-matched-before' }]
      if (!before) {
        taken.set(stream, { statementId, line })
        const data = { paymentId, statementId, line, kind }
        reconciled.push({ stream, events: [{ type: 'PaymentReconciled', data }] })
      }
      return [match]
    })
    if (decided.length === 0) return []
    const matched: StatementEvent = {
      type: 'BankStatementLinesMatched',
      data: { matches: decided },
    }
    return [{ stream: statementStream(statementId), events: [matched] }, ...reconciled]
  },
}

const streamsOf = (matches: RecordStatementMatches['data']['matches']): readonly string[] => [
  ...new Set(
    matches.flatMap(({ paymentId, kind }) =>
      paymentId === undefined ? [] : [reconciliationStream(paymentId, kind)],
    ),
  ),
]
