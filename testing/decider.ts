import { expect as assert } from 'vitest'
import type { Instant } from '../kernel/clock.ts'
import type { CommandDefinition, Decider, Decision, StreamRead } from '../kernel/decider.ts'
import type { Command, DomainEvent, StreamName } from '../kernel/message.ts'
import { isRefusal, type Refusal } from '../kernel/refusal.ts'
import { testTime, typesOf, type Fact } from './facts.ts'

interface Expectation<Result> {
  /** The events, in order and with nothing beside them; or the refusal. */
  readonly expect: (expected: Result) => void
}

interface Situation<C, Result> {
  /** The same at another time. */
  readonly at: (now: Instant | string) => Situation<C, Result>
  readonly when: (command: C) => Expectation<Result>
}

/**
 * An entity's story, as a domain expert would tell it:
 *
 *   given(payment, [received, validated]).when(submit).expect([submitted])
 *   given(payment, [rejected]).when(submit).expect(refuse('payment-is-final'))
 */
export const given = <State, C extends Command, E extends DomainEvent, R extends Refusal>(
  decider: Decider<State, C, E, R>,
  events: readonly Fact<E>[] = [],
  now: Instant = testTime,
): Situation<C, readonly E[] | R> => ({
  at: (time) => given(decider, events, instantOf(time)),
  when: (command) => ({
    expect: (expected) => {
      const decided = decider.decide(command, fold(decider, events), { now })
      const story = `given ${typesOf(events)}, when ${command.type}`
      const difference = telling(decided, expected, typesOf)
      assert(decided, `${story}: ${difference}`).toEqual(expected)
    },
  }),
})

/**
 * The story of a command that concerns several streams; streams that are not given do not exist yet:
 *
 *   givenStreams({ 'account-1': [opened], 'account-2': [opened] })
 *     .when(transfer, command)
 *     .expect({ 'account-1': [withdrawn], 'account-2': [deposited] })
 */
export const givenStreams = (
  streams: Readonly<Record<StreamName, readonly Fact[]>> = {},
  now: Instant = testTime,
) => ({
  at: (time: Instant | string) => givenStreams(streams, instantOf(time)),
  when: <C extends Command, Decided extends DomainEvent, R extends Refusal>(
    definition: CommandDefinition<C, Decided, R>,
    command: C,
  ): Expectation<Readonly<Record<StreamName, readonly Decided[]>> | R> => ({
    expect: (expected) => {
      const stateOf = ({ stream, entity }: StreamRead) => fold(entity, streams[stream] ?? [])
      const first = definition.reads(command)
      const further = definition.readsThen?.(command, first.map(stateOf), { now }) ?? []
      const reads = [...first, ...further]
      const states = reads.map(stateOf)
      const decision = definition.decide(command, states, { now })
      const decided = isRefusal(decision) ? decision : byStream(decision)
      const unread = isRefusal(decided)
        ? []
        : Object.keys(decided).filter((stream) => !reads.some((read) => read.stream === stream))
      assert(unread, `${command.type} writes to streams that it does not read`).toEqual([])
      const story = `given ${Object.keys(streams).join(', ') || 'nothing'}, when ${command.type}`
      const difference = telling(decided, expected, typesByStream)
      assert(decided, `${story}: ${difference}`).toEqual(expected)
    },
  }),
})

const instantOf = (time: Instant | string): Instant =>
  typeof time === 'string' ? Date.parse(time) : time

const fold = <State, E extends DomainEvent>(
  { initialState, evolve }: Pick<Decider<State, never, E, never>, 'initialState' | 'evolve'>,
  events: readonly Fact<E>[],
): State =>
  events.reduce(
    (state, event) => evolve(state, { ...event, time: event.time ?? testTime }),
    initialState,
  )

type ByStream<E> = Readonly<Record<StreamName, readonly E[]>>

/** Streams to which nothing was added are left out. */
const byStream = <E extends DomainEvent>(decision: Decision<E>): ByStream<E> => {
  const streams: Record<StreamName, readonly E[]> = {}
  for (const { stream, events } of decision)
    if (events.length > 0) streams[stream] = [...(streams[stream] ?? []), ...events]
  return streams
}

const typesByStream = (streams: ByStream<DomainEvent>): string =>
  Object.entries(streams)
    .map(([stream, events]) => `${stream}: ${typesOf(events)}`)
    .join('; ') || 'nothing'

const telling = <Events>(
  decided: Events | Refusal,
  expected: Events | Refusal,
  name: (events: Events) => string,
): string => {
  const tell = (result: Events | Refusal) =>
    isRefusal(result) ? `the refusal "${result.refused}"` : name(result)
  return `expected ${tell(expected)}, came ${tell(decided)}`
}
