import type { Instant } from './clock.ts'
import type { Command, DomainEvent, StreamName } from './message.ts'
import type { Refusal } from './refusal.ts'

/** How the events of one kind of stream add up to a state. Pure. */
export interface Entity<State, E extends DomainEvent = DomainEvent> {
  /** First part of its stream names: `payment` owns `payment-<id>`. */
  readonly name: string
  readonly initialState: State
  readonly evolve: (state: State, event: E & { readonly time: Instant }) => State
  /**
   * Long streams store their state every so many events. Raise `version` when the shape of the state
   * changes: snapshots of another version are ignored, and the stream is folded from its start.
   */
  readonly snapshot?: { readonly every: number; readonly version: number }
}

/** What a decision may look at besides its command and the states: nothing but the command's own time. */
export interface DecisionContext {
  readonly now: Instant
}

/** Command and state in, events or a refusal out: the heart of an entity. */
export interface Decider<
  State,
  C extends Command,
  E extends DomainEvent,
  R extends Refusal,
> extends Entity<State, E> {
  readonly decide: (command: C, state: State, context: DecisionContext) => readonly E[] | R
}

/** A stream that a command looks at, and how its state is folded. */
export interface StreamRead {
  readonly stream: StreamName
  // Every entity has its own state; the handler only carries states from `evolve` to `decide`.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly entity: Entity<any, any>
  /**
   * The caller has good reason to believe that the stream does not exist yet (its name comes from the
   * command's id), so it is not looked up first. Where that is wrong, the append conflicts and the retry looks.
   */
  readonly presumedNew?: boolean
}

/** Events for the streams of one command: all of them are appended, or none. */
export type Decision<E extends DomainEvent = DomainEvent> = readonly {
  readonly stream: StreamName
  readonly events: readonly E[]
}[]

/** Everything that is needed to carry out one type of command. */
export interface CommandDefinition<
  C extends Command = Command,
  E extends DomainEvent = DomainEvent,
  R extends Refusal = Refusal,
> {
  readonly type: C['type']
  /** The streams whose states the decision needs. They are checked for change when the outcome is stored. */
  readonly reads: (command: C) => readonly StreamRead[]
  /**
   * Streams that turn out to matter once the states of `reads` are known: where a payment has something reserved that
   * it is about to give back. Pure; asked again whenever one of those states has changed.
   */
  readonly readsThen?: (
    command: C,
    states: readonly unknown[],
    context: DecisionContext,
  ) => readonly StreamRead[]
  /** States come in the order of `reads`, then of `readsThen`. */
  readonly decide: (
    command: C,
    states: readonly unknown[],
    context: DecisionContext,
  ) => Decision<E> | R
}

/**
 * A command that concerns one entity alone, decided by that entity's decider. Which one it is follows from how
 * `stream` is written: `commandFor(payment, 'CapturePayment', ({ data }: CapturePayment) => ...)`.
 */
export const commandFor = <
  State,
  All extends Command,
  C extends All,
  E extends DomainEvent,
  R extends Refusal,
>(
  decider: Decider<State, All, E, R>,
  type: C['type'],
  stream: (command: C) => StreamName,
  options: { readonly presumedNew?: boolean } = {},
): CommandDefinition<C, E, R> => ({
  type,
  reads: (command) => [{ stream: stream(command), entity: decider, ...options }],
  decide: (command, [state], context) => {
    const decided = decider.decide(command, state as State, context)
    return isEvents(decided) ? [{ stream: stream(command), events: decided }] : decided
  },
})

const isEvents = <E extends DomainEvent, R extends Refusal>(
  decided: readonly E[] | R,
): decided is readonly E[] => Array.isArray(decided)
