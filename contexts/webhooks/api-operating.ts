import Type from 'typebox'
import { formatInstant } from '../../kernel/clock.ts'
import type { ContextTools } from '../../kernel/context.ts'
import { positionToken } from '../../kernel/position-token.ts'
import { outcomeReply } from '../../kernel/reply.ts'
import { route, type Route } from '../../kernel/route.ts'
import {
  changed,
  Changed,
  DeliveryParams,
  EndpointParams,
  notFound,
  operators,
  shownAfter,
  tag,
} from './api-lists.ts'
import { PositionToken } from './contract.ts'
import { factOf } from './deliver.ts'
import { askResend, pauseEndpoint, resumeEndpoint } from './endpoint.ts'
import { pingType } from './event-type.ts'
import type { Fact } from './events.ts'
import { laneIdOf } from './fan-out.ts'
import { queueDelivery, type QueueDelivery } from './lane.ts'
import { deliveriesView, type DeliveryRow } from './view-deliveries.ts'
import { endpointsView, type EndpointRow } from './view-endpoints.ts'

const refusals = { 'endpoint-unknown': 404, 'delivery-unknown': 404 } as const

const Queued = Type.Object({
  deliveryId: Type.String({ format: 'uuid' }),
  position: PositionToken,
})

const ResendRange = Type.Object(
  {
    from: Type.String({ format: 'date-time', description: 'Queued at this instant or later' }),
    to: Type.String({ format: 'date-time', description: 'Queued before this instant' }),
    statuses: Type.Optional(
      Type.Array(
        Type.Unsafe<'delivered' | 'abandoned'>({
          type: 'string',
          enum: ['delivered', 'abandoned'],
        }),
        { minItems: 1, maxItems: 2, uniqueItems: true, default: ['abandoned'] },
      ),
    ),
  },
  { additionalProperties: false },
)
type ResendRange = Type.Static<typeof ResendRange>

/** What operators do with endpoints and deliveries. */
export const operatingRoutes = (tools: ContextTools): readonly Route[] => [
  ...pausingRoutes(tools),
  ...sendingRoutes(tools),
]

const pausingRoutes = (tools: ContextTools): readonly Route[] => {
  const view = tools.view<EndpointRow>(endpointsView)
  return [
    route<{ endpointId: string }>({
      method: 'POST',
      path: '/v1/webhooks/endpoints/:endpointId/pause',
      name: 'pauseWebhookEndpoint',
      summary: 'Hold back what is for an endpoint',
      tag,
      access: { roles: operators },
      params: EndpointParams,
      replies: { 200: Changed },
      refusals,
      handle: async ({ params: { endpointId }, envelope }) => {
        const command = { type: 'PauseEndpoint', data: { endpointId, because: 'asked' } } as const
        const outcome = await tools.handle(pauseEndpoint, command, envelope(null))
        return outcomeReply(await shownAfter({ view }, outcome), refusals, changed(tools))
      },
    }),
    route<{ endpointId: string }>({
      method: 'POST',
      path: '/v1/webhooks/endpoints/:endpointId/resume',
      name: 'resumeWebhookEndpoint',
      summary: 'Deliver again, and what was missed first',
      description: 'What has waited for more than 30 days is abandoned instead.',
      tag,
      access: { roles: operators },
      params: EndpointParams,
      replies: { 200: Changed },
      refusals,
      handle: async ({ params: { endpointId }, envelope }) => {
        const command = { type: 'ResumeEndpoint', data: { endpointId } } as const
        const outcome = await tools.handle(resumeEndpoint, command, envelope(null))
        return outcomeReply(await shownAfter({ view }, outcome), refusals, changed(tools))
      },
    }),
    route<{ endpointId: string }, Record<string, never>, ResendRange>({
      method: 'POST',
      path: '/v1/webhooks/endpoints/:endpointId/resend',
      name: 'resendWebhookDeliveries',
      summary: 'Send a range of deliveries again',
      description: 'In their order, under the same webhook-id; at most 50,000 at once.',
      tag,
      access: { roles: operators },
      params: EndpointParams,
      body: { schema: ResendRange },
      replies: { 200: Changed },
      refusals,
      handle: async ({ params: { endpointId }, body, envelope }) => {
        const data = {
          endpointId,
          from: Math.max(0, Date.parse(body.from)),
          to: Math.max(0, Date.parse(body.to)),
          statuses: body.statuses ?? ['abandoned' as const],
        }
        const outcome = await tools.handle(askResend, { type: 'AskResend', data }, envelope(data))
        return outcomeReply(outcome, refusals, changed(tools))
      },
    }),
  ]
}

const sendingRoutes = (tools: ContextTools): readonly Route[] => {
  const endpoints = tools.view<EndpointRow>(endpointsView)
  const deliveries = tools.view<DeliveryRow>(deliveriesView)
  return [
    route<{ endpointId: string }>({
      method: 'POST',
      path: '/v1/webhooks/endpoints/:endpointId/ping',
      name: 'pingWebhookEndpoint',
      summary: 'Send a ping',
      description: 'One attempt, signed like every other, also to a paused endpoint.',
      tag,
      access: { roles: operators },
      params: EndpointParams,
      replies: { 202: Queued },
      refusals,
      handle: async ({ params: { endpointId }, envelope, now }) => {
        const row = await endpoints.get(endpointId)
        if (!row || row.row.status === 'removed') return notFound('endpoint')
        const asked = envelope(null)
        const fact: Fact = {
          id: asked.commandId,
          type: pingType,
          time: formatInstant(now),
          subject: `ping/${asked.commandId}`,
          sequence: 1,
          payload: { endpointId },
          after: positionToken(tools.log.name, row.position),
        }
        return queue(tools, asked, { endpointId, fact, isTest: true })
      },
    }),
    route<{ deliveryId: string }>({
      method: 'POST',
      path: '/v1/webhooks/deliveries/:deliveryId/resend',
      name: 'resendWebhookDelivery',
      summary: 'Send one delivery again',
      description: 'It is a delivery of its own, with the same webhook-id.',
      tag,
      access: { roles: operators },
      params: DeliveryParams,
      replies: { 202: Queued },
      refusals,
      handle: async ({ params: { deliveryId }, envelope }) => {
        const row = await deliveries.get(deliveryId)
        const fact = row && (await factOf(tools, row.row.laneId, deliveryId))
        if (!row || !fact) return notFound('delivery')
        const { endpointId, isTest } = row.row
        // Nobody would ever take it, nor drop it: what waited was dropped when the endpoint was removed.
        const endpoint = await endpoints.get(endpointId)
        if (endpoint?.row.status === 'removed') return notFound('endpoint')
        return queue(tools, envelope(null), {
          endpointId,
          fact,
          resendOf: deliveryId,
          ...(isTest ? { isTest } : {}),
        })
      },
    }),
  ]
}

type Asked = Parameters<ContextTools['handle']>[2]

const queue = async (
  tools: ContextTools,
  asked: Asked,
  what: Omit<QueueDelivery['data'], 'laneId' | 'deliveryId'>,
) => {
  const deliveryId = tools.ids.derive('webhook delivery', asked.commandId)
  const laneId = laneIdOf(tools.ids, what.endpointId, what.fact.subject)
  const command = { type: 'QueueDelivery', data: { ...what, laneId, deliveryId } } as const
  const outcome = await tools.handle(queueDelivery, command, asked)
  const view = tools.view<DeliveryRow>(deliveriesView)
  return outcomeReply(await shownAfter({ view }, outcome), refusals, ({ position }) => ({
    status: 202,
    body: { deliveryId, position: positionToken(tools.log.name, position) },
  }))
}
