import { formatInstant } from '../../kernel/clock.ts'
import type { Publish } from '../../kernel/relay.ts'
import { webhookTopic, type PublishedFact } from './contract.ts'
import type { WebhookEvent } from './events.ts'

/** Tells the world that an endpoint is no longer served: somebody has to look. */
export const publishWebhooks =
  (environment: string): Publish<WebhookEvent> =>
  (event) => {
    if (event.type !== 'EndpointPaused') return []
    const { endpointId, because } = event.data
    const at = formatInstant(event.time)
    const payload: PublishedFact<'WebhookEndpointPaused'> = { endpointId, because, at }
    return [
      {
        topic: webhookTopic(environment, 'WebhookEndpointPaused'),
        key: endpointId,
        id: event.id,
        source: '/millrace/webhooks',
        type: 'WebhookEndpointPaused',
        time: at,
        traceparent: event.traceparent,
        subject: `webhook/${endpointId}`,
        entityVersion: event.version,
        payload: JSON.stringify(payload),
      },
    ]
  }
