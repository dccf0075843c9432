import type { Instant } from '../../kernel/clock.ts'
import type { CommandDefinition, Entity } from '../../kernel/decider.ts'
import type { Uuid } from '../../kernel/id.ts'
import { canonicalJson, type Json } from '../../kernel/json.ts'
import type { Command, StreamName } from '../../kernel/message.ts'
import { refuse, type Refusal } from '../../kernel/refusal.ts'
import { ask, questionRead } from '../../kernel/request-reply/asking.ts'
import type { Question } from '../../kernel/request-reply/question.ts'
import type { Transaction } from '../payments/questions/contract.ts'
import type { Expectation, Verdict } from './contract.ts'
import type { IntegrityEvent, SuspenderEvent } from './events.ts'
import type { Source } from './sources.ts'

export type AskAboutTransaction = Command<
  'AskAboutTransaction',
  {
    readonly suspenderId: Uuid
    readonly source: string
    readonly transactionId: string
    readonly expected: Expectation
    readonly deadline: Instant
    readonly repeatAfterMs: number
  }
>
export type SettleSuspender = Command<
  'SettleSuspender',
  {
    readonly source: string
    readonly transactionId: string
    readonly suspenderId: Uuid
    readonly attempts: number
    /** Absent where there was no answer. */
    readonly reported?: Transaction
  }
>

/** What is open of a transaction: at most one. */
export interface Suspended {
  readonly open: { readonly suspenderId: Uuid; readonly expected: Expectation } | undefined
}

export const suspended: Entity<Suspended, SuspenderEvent> = {
  name: 'suspender',
  initialState: { open: undefined },
  evolve: (_, { type, data }) =>
    type === 'SuspenderOpened'
      ? { open: { suspenderId: data.suspenderId, expected: data.expected } }
      : { open: undefined },
}

/** All suspenders of one transaction. A source's name holds no dash. */
export const suspenderStream = ({
  source,
  transactionId,
}: {
  readonly source: string
  readonly transactionId: string
}): StreamName => `suspender-${source}-${transactionId}`

/** Opens a suspender and asks its question: both, or neither. */
export const askAboutTransaction = (
  sources: readonly Source[],
): CommandDefinition<
  AskAboutTransaction,
  IntegrityEvent,
  Refusal<'suspender-open' | 'source-unknown'>
> => ({
  type: 'AskAboutTransaction',
  reads: ({ data }) => [
    { stream: suspenderStream(data), entity: suspended },
    questionRead(data.suspenderId),
  ],
  decide: ({ data }, states, { now }) => {
    const [state, asked] = states as readonly [Suspended, Question]
    const { repeatAfterMs, ...opened } = data
    const source = sources.find((one) => one.source === data.source)
    if (!source) return refuse('source-unknown', { source: data.source })
    if (state.open) return refuse('suspender-open', { suspenderId: state.open.suspenderId })
    if (asked.status !== 'none') return refuse('suspender-open', { suspenderId: data.suspenderId })
    const { suspenderId: questionId, transactionId, deadline } = data
    const request = { transactionId }
    const subject = `transaction/${transactionId}`
    return [
      {
        stream: suspenderStream(data),
        events: [{ type: 'SuspenderOpened', data: opened }],
      },
      ask(source, { questionId, subject, request, deadline, repeatAfterMs }, now),
    ]
  },
})

export const settleSuspender: CommandDefinition<
  SettleSuspender,
  SuspenderEvent,
  Refusal<'suspender-not-open'>
> = {
  type: 'SettleSuspender',
  reads: ({ data }) => [{ stream: suspenderStream(data), entity: suspended }],
  decide: ({ data }, [state]) => {
    const { suspenderId, reported, attempts } = data
    const { open } = state as Suspended
    if (open?.suspenderId !== suspenderId) return refuse('suspender-not-open')
    const differences = reported?.isFound ? differencesOf(open.expected, reported) : []
    const verdict = verdictOf(reported, differences)
    const settled = { suspenderId, verdict, differences, attempts }
    return [
      {
        stream: suspenderStream(data),
        events: [
          { type: 'SuspenderSettled', data: { ...settled, ...(reported ? { reported } : {}) } },
        ],
      },
    ]
  },
}

const verdictOf = (reported: Transaction | undefined, differences: readonly string[]): Verdict => {
  if (!reported) return 'no-answer'
  if (!reported.isFound) return 'not-found'
  return differences.length > 0 ? 'disagrees' : 'confirmed'
}

/** A source that says nothing about what was expected of it does not confirm it. */
const differencesOf = (expected: Expectation, reported: Transaction): string[] =>
  (['status', 'amount'] as const).filter(
    (field) =>
      expected[field] !== undefined &&
      canonicalJson(expected[field] as Json) !== canonicalJson(reported[field] as Json),
  )
