import { formatInstant } from '../../kernel/clock.ts'
import { messageOf } from '../../kernel/message-contract.ts'
import type { Publish } from '../../kernel/relay.ts'
import { publishedFacts } from './contract.ts'
import type { WebhookEvent } from './events.ts'

/** Tells the world that an endpoint is no longer served: somebody has to look. */
export const publishWebhooks =
  (environment: string): Publish<WebhookEvent> =>
  (event) => {
    if (event.type !== 'EndpointPaused') return []
    const { endpointId, because } = event.data
    const at = formatInstant(event.time)
    const { WebhookEndpointPaused } = publishedFacts
    return [
      messageOf(
        WebhookEndpointPaused,
        'webhooks',
        environment,
        { endpointId, because, at },
        {
          id: event.id,
          time: at,
          traceparent: event.traceparent,
          subject: `webhook/${endpointId}`,
          entityVersion: event.version,
          extensions: { correlationid: event.correlationId },
        },
      ),
    ]
  }
