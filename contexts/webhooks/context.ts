import type { Context } from '../../kernel/context.ts'
import type { Json } from '../../kernel/json.ts'
import type { MessageContract } from '../../kernel/message-contract.ts'
import { deliveryRoutes } from './api-deliveries.ts'
import { endpointViewRoutes } from './api-endpoint-views.ts'
import { endpointRoutes } from './api-endpoints.ts'
import { operatingRoutes } from './api-operating.ts'
import { workThroughBacklog } from './backlog.ts'
import { publishedFacts, type EventTypeShown } from './contract.ts'
import { deliver } from './deliver.ts'
import { pauseEndpoint } from './endpoint.ts'
import { eventTypeOf } from './event-type.ts'
import { events } from './events.ts'
import { retryAttempt } from './lane.ts'
import { patience, type Patience } from './patience.ts'
import type { Resources, SigningKeys, WebhookCaller } from './ports.ts'
import { publishWebhooks } from './publish.ts'
import { pauses, retries } from './schedules.ts'
import { deliveriesView } from './view-deliveries.ts'
import { endpointsView } from './view-endpoints.ts'

export interface WebhooksOptions {
  readonly caller: WebhookCaller
  readonly keys: SigningKeys
  readonly resources: Resources
  /** What the other contexts publish, by message name. */
  readonly published: Readonly<Record<string, MessageContract>>
  /** Second part of the topics. */
  readonly environment?: string
  readonly patience?: Partial<Patience>
  /** How long one call may take. */
  readonly timeoutMs?: number
}

/** Webhooks: what other contexts publish, brought to whoever asked for it. */
export const webhooksContext = (options: WebhooksOptions): Context => {
  const { caller, keys, resources, published, environment = 'dev', timeoutMs = 10_000 } = options
  const waits = { ...patience, ...options.patience }
  const catalogue = catalogueOf({ ...published, ...publishedFacts })
  return {
    name: 'webhooks',
    events,
    commands: [retryAttempt(waits), pauseEndpoint],
    views: [endpointsView, deliveriesView],
    schedules: [retries(waits), pauses(waits)],
    outsideCalls: (tools) => [
      deliver({ caller, keys, resources, patience: waits, timeoutMs }, tools),
      workThroughBacklog(waits, tools),
    ],
    publish: publishWebhooks(environment),
    publishes: Object.values(publishedFacts),
    routes: (tools) => [
      ...endpointViewRoutes(tools, catalogue),
      ...endpointRoutes(tools, { caller, keys, catalogue }),
      ...operatingRoutes(tools),
      ...deliveryRoutes(tools),
    ],
  }
}

const catalogueOf = (published: WebhooksOptions['published']): readonly EventTypeShown[] =>
  Object.entries(published)
    .map(([message, { payload }]) => {
      const type = eventTypeOf(message)
      const family = `${type.split('.', 1)[0] ?? type}.*`
      return { type, family, message, data: payload as unknown as Record<string, Json> }
    })
    .sort((one, other) => (one.type < other.type ? -1 : 1))
