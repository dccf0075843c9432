import type { CommandDefinition, DecisionContext } from '../../kernel/decider.ts'
import type { Instant } from '../../kernel/clock.ts'
import type { StreamName } from '../../kernel/message.ts'
import type { Sealed } from '../../kernel/personal-data.ts'
import { refuse, type Refusal } from '../../kernel/refusal.ts'
import { endpoint, type Endpoint } from './endpoint-state.ts'
import type { Fact, WebhookEvent } from './events.ts'
import { lane, type Lane, type LaneEvent } from './lane-state.ts'
import { nextAttemptAt, type Patience } from './patience.ts'

export const laneStream = (laneId: string): StreamName => `lane-${laneId}`
export const laneIdOfStream = (stream: StreamName): string => stream.slice('lane-'.length)
export const endpointStream = (endpointId: string): StreamName => `endpoint-${endpointId}`

interface Place {
  readonly laneId: string
  readonly endpointId: string
}
interface AttemptPlace extends Place {
  readonly deliveryId: string
  readonly attempt: number
}

/** What is known of a call afterwards. */
export type AttemptOutcome =
  | { readonly kind: 'taken'; readonly status: number; readonly durationMs: number }
  | {
      readonly kind: 'failed'
      readonly reason: string
      readonly status?: number
      readonly durationMs: number
      readonly answer?: Sealed<string>
      readonly retryAfterMs?: number
    }
  /** It was never made. */
  | { readonly kind: 'postponed'; readonly reason: string }
  /** The process ended between the call and its record: it may have been taken. */
  | { readonly kind: 'lost' }

export type QueueDelivery = {
  readonly type: 'QueueDelivery'
  readonly data: Place & {
    readonly deliveryId: string
    readonly fact: Fact
    readonly resendOf?: string
    readonly isTest?: boolean
  }
}
export type StartAttempt = { readonly type: 'StartAttempt'; readonly data: AttemptPlace }
export type RecordAttempt = {
  readonly type: 'RecordAttempt'
  readonly data: AttemptPlace & {
    readonly outcome: AttemptOutcome
    /** By chance, from 0 up to 1. */
    readonly jitter: number
  }
}
export type RetryAttempt = { readonly type: 'RetryAttempt'; readonly data: AttemptPlace }
export type ContinueLane = { readonly type: 'ContinueLane'; readonly data: Place }
export type DropLane = { readonly type: 'DropLane'; readonly data: Place }

const laneOf = ({ laneId }: Place) => ({ stream: laneStream(laneId), entity: lane })
const endpointOf = ({ endpointId }: Place) => ({
  stream: endpointStream(endpointId),
  entity: endpoint,
})

/** Looks at its lane alone, so that facts of many entities are queued together. */
export const queueDelivery: CommandDefinition<QueueDelivery, LaneEvent, Refusal<never>> = {
  type: 'QueueDelivery',
  reads: ({ data }) => [laneOf(data)],
  decide: ({ data }, [state]) => {
    const { laneId, ...queued } = data
    const isDue = (state as Lane).step === 'idle'
    return [
      {
        stream: laneStream(laneId),
        events: [{ type: 'DeliveryQueued', data: { ...queued, isDue } }],
      },
    ]
  },
}

export const startAttempt: CommandDefinition<
  StartAttempt,
  LaneEvent,
  Refusal<'attempt-not-due' | 'endpoint-paused'>
> = {
  type: 'StartAttempt',
  reads: ({ data }) => [laneOf(data), endpointOf(data)],
  decide: ({ data }, states) => {
    const { laneId, ...attempt } = data
    const [state, target] = states as readonly [Lane, Endpoint]
    if (!isAt(state, data, 'due')) return refuse('attempt-not-due', { step: state.step })
    // What was queued while the endpoint was being removed came too late to be dropped with the rest.
    if (target.status === 'none' || target.status === 'removed')
      return [{ stream: laneStream(laneId), events: dropped(state) }]
    // It stays due; resuming makes it due once more.
    if (target.status === 'paused' && !state.waiting[0]?.isTest) return refuse('endpoint-paused')
    return [{ stream: laneStream(laneId), events: [{ type: 'AttemptStarted', data: attempt }] }]
  },
}

export const recordAttempt = (
  patience: Patience,
): CommandDefinition<RecordAttempt, WebhookEvent, Refusal<'attempt-not-current'>> => ({
  type: 'RecordAttempt',
  reads: ({ data }) => [laneOf(data), endpointOf(data)],
  decide: ({ data }, states, context) => {
    const [state, target] = states as readonly [Lane, Endpoint]
    if (!isAt(state, data, 'calling')) return refuse('attempt-not-current', { step: state.step })
    return [
      { stream: laneStream(data.laneId), events: recorded(patience, data, state, context) },
      { stream: endpointStream(data.endpointId), events: judged(data, state, target, context.now) },
    ]
  },
})

export const retryAttempt = (
  patience: Patience,
): CommandDefinition<RetryAttempt, LaneEvent, Refusal<'attempt-not-due'>> => ({
  type: 'RetryAttempt',
  reads: ({ data }) => [laneOf(data)],
  decide: ({ data }, [state], { now }) =>
    isAt(state as Lane, data, 'pausing')
      ? [{ stream: laneStream(data.laneId), events: next(patience, state as Lane, now) }]
      : refuse('attempt-not-due', { step: (state as Lane).step }),
})

/** Takes up what was left standing; where an attempt is under way, it goes on by itself. */
export const continueLane = (
  patience: Patience,
): CommandDefinition<ContinueLane, LaneEvent, Refusal<never>> => ({
  type: 'ContinueLane',
  reads: ({ data }) => [laneOf(data)],
  decide: ({ data }, [state], { now }) => {
    const stands = (state as Lane).step === 'due' || (state as Lane).step === 'pausing'
    const events = stands ? next(patience, state as Lane, now) : []
    return [{ stream: laneStream(data.laneId), events }]
  },
})

export const dropLane: CommandDefinition<DropLane, LaneEvent, Refusal<never>> = {
  type: 'DropLane',
  reads: ({ data }) => [laneOf(data)],
  decide: ({ data }, [state]) => [
    { stream: laneStream(data.laneId), events: dropped(state as Lane) },
  ],
}

const dropped = ({ waiting }: Lane): readonly LaneEvent[] =>
  waiting.map(({ deliveryId, endpointId }) => ({
    type: 'DeliveryAbandoned',
    data: { deliveryId, endpointId, because: 'endpoint-removed' },
  }))

const isAt = (
  { step, waiting, attempt }: Lane,
  asked: Pick<AttemptPlace, 'deliveryId' | 'attempt'>,
  expected: Lane['step'],
): boolean =>
  step === expected && waiting[0]?.deliveryId === asked.deliveryId && attempt === asked.attempt

/** The first that is not too old is due; those before it are abandoned. */
const next = ({ retentionMs }: Patience, state: Lane, now: Instant): readonly LaneEvent[] => {
  const events: LaneEvent[] = []
  for (const [index, { deliveryId, endpointId, queuedAt }] of state.waiting.entries()) {
    if (now - queuedAt > retentionMs) {
      events.push({
        type: 'DeliveryAbandoned',
        data: { deliveryId, endpointId, because: 'too-old' },
      })
      continue
    }
    const attempt = index === 0 ? state.attempt : 1
    return [...events, { type: 'AttemptDue', data: { deliveryId, endpointId, attempt } }]
  }
  return events
}

/** The first has come to its end. */
const afterHead = (patience: Patience, state: Lane, now: Instant): readonly LaneEvent[] =>
  next(patience, { ...state, waiting: state.waiting.slice(1), attempt: 1 }, now)

const recorded = (
  patience: Patience,
  { deliveryId, endpointId, attempt, outcome, jitter }: RecordAttempt['data'],
  state: Lane,
  { now }: DecisionContext,
): readonly LaneEvent[] => {
  const which = { deliveryId, endpointId, attempt }
  switch (outcome.kind) {
    case 'taken': {
      const { status, durationMs } = outcome
      return [
        { type: 'DeliverySucceeded', data: { ...which, status, durationMs } },
        ...afterHead(patience, state, now),
      ]
    }
    case 'postponed': {
      const nextAt = now + Math.ceil(jitter * patience.postponedMaxMs)
      const { reason } = outcome
      return [{ type: 'AttemptPostponed', data: { ...which, reason, nextAt } }]
    }
    case 'lost': {
      const failed: LaneEvent = { type: 'AttemptFailed', data: { ...which, reason: 'answer-lost' } }
      return state.waiting[0]?.isTest
        ? [failed, ...abandoned(patience, which, state, now)]
        : [failed, ...next(patience, { ...state, attempt: attempt + 1 }, now)]
    }
    case 'failed': {
      const { kind: _, retryAfterMs = 0, ...told } = outcome
      const firstAttemptAt = state.firstAttemptAt ?? now
      const nextAt = state.waiting[0]?.isTest
        ? undefined
        : nextAttemptAt(patience, { attempt, firstAttemptAt, now, jitter, retryAfterMs })
      return nextAt === undefined
        ? [
            { type: 'AttemptFailed', data: { ...which, ...told } },
            ...abandoned(patience, which, state, now),
          ]
        : [{ type: 'AttemptFailed', data: { ...which, ...told, nextAt } }]
    }
  }
}

const abandoned = (
  patience: Patience,
  { deliveryId, endpointId }: Pick<AttemptPlace, 'deliveryId' | 'endpointId'>,
  state: Lane,
  now: Instant,
): readonly LaneEvent[] => [
  { type: 'DeliveryAbandoned', data: { deliveryId, endpointId, because: 'retries-used-up' } },
  ...afterHead(patience, state, now),
]

/** What an outcome says about the endpoint. */
const judged = (
  { endpointId, outcome }: RecordAttempt['data'],
  { waiting }: Lane,
  target: Endpoint,
  now: Instant,
): readonly WebhookEvent[] => {
  if (target.status === 'none' || target.status === 'removed') return []
  if (outcome.kind === 'taken')
    return target.failingSince === undefined
      ? []
      : [
          {
            type: 'EndpointRecovered',
            data: { endpointId, failedForMs: Math.max(0, now - target.failingSince) },
          },
        ]
  if (outcome.kind !== 'failed' || target.status === 'paused') return []
  if (outcome.status === 410)
    return [{ type: 'EndpointPaused', data: { endpointId, because: 'gone' } }]
  // Nothing follows a test that would show that the endpoint is back, and it would be paused for it three days later.
  if (waiting[0]?.isTest) return []
  return target.failingSince !== undefined
    ? []
    : [{ type: 'EndpointFailing', data: { endpointId } }]
}
