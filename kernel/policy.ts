import type { CommandDefinition } from './decider.ts'
import type { LogReader } from './event-store.ts'
import type { Command, DomainEvent, RecordedEvent } from './message.ts'

/** A command that a policy, timer or outside call wants sent; its id is derived from what caused it. */
export interface Intent<C extends Command = Command> {
  // Definitions of many commands stand side by side here; each handles its own.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly definition: CommandDefinition<any, any, any>
  readonly command: C
}

/** When this happened, then do that. Pure; it sees facts and names commands, nothing else. */
export interface Policy<E extends DomainEvent = DomainEvent> {
  readonly name: string
  readonly events: readonly E['type'][]
  readonly react: (event: RecordedEvent<E>) => readonly Intent[]
}

declare const live: unique symbol

/**
 * The log as it goes on, for what acts on the world. Only the process that runs a context can open it, with
 * the checkpoint of one consumer. A rebuild or a replay is handed a `LogReader`, and the compiler does not
 * let anyone run a policy on that.
 */
export interface LiveLog extends LogReader {
  readonly [live]: true
}

/** To be called where a process takes up the live work of a context, and nowhere else. */
export const asLiveLog = (log: LogReader): LiveLog => log as LiveLog
