import type { Instant } from '../../kernel/clock.ts'
import type { Entity } from '../../kernel/decider.ts'
import type { LogReader } from '../../kernel/event-store.ts'
import type { RecordedEvent, StreamName } from '../../kernel/message.ts'
import { wants } from './event-type.ts'
import type { WebhookEventOf } from './events.ts'

/** Which endpoints there are, and what they want: one stream, so that fan-out reads one. */
export const subscriptionsStream: StreamName = 'subscriptions-all'

type SubscriptionEvent = WebhookEventOf<
  'SubscriptionSet' | 'SubscriptionEnded' | 'SubscriptionSuspended' | 'SubscriptionContinued'
>

export interface Subscription {
  readonly eventTypes: readonly string[]
  readonly since: Instant
  /** What happens from then on is not queued. */
  readonly suspendedAt?: Instant
  /** The last time span in which nothing was queued. A log may be looked at late, also what came before it. */
  readonly missed?: { readonly from: Instant; readonly until: Instant }
}
export type Subscribed = Readonly<Record<string, Subscription>>

export const subscriptions: Entity<Subscribed, SubscriptionEvent> = {
  name: 'subscriptions',
  initialState: {},
  evolve: (state, { type, data, time }) => {
    const { [data.endpointId]: before, ...others } = state
    if (type === 'SubscriptionEnded') return others
    const { endpointId } = data
    if (type === 'SubscriptionSet')
      return { ...others, [endpointId]: { since: time, ...before, eventTypes: data.eventTypes } }
    if (!before) return state
    const { suspendedAt: from, ...kept } = before
    if (type === 'SubscriptionSuspended')
      return { ...others, [endpointId]: { ...kept, suspendedAt: time } }
    const missed = from === undefined ? {} : { missed: { from, until: time } }
    return { ...others, [endpointId]: { ...kept, ...missed } }
  },
}

/**
 * Processes differ in their clocks: a fact that was recorded after an endpoint was created may bear a time before.
 * One that is older than this is history, and not sent.
 */
const clockSkewMaxMs = 60_000
const pageSize = 500

/** What endpoints want, as the log has it at the moment of `refresh`. */
export class Subscriptions {
  readonly #log: Pick<LogReader, 'readStream'>
  #version = 0
  #state: Subscribed = subscriptions.initialState

  constructor(log: Pick<LogReader, 'readStream'>) {
    this.#log = log
  }

  /** After it an endpoint that had been created before is known. */
  async refresh(): Promise<void> {
    for (;;) {
      const page = await this.#log.readStream(subscriptionsStream, this.#version, pageSize)
      for (const event of page) {
        this.#state = subscriptions.evolve(this.#state, event as RecordedEvent<SubscriptionEvent>)
        this.#version = event.version
      }
      if (page.length < pageSize) return
    }
  }

  /** Nobody is told of anything. */
  areNone(): boolean {
    return Object.keys(this.#state).length === 0
  }

  /** The endpoints for which facts are queued at this moment. */
  takingPart(): readonly string[] {
    return Object.entries(this.#state)
      .filter(([, { suspendedAt }]) => suspendedAt === undefined)
      .map(([endpointId]) => endpointId)
  }

  /** The endpoints that are told of a fact of this type and time. */
  wanting(type: string, at: Instant): readonly string[] {
    return Object.entries(this.#state)
      .filter(([, one]) => wants(one.eventTypes, type) && isToldAt(one, at))
      .map(([endpointId]) => endpointId)
  }
}

const isToldAt = ({ since, suspendedAt = Infinity, missed }: Subscription, at: Instant): boolean =>
  at >= since - clockSkewMaxMs &&
  at < suspendedAt &&
  !(missed && at >= missed.from && at < missed.until - clockSkewMaxMs)
