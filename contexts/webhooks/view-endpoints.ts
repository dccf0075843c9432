import type { Instant } from '../../kernel/clock.ts'
import type { Actor, RecordedEvent } from '../../kernel/message.ts'
import type { View } from '../../kernel/view.ts'
import { endpoint, type EndpointEvent, type KnownEndpoint } from './endpoint-state.ts'
import type { WebhookEventOf } from './events.ts'

/** An endpoint as it stands, and what became of its deliveries. */
export interface EndpointRow extends KnownEndpoint {
  readonly endpointId: string
  readonly needsOperator: boolean
  readonly createdAt: Instant
  readonly createdBy: Actor
  readonly updatedAt: Instant
  readonly pausedAt: Instant | null
  /** Neither delivered nor abandoned. */
  readonly open: number
  readonly delivered: number
  readonly abandoned: number
  readonly failedAttempts: number
  readonly lastDeliveredAt: Instant | null
  readonly lastFailedAt: Instant | null
}

type CountedEvent = WebhookEventOf<
  'DeliveryQueued' | 'AttemptFailed' | 'DeliverySucceeded' | 'DeliveryAbandoned'
>

/** Key: endpoint id. */
export const endpointsView: View<EndpointRow, EndpointEvent | CountedEvent> = {
  name: 'webhook-endpoints',
  version: 2,
  events: [
    'EndpointCreated',
    'EndpointChanged',
    'EndpointRemoved',
    'SecretRotated',
    'EndpointPaused',
    'EndpointResumed',
    'EndpointFailing',
    'EndpointRecovered',
    'DeliveryQueued',
    'AttemptFailed',
    'DeliverySucceeded',
    'DeliveryAbandoned',
  ],
  keys: ({ data }) => [data.endpointId],
  fold: (row, event) => {
    if (event.type === 'EndpointCreated') return created(event)
    if (!row) throw new Error(`${event.type} of an endpoint that was not created`)
    return isCounted(event) ? { ...row, ...countOf(row, event) } : changed(row, event)
  },
  indexed: { status: 'text', createdAt: 'instant', needsOperator: 'boolean' },
}

const created = (event: RecordedEvent<WebhookEventOf<'EndpointCreated'>>): EndpointRow => ({
  ...(endpoint.evolve(endpoint.initialState, event) as KnownEndpoint),
  endpointId: event.data.endpointId,
  needsOperator: false,
  createdAt: event.time,
  createdBy: event.actor,
  updatedAt: event.time,
  pausedAt: null,
  open: 0,
  delivered: 0,
  abandoned: 0,
  failedAttempts: 0,
  lastDeliveredAt: null,
  lastFailedAt: null,
})

const isCounted = (
  event: RecordedEvent<EndpointEvent | CountedEvent>,
): event is RecordedEvent<CountedEvent> =>
  event.type === 'DeliveryQueued' ||
  event.type === 'AttemptFailed' ||
  event.type === 'DeliverySucceeded' ||
  event.type === 'DeliveryAbandoned'

const changed = (row: EndpointRow, event: RecordedEvent<EndpointEvent>): EndpointRow => {
  // Everything that is not the endpoint's own state stays; what the state no longer has goes.
  const { description: _, pausedBecause: __, failingSince: ___, missingSince: ____, ...kept } = row
  const state = endpoint.evolve(row, event) as EndpointRow
  return {
    ...kept,
    ...state,
    updatedAt: event.time,
    pausedAt:
      event.type === 'EndpointPaused'
        ? event.time
        : state.status === 'paused'
          ? row.pausedAt
          : null,
    needsOperator: state.status === 'paused' && state.pausedBecause !== 'asked',
  }
}

const countOf = (
  row: EndpointRow,
  { type, time }: RecordedEvent<CountedEvent>,
): Partial<EndpointRow> => {
  switch (type) {
    case 'DeliveryQueued':
      return { open: row.open + 1 }
    case 'AttemptFailed':
      return { failedAttempts: row.failedAttempts + 1, lastFailedAt: time }
    case 'DeliverySucceeded':
      return { open: row.open - 1, delivered: row.delivered + 1, lastDeliveredAt: time }
    case 'DeliveryAbandoned':
      return { open: row.open - 1, abandoned: row.abandoned + 1 }
  }
}
