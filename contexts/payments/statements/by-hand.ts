import type { CommandDefinition } from '../../../kernel/decider.ts'
import { refuse, type Refusal } from '../../../kernel/refusal.ts'
import type { MatchOutcome, StatementEvent } from './events.ts'
import { hasUnmatched, outcomeOfLine } from './outcomes.ts'
import {
  reconciliationEntity,
  reconciliationStream,
  statementEntity,
  statementStream,
  type Reconciliation,
  type Statement,
} from './statement.ts'

interface OfLine {
  readonly statementId: string
  readonly line: number
  readonly paymentId: string
  /** Follows from the line: what left the account is a payment, what came back is its return. */
  readonly kind: 'payment' | 'return'
  readonly reason: string
}

/** An operator says which payment a line is about. */
export interface MatchStatementLine {
  readonly type: 'MatchStatementLine'
  readonly data: OfLine & { readonly matchedBy: string }
}

/** An operator says that it is not about that payment. */
export interface UnmatchStatementLine {
  readonly type: 'UnmatchStatementLine'
  readonly data: OfLine & { readonly unmatchedBy: string }
}

/** What was not matched is looked at again. */
export interface RematchStatement {
  readonly type: 'RematchStatement'
  readonly data: {
    readonly statementId: string
    /** Of the timer; absent where somebody asks. */
    readonly attempt?: number
    readonly askedBy?: string
  }
}

type LineRefusal = Refusal<
  | 'bank-statement-unknown'
  | 'line-unknown'
  | 'line-not-looked-at'
  | 'line-matched-already'
  | 'line-not-matched'
  | 'payment-matched-already'
>

const reads = ({ data }: { readonly data: OfLine }) => [
  { stream: statementStream(data.statementId), entity: statementEntity },
  { stream: reconciliationStream(data.paymentId, data.kind), entity: reconciliationEntity },
]

const outcomeOf = (state: Statement, line: number) => {
  if (state.status === 'none') return refuse('bank-statement-unknown')
  if (line > state.lines) return refuse('line-unknown')
  return outcomeOfLine(state.outcomes, line) ?? refuse('line-not-looked-at')
}

const matchStatementLine: CommandDefinition<MatchStatementLine, StatementEvent, LineRefusal> = {
  type: 'MatchStatementLine',
  reads,
  decide: ({ data }, [state, taken]) => {
    const { statementId, line, paymentId, kind, reason, matchedBy } = data
    const outcome = outcomeOf(state as Statement, line)
    if (typeof outcome === 'object') return outcome
    if (outcome === 'matched') return refuse('line-matched-already')
    const other = taken as Reconciliation
    if (other) return refuse('payment-matched-already', { ...other })
    const from: MatchOutcome = outcome === 'unmatched-by-hand' ? 'unmatched' : outcome
    return [
      {
        stream: statementStream(statementId),
        events: [
          {
            type: 'StatementLineMatched',
            data: { line, from, paymentId, kind, reason, matchedBy },
          },
        ],
      },
      {
        stream: reconciliationStream(paymentId, kind),
        events: [{ type: 'PaymentReconciled', data: { paymentId, statementId, line, kind } }],
      },
    ]
  },
}

const unmatchStatementLine: CommandDefinition<UnmatchStatementLine, StatementEvent, LineRefusal> = {
  type: 'UnmatchStatementLine',
  reads,
  decide: ({ data }, [state, taken]) => {
    const { statementId, line, paymentId, kind, reason, unmatchedBy } = data
    const outcome = outcomeOf(state as Statement, line)
    if (typeof outcome === 'object') return outcome
    const own = taken as Reconciliation
    if (outcome !== 'matched' || own?.statementId !== statementId || own.line !== line)
      return refuse('line-not-matched')
    return [
      {
        stream: statementStream(statementId),
        events: [
          { type: 'StatementLineUnmatched', data: { line, paymentId, reason, unmatchedBy } },
        ],
      },
      {
        stream: reconciliationStream(paymentId, kind),
        events: [{ type: 'PaymentUnreconciled', data: { paymentId, statementId, line, kind } }],
      },
    ]
  },
}

const rematchStatement: CommandDefinition<
  RematchStatement,
  StatementEvent,
  Refusal<'bank-statement-unknown' | 'nothing-to-match'>
> = {
  type: 'RematchStatement',
  reads: ({ data: { statementId } }) => [
    { stream: statementStream(statementId), entity: statementEntity },
  ],
  decide: ({ data: { statementId, ...asked } }, [given]) => {
    const state = given as Statement
    if (state.status === 'none') return refuse('bank-statement-unknown')
    if (!hasUnmatched(state.outcomes)) return refuse('nothing-to-match')
    return [
      {
        stream: statementStream(statementId),
        events: [{ type: 'BankStatementRematchAsked', data: asked }],
      },
    ]
  },
}

/** What is asked of lines beyond the first look at them. */
export const statementLineCommands = {
  MatchStatementLine: matchStatementLine,
  UnmatchStatementLine: unmatchStatementLine,
  RematchStatement: rematchStatement,
}
