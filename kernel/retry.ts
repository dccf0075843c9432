import type { CommandDefinition } from './decider.ts'
import type { HandleCommand } from './handle-command.ts'
import type { Command, DomainEvent } from './message.ts'
import type { Refusal } from './refusal.ts'

export interface RetryOptions {
  /** How often a command is decided anew, on fresh states, before the caller hears of the conflict. */
  readonly attemptsMax?: number
  /** Told of every conflict, for the metrics. */
  readonly onConflict?: (commandType: string) => void
}

/** Wraps a handler so that a command that lost a race is decided again on what the winner left. */
export const withRetry =
  (handle: HandleCommand, { attemptsMax = 12, onConflict }: RetryOptions = {}): HandleCommand =>
  async (definition, command, envelope) => {
    for (let attempt = 1; ; attempt++) {
      const first = attempt === 1
      // What was presumed new has turned out to exist: look before deciding again.
      const outcome = await handle(first ? definition : lookingFirst(definition), command, envelope)
      if (outcome.kind !== 'failed' || outcome.reason !== 'conflict') return outcome
      onConflict?.(definition.type)
      if (attempt >= attemptsMax) return outcome
    }
  }

const lookingFirst = <C extends Command, E extends DomainEvent, R extends Refusal>(
  definition: CommandDefinition<C, E, R>,
): CommandDefinition<C, E, R> => ({
  ...definition,
  reads: (command) => definition.reads(command).map(({ stream, entity }) => ({ stream, entity })),
})
