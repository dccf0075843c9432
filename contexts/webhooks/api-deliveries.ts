import type { ContextTools } from '../../kernel/context.ts'
import { pageOf, pageReply } from '../../kernel/list-page.ts'
import { listGrammar, type ListAsked } from '../../kernel/list-query.ts'
import type { RecordedEvent } from '../../kernel/message.ts'
import { ok } from '../../kernel/reply.ts'
import { liveRoute, route, type Route } from '../../kernel/route.ts'
import type { ViewRow } from '../../kernel/view.ts'
import { DeliveryParams, notFound, readers, tag } from './api-lists.ts'
import { DeliveryDetail, DeliveryShown, deliveryStatuses } from './contract.ts'
import type { LaneEvent } from './lane-state.ts'
import { laneStream } from './lane.ts'
import { showAttempts, showDeliveries } from './showing.ts'
import { deliveriesView, type DeliveryRow } from './view-deliveries.ts'

/** What deliveries can be asked by. */
const deliveryList = listGrammar(deliveriesView, {
  filters: {
    endpointId: { format: 'uuid' },
    status: { enum: deliveryStatuses },
    eventType: { maxLength: 80, description: 'For example payment.settled' },
    subject: { maxLength: 120, description: 'For example payment/0190...' },
    queuedAt: { description: 'Queued at' },
    updatedAt: { description: 'Changed last at' },
  },
  sorts: ['queuedAt', 'updatedAt'],
  sort: '-queuedAt',
})

/** The delivery log. */
export const deliveryRoutes = (tools: ContextTools): readonly Route[] => {
  const view = tools.view<DeliveryRow>(deliveriesView)
  const show = (rows: readonly ViewRow<DeliveryRow>[]) => showDeliveries(tools.log.name, rows)
  return [
    route<Record<string, never>, ListAsked>({
      method: 'GET',
      path: '/v1/webhooks/deliveries',
      name: 'listWebhookDeliveries',
      summary: 'What was sent, and how it went',
      description: 'For example ?endpointId=...&status=retrying&sort=-updatedAt',
      tag,
      access: { roles: readers },
      query: deliveryList.query,
      shows: view,
      replies: { 200: pageOf(DeliveryShown) },
      handle: ({ query }) => pageReply(view, deliveryList.read(query), show),
    }),
    liveRoute({
      path: '/v1/webhooks/deliveries/live',
      name: 'watchWebhookDeliveries',
      summary: 'Watch deliveries',
      description: 'Server-sent events `rows` with {items}; resumes by Last-Event-ID.',
      tag,
      access: { roles: readers },
      feed: {
        view,
        show: (rows) => Promise.resolve(show(rows as readonly ViewRow<DeliveryRow>[])),
      },
    }),
    route<{ deliveryId: string }>({
      method: 'GET',
      path: '/v1/webhooks/deliveries/:deliveryId',
      name: 'getWebhookDelivery',
      summary: 'One delivery with its attempts',
      tag,
      access: { roles: readers },
      params: DeliveryParams,
      shows: view,
      replies: { 200: DeliveryDetail },
      refusals: { 'delivery-unknown': 404 },
      handle: async ({ params: { deliveryId } }) => {
        const row = await view.get(deliveryId)
        const [shown] = row ? show([row]) : []
        if (!row || !shown) return notFound('delivery')
        const story = await storyOf(tools, row.row)
        return ok({ ...shown, attemptLog: [...(await showAttempts(tools.vault, story))] })
      },
    }),
  ]
}

const eventsPerRead = 500

/** The events of one delivery, out of those of its lane. */
const storyOf = async (
  { log }: Pick<ContextTools, 'log'>,
  { laneId, deliveryId }: DeliveryRow,
): Promise<readonly RecordedEvent<LaneEvent>[]> => {
  const story: RecordedEvent<LaneEvent>[] = []
  for (let after = 0; ; after += eventsPerRead) {
    const page = await log.readStream(laneStream(laneId), after, eventsPerRead)
    for (const event of page as readonly RecordedEvent<LaneEvent>[])
      if (event.data.deliveryId === deliveryId) story.push(event)
    if (page.length < eventsPerRead) return story
  }
}
