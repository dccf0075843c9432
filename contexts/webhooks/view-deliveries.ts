import type { Instant } from '../../kernel/clock.ts'
import type { RecordedEvent } from '../../kernel/message.ts'
import type { View } from '../../kernel/view.ts'
import type { DeliveryStatus } from './contract.ts'
import type { AbandonReason } from './events.ts'
import { laneIdOfStream } from './lane.ts'
import type { LaneEvent } from './lane-state.ts'

/** A delivery as it stands. What it carried is not in it. */
export interface DeliveryRow {
  readonly deliveryId: string
  readonly endpointId: string
  readonly laneId: string
  /** The fact's. */
  readonly eventId: string
  readonly eventType: string
  readonly subject: string
  readonly sequence: number
  readonly status: DeliveryStatus
  /** Neither delivered nor abandoned. */
  readonly isOpen: boolean
  readonly attempts: number
  readonly lastStatus: number | null
  readonly lastReason: string | null
  readonly durationMs: number | null
  readonly nextAttemptAt: Instant | null
  readonly abandonedBecause: AbandonReason | null
  readonly resendOf: string | null
  readonly isTest: boolean
  readonly queuedAt: Instant
  readonly updatedAt: Instant
}

/** Key: delivery id. */
export const deliveriesView: View<DeliveryRow, LaneEvent> = {
  name: 'webhook-deliveries',
  version: 2,
  events: [
    'DeliveryQueued',
    'AttemptDue',
    'AttemptStarted',
    'AttemptFailed',
    'AttemptPostponed',
    'DeliverySucceeded',
    'DeliveryAbandoned',
  ],
  keys: ({ data }) => [data.deliveryId],
  fold: (row, event) => {
    if (event.type === 'DeliveryQueued') return queued(event)
    if (!row) throw new Error(`${event.type} of a delivery that was not queued`)
    return { ...row, ...changeOf(event), updatedAt: event.time }
  },
  indexed: {
    endpointId: 'keyword',
    status: 'keyword',
    eventType: 'keyword',
    subject: 'keyword',
    isOpen: 'boolean',
    queuedAt: 'instant',
    updatedAt: 'instant',
  },
}

const queued = ({
  data,
  stream,
  time,
}: RecordedEvent<Extract<LaneEvent, { type: 'DeliveryQueued' }>>): DeliveryRow => ({
  deliveryId: data.deliveryId,
  endpointId: data.endpointId,
  laneId: laneIdOfStream(stream),
  eventId: data.fact.id,
  eventType: data.fact.type,
  subject: data.fact.subject,
  sequence: data.fact.sequence,
  status: data.isDue ? 'due' : 'waiting',
  isOpen: true,
  attempts: 0,
  lastStatus: null,
  lastReason: null,
  durationMs: null,
  nextAttemptAt: null,
  abandonedBecause: null,
  resendOf: data.resendOf ?? null,
  isTest: data.isTest ?? false,
  queuedAt: time,
  updatedAt: time,
})

const changeOf = ({
  type,
  data,
}: Exclude<LaneEvent, { type: 'DeliveryQueued' }>): Partial<DeliveryRow> => {
  switch (type) {
    case 'AttemptDue':
      return { status: 'due', nextAttemptAt: null }
    case 'AttemptStarted':
      return { status: 'sending', nextAttemptAt: null, attempts: data.attempt }
    case 'AttemptPostponed':
      return { status: 'retrying', lastReason: data.reason, nextAttemptAt: data.nextAt }
    case 'AttemptFailed':
      return {
        status: 'retrying',
        lastStatus: data.status ?? null,
        lastReason: data.reason,
        durationMs: data.durationMs ?? null,
        nextAttemptAt: data.nextAt ?? null,
      }
    case 'DeliverySucceeded':
      return {
        status: 'delivered',
        isOpen: false,
        lastStatus: data.status,
        lastReason: null,
        durationMs: data.durationMs,
        nextAttemptAt: null,
      }
    case 'DeliveryAbandoned':
      return {
        status: 'abandoned',
        isOpen: false,
        nextAttemptAt: null,
        abandonedBecause: data.because,
      }
  }
}
