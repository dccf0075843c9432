import type { Schedule } from '../../kernel/schedule.ts'
import { pauseEndpoint } from './endpoint.ts'
import type { WebhookEventOf } from './events.ts'
import { laneIdOfStream, retryAttempt } from './lane.ts'
import type { Patience } from './patience.ts'

const laneEvents = ['AttemptFailed', 'AttemptPostponed', 'DeliveryAbandoned'] as const
const endpointEvents = [
  'EndpointFailing',
  'EndpointRecovered',
  'EndpointPaused',
  'EndpointRemoved',
] as const

/** One timer for each lane whose first delivery waits for its next attempt. */
export const retries = (
  patience: Patience,
): Schedule<WebhookEventOf<(typeof laneEvents)[number]>> => {
  const definition = retryAttempt(patience)
  return {
    name: 'webhook-retries',
    events: laneEvents,
    change: ({ type, data, stream }) => {
      const laneId = laneIdOfStream(stream)
      const timer = `lane-${laneId}`
      if (type === 'DeliveryAbandoned') return [{ cancel: timer }]
      if (data.nextAt === undefined) return []
      const { deliveryId, endpointId } = data
      const attempt = type === 'AttemptFailed' ? data.attempt + 1 : data.attempt
      const command = {
        type: 'RetryAttempt',
        data: { laneId, endpointId, deliveryId, attempt },
      } as const
      return [{ set: timer, due: data.nextAt, intent: { definition, command } }]
    },
  }
}

/** An endpoint that fails for too long is paused, and somebody has to look. */
export const pauses = ({
  pauseAfterMs,
}: Patience): Schedule<WebhookEventOf<(typeof endpointEvents)[number]>> => ({
  name: 'webhook-pauses',
  events: endpointEvents,
  change: ({ type, data: { endpointId }, time }) => {
    const timer = `endpoint-${endpointId}`
    if (type !== 'EndpointFailing') return [{ cancel: timer }]
    const command = { type: 'PauseEndpoint', data: { endpointId, because: 'failing' } } as const
    const intent = { definition: pauseEndpoint, command }
    return [{ set: timer, due: time + pauseAfterMs, intent }]
  },
})
