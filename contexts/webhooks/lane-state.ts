import type { Instant } from '../../kernel/clock.ts'
import type { Entity } from '../../kernel/decider.ts'
import type { WebhookEventOf } from './events.ts'

export type LaneEvent = WebhookEventOf<
  | 'DeliveryQueued'
  | 'AttemptDue'
  | 'AttemptStarted'
  | 'AttemptFailed'
  | 'AttemptPostponed'
  | 'DeliverySucceeded'
  | 'DeliveryAbandoned'
>

export interface Waiting {
  readonly deliveryId: string
  readonly endpointId: string
  readonly queuedAt: Instant
  readonly isTest: boolean
}

/** The deliveries of one entity to one endpoint. All but `waiting` is about the first of them. */
export interface Lane {
  readonly waiting: readonly Waiting[]
  /** `pausing`: a timer makes the next attempt due. */
  readonly step: 'idle' | 'due' | 'calling' | 'pausing'
  /** The attempt that is due, under way or next. */
  readonly attempt: number
  readonly firstAttemptAt?: Instant
}

const initialState: Lane = { waiting: [], step: 'idle', attempt: 1 }

export const lane: Entity<Lane, LaneEvent> = {
  name: 'lane',
  initialState,
  evolve: (state, { type, data, time }) => {
    switch (type) {
      case 'DeliveryQueued': {
        const { deliveryId, endpointId, isTest = false } = data
        const waiting = [...state.waiting, { deliveryId, endpointId, queuedAt: time, isTest }]
        return data.isDue ? { waiting, step: 'due', attempt: 1 } : { ...state, waiting }
      }
      case 'AttemptDue':
        return { ...state, step: 'due', attempt: data.attempt }
      case 'AttemptStarted':
        return { ...state, step: 'calling', firstAttemptAt: state.firstAttemptAt ?? time }
      case 'AttemptFailed':
        return { ...state, step: 'pausing', attempt: data.attempt + 1 }
      case 'AttemptPostponed':
        return { ...state, step: 'pausing' }
      case 'DeliverySucceeded':
      case 'DeliveryAbandoned':
        return without(state, data.deliveryId)
    }
  },
}

/** The next one, if any, begins anew. */
const without = (state: Lane, deliveryId: string): Lane => {
  const waiting = state.waiting.filter((other) => other.deliveryId !== deliveryId)
  return state.waiting[0]?.deliveryId === deliveryId
    ? { ...initialState, waiting }
    : { ...state, waiting }
}
