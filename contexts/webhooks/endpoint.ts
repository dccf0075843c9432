import type { Instant } from '../../kernel/clock.ts'
import type { CommandDefinition, Decision } from '../../kernel/decider.ts'
import { refuse, type Refusal } from '../../kernel/refusal.ts'
import {
  endpoint,
  type Endpoint,
  type EndpointEvent,
  type KnownEndpoint,
} from './endpoint-state.ts'
import type { WebhookEvent, WebhookEventOf } from './events.ts'
import { endpointStream } from './lane.ts'
import { subscriptionsStream, subscriptions, type Subscribed } from './subscriptions.ts'

/** One installation has so many at the most. */
export const endpointsMax = 100

interface Described {
  readonly endpointId: string
  readonly url: string
  readonly description?: string
  readonly eventTypes: readonly string[]
}

export type CreateEndpoint = {
  readonly type: 'CreateEndpoint'
  readonly data: Described & { readonly bodyVersion: number }
}
export type ChangeEndpoint = { readonly type: 'ChangeEndpoint'; readonly data: Described }
export type RemoveEndpoint = {
  readonly type: 'RemoveEndpoint'
  readonly data: { readonly endpointId: string }
}
export type RotateSecret = {
  readonly type: 'RotateSecret'
  readonly data: { readonly endpointId: string; readonly overlapMs: number }
}
export type PauseEndpoint = {
  readonly type: 'PauseEndpoint'
  readonly data: { readonly endpointId: string; readonly because: 'asked' | 'failing' }
}
export type StopQueueing = {
  readonly type: 'StopQueueing'
  readonly data: { readonly endpointId: string }
}
export type ResumeEndpoint = {
  readonly type: 'ResumeEndpoint'
  readonly data: { readonly endpointId: string }
}
export type AskResend = {
  readonly type: 'AskResend'
  readonly data: WebhookEventOf<'ResendAsked'>['data']
}
export type RecordBacklog = {
  readonly type: 'RecordBacklog'
  readonly data: WebhookEventOf<'BacklogWorkedThrough'>['data']
}

const both = ({ data }: { readonly data: { readonly endpointId: string } }) => [
  { stream: endpointStream(data.endpointId), entity: endpoint },
  { stream: subscriptionsStream, entity: subscriptions },
]

export const createEndpoint: CommandDefinition<
  CreateEndpoint,
  WebhookEvent,
  Refusal<'endpoint-exists' | 'too-many-endpoints'>
> = {
  type: 'CreateEndpoint',
  reads: both,
  decide: ({ data }, states) => {
    const [state, subscribed] = states as readonly [Endpoint, Subscribed]
    if (state.status !== 'none') return refuse('endpoint-exists')
    if (Object.keys(subscribed).length >= endpointsMax)
      return refuse('too-many-endpoints', { max: endpointsMax })
    return described(data, {
      type: 'EndpointCreated',
      data: { ...data, eventTypes: [...data.eventTypes] },
    })
  },
}

export const changeEndpoint: CommandDefinition<
  ChangeEndpoint,
  WebhookEvent,
  Refusal<'endpoint-unknown'>
> = {
  type: 'ChangeEndpoint',
  reads: both,
  decide: ({ data }, [state]) =>
    isThere(state as Endpoint)
      ? described(data, {
          type: 'EndpointChanged',
          data: { ...data, eventTypes: [...data.eventTypes] },
        })
      : refuse('endpoint-unknown'),
}

const described = (
  { endpointId, eventTypes }: Described,
  event: EndpointEvent,
): Decision<WebhookEvent> => [
  { stream: endpointStream(endpointId), events: [event] },
  {
    stream: subscriptionsStream,
    events: [{ type: 'SubscriptionSet', data: { endpointId, eventTypes: [...eventTypes] } }],
  },
]

export const removeEndpoint: CommandDefinition<
  RemoveEndpoint,
  WebhookEvent,
  Refusal<'endpoint-unknown'>
> = {
  type: 'RemoveEndpoint',
  reads: both,
  decide: ({ data }, [state]) =>
    isThere(state as Endpoint)
      ? [
          {
            stream: endpointStream(data.endpointId),
            events: [{ type: 'EndpointRemoved', data }],
          },
          { stream: subscriptionsStream, events: [{ type: 'SubscriptionEnded', data }] },
        ]
      : refuse('endpoint-unknown'),
}

export const rotateSecret = onKnown<RotateSecret, 'rotation-under-way'>(
  'RotateSecret',
  ({ endpointId, overlapMs }, { generation, previousUntil }, now) => {
    // A third secret would push out the first one before the time that its holder was promised. Where one has leaked,
    // and no older one is to sign from now on, that is what is wanted.
    if (overlapMs > 0 && now < previousUntil) return refuse('rotation-under-way')
    const rotated = { endpointId, generation: generation + 1, previousUntil: now + overlapMs }
    return [{ type: 'SecretRotated', data: rotated }]
  },
)

export const pauseEndpoint = onKnown<PauseEndpoint, 'endpoint-not-failing'>(
  'PauseEndpoint',
  (data, { status, failingSince }) => {
    if (data.because === 'failing' && failingSince === undefined)
      return refuse('endpoint-not-failing')
    return status === 'paused' ? [] : [{ type: 'EndpointPaused', data }]
  },
)

/** So much waits for it that it would only ever become more: it is paused, and misses what happens from now on. */
export const stopQueueing: CommandDefinition<
  StopQueueing,
  WebhookEvent,
  Refusal<'endpoint-unknown'>
> = {
  type: 'StopQueueing',
  reads: both,
  decide: ({ data }, states) => {
    const [state, subscribed] = states as readonly [Endpoint, Subscribed]
    if (!isThere(state)) return refuse('endpoint-unknown')
    if (subscribed[data.endpointId]?.suspendedAt !== undefined) return []
    return [
      {
        stream: endpointStream(data.endpointId),
        events: [{ type: 'EndpointPaused', data: { ...data, because: 'backlog-full' } }],
      },
      { stream: subscriptionsStream, events: [{ type: 'SubscriptionSuspended', data }] },
    ]
  },
}

export const resumeEndpoint: CommandDefinition<
  ResumeEndpoint,
  WebhookEvent,
  Refusal<'endpoint-unknown'>
> = {
  type: 'ResumeEndpoint',
  reads: both,
  decide: ({ data }, states) => {
    const [state, subscribed] = states as readonly [Endpoint, Subscribed]
    if (!isThere(state)) return refuse('endpoint-unknown')
    const isMissing = subscribed[data.endpointId]?.suspendedAt !== undefined
    return [
      {
        stream: endpointStream(data.endpointId),
        events: state.status === 'paused' ? [{ type: 'EndpointResumed', data }] : [],
      },
      {
        stream: subscriptionsStream,
        events: isMissing ? [{ type: 'SubscriptionContinued', data }] : [],
      },
    ]
  },
}

export const askResend = onKnown<AskResend, never>('AskResend', (data) => [
  { type: 'ResendAsked', data },
])

/** Removed endpoints have a backlog too. */
export const recordBacklog: CommandDefinition<
  RecordBacklog,
  EndpointEvent,
  Refusal<'endpoint-unknown'>
> = {
  type: 'RecordBacklog',
  reads: ({ data }) => [{ stream: endpointStream(data.endpointId), entity: endpoint }],
  decide: ({ data }, [state]) =>
    (state as Endpoint).status === 'none'
      ? refuse('endpoint-unknown')
      : [
          {
            stream: endpointStream(data.endpointId),
            events: [{ type: 'BacklogWorkedThrough', data }],
          },
        ],
}

const isThere = (state: Endpoint): state is KnownEndpoint =>
  state.status === 'active' || state.status === 'paused'

function onKnown<
  C extends { readonly type: string; readonly data: { readonly endpointId: string } },
  Slug extends string,
>(
  type: C['type'],
  decide: (
    data: C['data'],
    state: KnownEndpoint,
    now: Instant,
  ) => readonly EndpointEvent[] | Refusal<Slug>,
): CommandDefinition<C, EndpointEvent, Refusal<Slug | 'endpoint-unknown'>> {
  const streamOf = (command: C) => endpointStream(command.data.endpointId)
  return {
    type,
    reads: (command) => [{ stream: streamOf(command), entity: endpoint }],
    decide: (command, [state], { now }) => {
      if (!isThere(state as Endpoint)) return refuse('endpoint-unknown')
      const decided = decide(command.data, state as KnownEndpoint, now)
      return 'refused' in decided ? decided : [{ stream: streamOf(command), events: decided }]
    },
  }
}
