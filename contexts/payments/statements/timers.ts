import type { Schedule, TimerChange } from '../../../kernel/schedule.ts'
import { statementLineCommands } from './by-hand.ts'
import type { StatementEvent } from './events.ts'
import { statementIdOf } from './statement.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/**
 * Before the 1st, 2nd, ... further look at what was not matched; after the last one only a person looks again. A look
 * costs as much as the statement has open lines, however many payments there are: reacting to each payment that settles
 * would cost every payment a look-up for the few lines that wait.
 */
export const rematchDelaysMs: readonly number[] = [
  minute,
  15 * minute,
  hour,
  6 * hour,
  day,
  3 * day,
  7 * day,
]

type Timed = Extract<
  StatementEvent,
  { type: 'BankStatementCompleted' | 'BankStatementRematchAsked' }
>

/** Looks at the lines again that no payment was known for. One that has nothing left to match is refused, and ends it. */
export const statementTimers: Schedule<Timed> = {
  name: 'statement-timers',
  events: ['BankStatementCompleted', 'BankStatementRematchAsked'],
  change: ({ stream, type, data, time }) => {
    if (type === 'BankStatementCompleted') return lookAgain(statementIdOf(stream), 1, time)
    // Somebody who asks in between changes nothing of the timer.
    return data.attempt === undefined
      ? []
      : lookAgain(statementIdOf(stream), data.attempt + 1, time)
  },
}

const lookAgain = (statementId: string, attempt: number, since: number): readonly TimerChange[] => {
  const delayMs = rematchDelaysMs[attempt - 1]
  if (delayMs === undefined) return []
  return [
    {
      set: `rematch-${statementId}`,
      due: since + delayMs,
      intent: {
        definition: statementLineCommands.RematchStatement,
        command: { type: 'RematchStatement', data: { statementId, attempt } },
      },
    },
  ]
}
