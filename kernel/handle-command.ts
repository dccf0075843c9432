import type { CommandDefinition, Decision, StreamRead } from './decider.ts'
import type { Entities, MovedState } from './entities.ts'
import type { EventCatalogue } from './event-schema.ts'
import type { AppendResult, EventStore, NewEvent, StoredOutcome } from './event-store.ts'
import type { Ids } from './id.ts'
import type { Json } from './json.ts'
import type { Command, CommandEnvelope, DomainEvent, Position } from './message.ts'
import { isRefusal, type Refusal } from './refusal.ts'

interface Accepted {
  readonly kind: 'accepted'
  /** Where its last event stands; a view that has come this far shows it. */
  readonly position: Position
  readonly versions: Readonly<Record<string, number>>
}

/** What became of a command. */
export type Outcome =
  | (Accepted & {
      readonly fresh: true
      /** What was decided, in order. */
      readonly events: readonly DomainEvent[]
    })
  /** This is the outcome of an earlier delivery of the same command. */
  | (Accepted & { readonly fresh: false })
  | {
      readonly kind: 'refused'
      readonly refusal: Refusal
      readonly position: Position
      readonly fresh: boolean
    }
  /** Not remembered: the same command may be sent again, and may then succeed. */
  | {
      readonly kind: 'failed'
      readonly reason: 'conflict' | 'overloaded' | 'unavailable' | 'in-flight'
    }
  /** Not remembered either: what was seen by whoever asks (`seenAt`) is no longer so. */
  | { readonly kind: 'failed'; readonly reason: 'moved-on' }
  /** Nothing is decided here any more: the log was restored, and lives on, elsewhere. */
  | { readonly kind: 'failed'; readonly reason: 'taken-over' }
  | { readonly kind: 'other-content' }

export type HandleCommand = <C extends Command>(
  // What a command reads and writes is its definition's own business.
  // oxlint-disable-next-line typescript/no-explicit-any
  definition: CommandDefinition<C, any, any>,
  command: NoInfer<C>,
  envelope: CommandEnvelope,
) => Promise<Outcome>

export interface CommandHandling {
  readonly log: EventStore
  readonly entities: Entities
  readonly events: EventCatalogue
  readonly ids: Ids
}

/**
 * The life of a command: states, decision, append. It decides and queues without waiting in between, so
 * that commands on one stream are decided in order, each on the state that its predecessors leave.
 */
export const commandHandler = ({ log, entities, events, ids }: CommandHandling): HandleCommand => {
  const toNewEvents = (decision: Decision): NewEvent[] => {
    const made: NewEvent[] = []
    for (const { stream, events: decided } of decision)
      for (const { type, data } of decided) {
        const schemaVersion = events.check(type, data)
        made.push({ stream, id: ids.next(), type, schemaVersion, data: data as Json })
      }
    return made
  }

  return async (definition, command, envelope) => {
    const { now } = envelope
    const first = definition.reads(command)
    const look = () => {
      const held = entities.current(first)
      const states = held?.map(({ state }) => state)
      const further = (states && definition.readsThen?.(command, states, { now })) ?? []
      const reads = further.length > 0 ? [...first, ...further] : first
      return { reads, held: further.length > 0 ? entities.current(reads) : held }
    }
    let { reads, held } = look()
    while (!held) {
      await entities.load(reads)
      ;({ reads, held } = look())
    }

    const versions = held.map(({ version }) => version)
    if (hasMovedOn(envelope, reads, versions)) return { kind: 'failed', reason: 'moved-on' }
    const states = held.map(({ state }) => state)
    const decided = definition.decide(command, states, { now })
    const decision: Decision<DomainEvent> = isRefusal(decided) ? [] : decided
    const outcome: StoredOutcome = isRefusal(decided)
      ? { kind: 'refused', refusal: decided }
      : { kind: 'accepted', versions: versionsAfter(reads, versions, decision) }
    const { commandId, fingerprint, onOtherContent, outcomeKeptMs } = envelope
    const { actor, correlationId, traceparent } = envelope
    const append = {
      commandId,
      fingerprint,
      onOtherContent,
      origin: { actor, correlationId, causationId: commandId, traceparent },
      time: now,
      reads: reads.map(({ stream }, index) => ({ stream, version: versions[index] ?? 0 })),
      events: toNewEvents(decision),
      outcome,
      ...(outcomeKeptMs === undefined ? {} : { outcomeKeptUntil: now + outcomeKeptMs }),
    }
    const moved = moveStates(entities, reads, states, versions, decision, now)
    const result = await log.append(append, () => {
      for (const { stream } of reads) entities.drop(stream)
    })
    if (result.kind === 'appended') entities.keepSnapshots(moved)
    return toOutcome(result, outcome, append.events)
  }
}

// A state that is held from before that version is none the wiser: its append conflicts, and is decided anew.
const hasMovedOn = (
  { seenAt }: CommandEnvelope,
  reads: readonly StreamRead[],
  versions: readonly number[],
): boolean =>
  seenAt !== undefined &&
  reads.some(({ stream }, at) => stream === seenAt.stream && (versions[at] ?? 0) > seenAt.version)

const moveStates = (
  entities: Entities,
  reads: readonly StreamRead[],
  states: readonly unknown[],
  versions: readonly number[],
  decision: Decision<DomainEvent>,
  time: number,
): readonly MovedState[] => {
  const moved = new Map<string, MovedState>()
  decision.forEach(({ stream, events }, place) => {
    if (events.length === 0) return
    // Most decisions follow the order of their reads; a file of 10,000 payments must not be searched for each.
    const inOrder = reads[place]?.stream === stream
    const index = inOrder ? place : reads.findIndex((read) => read.stream === stream)
    const read = reads[index]
    if (!read) throw new Error(`a decision writes to ${stream}, which the command does not read`)
    const from = versions[index] ?? 0
    // A decision may name a stream twice, as a transfer to the same account does.
    const before = moved.get(stream) ?? { version: from, state: states[index] }
    const version = before.version + events.length
    const state = events.reduce(
      (earlier: unknown, { type, data }) => read.entity.evolve(earlier, { type, data, time }),
      before.state,
    )
    moved.set(stream, { read, from, version, state })
  })
  for (const [stream, { version, state }] of moved) entities.advance(stream, version, state)
  return [...moved.values()]
}

const versionsAfter = (
  reads: readonly StreamRead[],
  versions: readonly number[],
  decision: Decision<DomainEvent>,
): Record<string, number> => {
  // Without a prototype it is a dictionary from the start: names that never come again would each make a shape.
  const after = Object.create(null) as Record<string, number>
  for (const [index, { stream }] of reads.entries()) after[stream] = versions[index] ?? 0
  for (const { stream, events } of decision) after[stream] = (after[stream] ?? 0) + events.length
  return after
}

const toOutcome = (
  result: AppendResult,
  own: StoredOutcome,
  events: readonly DomainEvent[],
): Outcome => {
  switch (result.kind) {
    case 'appended':
      return own.kind === 'accepted'
        ? { ...own, position: result.position, fresh: true, events }
        : { ...own, position: result.position, fresh: true }
    case 'repeated':
      return { ...result.outcome, position: result.position, fresh: false }
    case 'other-content':
      return result
    default:
      return { kind: 'failed', reason: result.kind }
  }
}
