import type { ContextTools } from '../../kernel/context.ts'
import type { LogReader } from '../../kernel/event-store.ts'
import type { Ids } from '../../kernel/id.ts'
import type { BusMessage } from '../../kernel/message-bus.ts'
import type { RecordedEvent } from '../../kernel/message.ts'
import type { Intent } from '../../kernel/policy.ts'
import { positionToken } from '../../kernel/position-token.ts'
import type { Publish } from '../../kernel/relay.ts'
import { parseTopic } from '../../kernel/topic.ts'
import { stopQueueing, type StopQueueing } from './endpoint.ts'
import { eventTypeOf } from './event-type.ts'
import type { Fact } from './events.ts'
import { queueDelivery, type QueueDelivery } from './lane.ts'
import { patience, type Patience } from './patience.ts'
import { Subscriptions } from './subscriptions.ts'
import { endpointsView, type EndpointRow } from './view-endpoints.ts'

/** Turns what a context publishes into deliveries. */
export interface FanOut {
  /** To be awaited before the events of a page are looked at; what it gives is to be sent before their deliveries. */
  prepare(): Promise<readonly Intent[]>
  /** One command for each endpoint that wants a fact; the same ones whenever it is asked about the same event. */
  deliveries(event: RecordedEvent): readonly Intent[]
}

/** `log` is the source's name, `publish` what it tells of an event. */
export const fanOut = (
  { log, ids, clock, view }: Pick<ContextTools, 'log' | 'ids' | 'clock' | 'view'>,
  source: Pick<LogReader, 'name'>,
  publish: Publish,
  { waitingMax }: Pick<Patience, 'waitingMax'> = patience,
): FanOut => {
  const subscriptions = new Subscriptions(log)
  const endpoints = view<EndpointRow>(endpointsView)
  let lookedAt = 0
  const overflowing = async (): Promise<readonly Intent[]> => {
    if (clock.now() < lookedAt + lookEveryMs) return []
    lookedAt = clock.now()
    const rows = await Promise.all(subscriptions.takingPart().map((id) => endpoints.get(id)))
    return rows.flatMap((found) =>
      found && isFull(found.row, waitingMax) ? [stop(found.row)] : [],
    )
  }
  return {
    prepare: async () => {
      await subscriptions.refresh()
      return overflowing()
    },
    deliveries: (event) => {
      // To say what a context tells of an event costs more than to see that nobody would hear it.
      if (subscriptions.areNone()) return []
      return publish(event)
        .filter(isFact)
        .flatMap((message) => {
          const fact = factOf(message, positionToken(source.name, event.position))
          return subscriptions
            .wanting(fact.type, event.time)
            .map((endpointId) => queueing(ids, endpointId, fact))
        })
    },
  }
}

/** Questions and answers are for the systems that they name, not for webhooks. */
const isFact = ({ topic }: BusMessage): boolean => {
  const parsed = parseTopic(topic)
  return !('refused' in parsed) && parsed.classification === 'fct'
}
/** Counting is the view's; between two looks some more are queued. */
const lookEveryMs = 1_000

const isFull = (
  { status, failingSince, open }: EndpointRow,
  waitingMax: Patience['waitingMax'],
): boolean =>
  open >= (status === 'paused' || failingSince !== undefined ? waitingMax : 2 * waitingMax)

const stop = ({ endpointId }: EndpointRow): Intent<StopQueueing> => ({
  definition: stopQueueing,
  command: { type: 'StopQueueing', data: { endpointId } },
})

const factOf = (message: BusMessage, after: string): Fact => ({
  id: message.id,
  type: eventTypeOf(message.type),
  time: message.time,
  subject: message.subject,
  sequence: message.entityVersion,
  payload: JSON.parse(message.payload) as Fact['payload'],
  after,
})

const queueing = (ids: Ids, endpointId: string, fact: Fact): Intent<QueueDelivery> => ({
  definition: queueDelivery,
  command: {
    type: 'QueueDelivery',
    data: {
      laneId: laneIdOf(ids, endpointId, fact.subject),
      endpointId,
      deliveryId: ids.derive('webhook delivery', endpointId, fact.id, fact.type),
      fact,
    },
  },
})

/** One lane for each entity and endpoint. */
export const laneIdOf = (ids: Pick<Ids, 'derive'>, endpointId: string, subject: string): string =>
  ids.derive('webhook lane', endpointId, subject)
