import type { Instant } from '../../kernel/clock.ts'
import type { Entity } from '../../kernel/decider.ts'
import type { PauseReason, WebhookEventOf } from './events.ts'

export type EndpointEvent = WebhookEventOf<
  | 'EndpointCreated'
  | 'EndpointChanged'
  | 'EndpointRemoved'
  | 'SecretRotated'
  | 'EndpointPaused'
  | 'EndpointResumed'
  | 'EndpointFailing'
  | 'EndpointRecovered'
  | 'ResendAsked'
  | 'BacklogWorkedThrough'
>

export interface KnownEndpoint {
  readonly status: 'active' | 'paused' | 'removed'
  readonly pausedBecause?: PauseReason
  readonly url: string
  readonly description?: string
  readonly eventTypes: readonly string[]
  readonly bodyVersion: number
  /** Since when it has taken nothing. */
  readonly failingSince?: Instant
  /** Since when facts are not queued, because too many wait. */
  readonly missingSince?: Instant
  /** The last time span of which it was not told. */
  readonly missed?: { readonly from: Instant; readonly until: Instant }
  /** Of the secret that signs from now on. */
  readonly generation: number
  /** Until then the one before signs too. */
  readonly previousUntil: Instant
}
export type Endpoint = { readonly status: 'none' } | KnownEndpoint

export const endpoint: Entity<Endpoint, EndpointEvent> = {
  name: 'endpoint',
  initialState: { status: 'none' },
  evolve: (state, event) => {
    if (event.type === 'EndpointCreated') return created(event.data)
    return state.status === 'none' ? state : evolveKnown(state, event)
  },
}

const created = ({
  endpointId: _endpointId,
  ...described
}: WebhookEventOf<'EndpointCreated'>['data']): KnownEndpoint => ({
  ...described,
  status: 'active',
  generation: 1,
  previousUntil: 0,
})

const evolveKnown = (
  state: KnownEndpoint,
  {
    type,
    data,
    time,
  }: Exclude<EndpointEvent, { type: 'EndpointCreated' }> & { readonly time: Instant },
): KnownEndpoint => {
  switch (type) {
    case 'EndpointChanged': {
      const { description: _, ...kept } = state
      const { endpointId: __, ...changed } = data
      return { ...kept, ...changed }
    }
    case 'EndpointRemoved':
      return { ...state, status: 'removed' }
    case 'SecretRotated':
      return { ...state, generation: data.generation, previousUntil: data.previousUntil }
    case 'EndpointPaused':
      return {
        ...recovered(state),
        status: 'paused',
        pausedBecause: data.because,
        ...(data.because === 'backlog-full' ? { missingSince: time } : {}),
      }
    case 'EndpointResumed': {
      const { pausedBecause: _, missingSince: from, ...kept } = state
      const missed = from === undefined ? {} : { missed: { from, until: time } }
      return { ...kept, ...missed, status: 'active' }
    }
    case 'EndpointFailing':
      return { ...state, failingSince: time }
    case 'EndpointRecovered':
      return recovered(state)
    default:
      return state
  }
}

const recovered = ({ failingSince: _since, ...kept }: KnownEndpoint): KnownEndpoint => kept

/** The generations that sign at this time, the newest first. */
export const signingGenerations = (
  { generation, previousUntil }: Pick<KnownEndpoint, 'generation' | 'previousUntil'>,
  now: Instant,
): readonly number[] => (now < previousUntil ? [generation, generation - 1] : [generation])
