import Type from 'typebox'
import { Entities } from '../kernel/entities.ts'
import { commandFor, type Decider } from '../kernel/decider.ts'
import { catalogueOf, eventData, type EventOf } from '../kernel/event-schema.ts'
import type { EventStore } from '../kernel/event-store.ts'
import { commandHandler, type HandleCommand } from '../kernel/handle-command.ts'
import type { Ids } from '../kernel/id.ts'
import type { Command } from '../kernel/message.ts'
import type { Policy } from '../kernel/policy.ts'
import { refuse, type Refusal } from '../kernel/refusal.ts'
import { withRetry } from '../kernel/retry.ts'
import type { Schedule } from '../kernel/schedule.ts'
import type { View } from '../kernel/view.ts'

/** The smallest context that has everything: counters that are raised, up to a limit. For tests. */
export const countingEvents = {
  CounterRaised: { version: 1, data: eventData({ counter: Type.String(), by: Type.Integer() }) },
  CounterClosed: { version: 1, data: eventData({ counter: Type.String(), why: Type.String() }) },
}

export type CountingEvent = EventOf<typeof countingEvents>
export type Raise = Command<'Raise', { readonly counter: string; readonly by: number }>
export type Close = Command<'Close', { readonly counter: string; readonly why: string }>

interface Counter {
  readonly total: number
  readonly closed: boolean
}

const counter: Decider<Counter, Raise | Close, CountingEvent, Refusal<'closed'>> = {
  name: 'counter',
  initialState: { total: 0, closed: false },
  evolve: (state, { type, data }) =>
    type === 'CounterRaised'
      ? { ...state, total: state.total + (data as Raise['data']).by }
      : { ...state, closed: true },
  decide: (command, state) => {
    if (state.closed) return refuse('closed')
    return command.type === 'Raise'
      ? [{ type: 'CounterRaised', data: command.data }]
      : [{ type: 'CounterClosed', data: command.data }]
  },
}

const streamOf = ({ data }: Raise | Close) => `counter-${data.counter}`

export const raise = commandFor<Counter, Raise | Close, Raise, CountingEvent, Refusal<'closed'>>(
  counter,
  'Raise',
  streamOf,
)

export const close = commandFor<Counter, Raise | Close, Close, CountingEvent, Refusal<'closed'>>(
  counter,
  'Close',
  streamOf,
)

export const countingCatalogue = catalogueOf(countingEvents)

/** Handles the commands of this context. */
export const countingHandler = (log: EventStore, ids: Ids): HandleCommand =>
  withRetry(commandHandler({ log, entities: new Entities(log), events: countingCatalogue, ids }))

export interface CounterRow {
  readonly counter: string
  readonly total: number
  readonly raises: number
  readonly closed: boolean
}

/** One row for each counter. */
export const counters: View<CounterRow, CountingEvent> = {
  name: 'counters',
  version: 1,
  events: ['CounterRaised', 'CounterClosed'],
  keys: ({ data }) => [data.counter],
  fold: (row, { type, data }) => {
    const before = row ?? { counter: data.counter, total: 0, raises: 0, closed: false }
    return type === 'CounterClosed'
      ? { ...before, closed: true }
      : {
          ...before,
          total: before.total + ('by' in data ? data.by : 0),
          raises: before.raises + 1,
        }
  },
  indexed: { total: 'integer', closed: 'boolean' },
}

/** Closes a counter as many milliseconds after it was raised as it was raised by; closing it cancels that. */
export const remind: Schedule<CountingEvent> = {
  name: 'remind',
  events: ['CounterRaised', 'CounterClosed'],
  change: ({ type, data, time }) =>
    type === 'CounterRaised' && 'by' in data
      ? [
          {
            set: data.counter,
            due: time + data.by,
            intent: {
              definition: close,
              command: { type: 'Close', data: { counter: data.counter, why: 'reminded' } },
            },
          },
        ]
      : [{ cancel: data.counter }],
}

/** Whoever is raised, raises the counter named after it by as much; closing one closes the other. */
export const mirror: Policy<CountingEvent> = {
  name: 'mirror',
  events: ['CounterRaised', 'CounterClosed'],
  react: ({ type, data }) => {
    if (data.counter.startsWith('mirror-')) return []
    const counter = `mirror-${data.counter}`
    return type === 'CounterRaised' && 'by' in data
      ? [{ definition: raise, command: { type: 'Raise', data: { counter, by: data.by } } }]
      : [{ definition: close, command: { type: 'Close', data: { counter, why: 'mirrored' } } }]
  },
}

/** Raises counters 0 to `counters` - 1 in turn, `count` times in all. */
export const raiseMany = async (
  handle: HandleCommand,
  ids: Ids,
  { counters: many, count }: { readonly counters: number; readonly count: number },
): Promise<void> => {
  for (let from = 0; from < count; from += 2_000)
    await Promise.all(
      Array.from({ length: Math.min(2_000, count - from) }, (_, index) =>
        raiseOne(handle, ids, String((from + index) % many)),
      ),
    )
}

export const raiseOne = (handle: HandleCommand, ids: Ids, name: string, by = 1) =>
  handle(raise, { type: 'Raise', data: { counter: name, by } }, envelopeFor(ids))

export const closeOne = (handle: HandleCommand, ids: Ids, name: string, why = 'enough') =>
  handle(close, { type: 'Close', data: { counter: name, why } }, envelopeFor(ids))

/** Of a command that somebody sends by hand. */
export const envelopeFor = (ids: Ids) => {
  const commandId = ids.next()
  return {
    commandId,
    fingerprint: commandId,
    onOtherContent: 'refuse' as const,
    actor: 'system',
    correlationId: commandId,
    causationId: commandId,
    traceparent: '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
    now: 1_700_000_000_000,
  }
}
