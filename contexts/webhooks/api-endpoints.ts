import Type from 'typebox'
import type { ContextTools } from '../../kernel/context.ts'
import { positionToken } from '../../kernel/position-token.ts'
import { ok, outcomeReply, problemReply, type Reply } from '../../kernel/reply.ts'
import { route, type Route } from '../../kernel/route.ts'
import { changed, Changed, EndpointParams, owners, shownAfter, tag } from './api-lists.ts'
import { newestBodyVersion } from './body.ts'
import { PositionToken, type EventTypeShown } from './contract.ts'
import { changeEndpoint, createEndpoint, removeEndpoint, rotateSecret } from './endpoint.ts'
import { unknownPatterns } from './event-type.ts'
import type { SigningKeys, WebhookCaller } from './ports.ts'
import { endpointsView, type EndpointRow } from './view-endpoints.ts'

export interface EndpointPorts {
  readonly caller: Pick<WebhookCaller, 'problemOf'>
  readonly keys: Pick<SigningKeys, 'secret'>
  /** What can be asked for. */
  readonly catalogue: readonly EventTypeShown[]
}

const hourMs = 3_600_000
const overlapHours = { usual: 24, max: 168 }

const Described = Type.Object(
  {
    url: Type.String({
      minLength: 8,
      maxLength: 2_000,
      pattern: '^https?://',
      description: 'https; http for networks that the installation was configured for',
      examples: ['https://example.com/millrace'],
    }),
    description: Type.Optional(
      Type.String({ maxLength: 200, description: 'What it is for; it should name no person' }),
    ),
    eventTypes: Type.Array(
      Type.String({
        maxLength: 80,
        pattern: '^(\\*|[a-z][a-z0-9]*\\.(\\*|[a-z][a-z0-9_]*))$',
        examples: ['payment.settled'],
      }),
      {
        minItems: 1,
        maxItems: 50,
        uniqueItems: true,
        description: '`payment.settled`, all of a family as `payment.*`, or `*`',
      },
    ),
  },
  { additionalProperties: false },
)
type Described = Type.Static<typeof Described>

const Secret = Type.String({
  description: 'Shown here and never again; the same Idempotency-Key shows it again',
  examples: ['whsec_...'],
})

const refusals = {
  'endpoint-unknown': 404,
  'endpoint-exists': 409,
  'too-many-endpoints': 409,
  'rotation-under-way': 409,
  'address-refused': 422,
  'event-type-unknown': 422,
} as const

/** Where facts are sent, for administrators. */
export const endpointRoutes = (tools: ContextTools, ports: EndpointPorts): readonly Route[] => [
  ...describingRoutes(tools, ports),
  ...endingRoutes(tools, ports),
]

const describingRoutes = (
  tools: ContextTools,
  { caller, keys, catalogue }: EndpointPorts,
): readonly Route[] => {
  const view = tools.view<EndpointRow>(endpointsView)
  const faultOf = async ({ url, eventTypes }: Described): Promise<Reply | undefined> => {
    const unknown = unknownPatterns(
      eventTypes,
      catalogue.map(({ type }) => type),
    )
    if (unknown.length > 0) return eventTypeUnknown(unknown)
    const problem = await caller.problemOf(url)
    return problem === undefined ? undefined : addressRefused(problem)
  }
  return [
    route<Record<string, never>, Record<string, never>, Described>({
      method: 'POST',
      path: '/v1/webhooks/endpoints',
      name: 'createWebhookEndpoint',
      summary: 'Have facts sent to an address',
      description: 'It gets what happens from now on. The secret is shown in this answer alone.',
      tag,
      access: { roles: owners },
      stepUp: true,
      body: { schema: Described },
      replies: {
        201: Type.Object({
          endpointId: Type.String({ format: 'uuid' }),
          secret: Secret,
          position: PositionToken,
        }),
      },
      refusals,
      handle: async ({ body, envelope }) => {
        const fault = await faultOf(body)
        if (fault) return fault
        const asked = envelope(body)
        const endpointId = tools.ids.derive('webhook endpoint', asked.commandId)
        const data = { ...body, endpointId, bodyVersion: newestBodyVersion }
        const command = { type: 'CreateEndpoint', data } as const
        const outcome = await shownAfter(
          { view },
          await tools.handle(createEndpoint, command, asked),
        )
        return outcomeReply(outcome, refusals, ({ position }) => ({
          status: 201,
          body: {
            endpointId,
            // Derived, so that a repeated request is answered with the same one, and nothing has to be kept.
            secret: keys.secret(endpointId, 1),
            position: positionToken(tools.log.name, position),
          },
        }))
      },
    }),
    route<{ endpointId: string }, Record<string, never>, Described>({
      method: 'PUT',
      path: '/v1/webhooks/endpoints/:endpointId',
      name: 'changeWebhookEndpoint',
      summary: 'Send to another address, or other event types',
      description: 'What waits goes to the new address.',
      tag,
      access: { roles: owners },
      stepUp: true,
      params: EndpointParams,
      body: { schema: Described },
      replies: { 200: Changed },
      refusals,
      handle: async ({ params: { endpointId }, body, envelope }) => {
        const fault = await faultOf(body)
        if (fault) return fault
        const command = { type: 'ChangeEndpoint', data: { ...body, endpointId } } as const
        const outcome = await tools.handle(changeEndpoint, command, envelope(body))
        return outcomeReply(await shownAfter({ view }, outcome), refusals, changed(tools))
      },
    }),
  ]
}

const endingRoutes = (tools: ContextTools, { keys }: EndpointPorts): readonly Route[] => {
  const view = tools.view<EndpointRow>(endpointsView)
  return [
    route<{ endpointId: string }, Record<string, never>, { overlapHours?: number }>({
      method: 'POST',
      path: '/v1/webhooks/endpoints/:endpointId/rotate-secret',
      name: 'rotateWebhookSecret',
      summary: 'Sign with a new secret',
      description: 'Until the old one expires, each delivery carries the signature of both.',
      tag,
      access: { roles: owners },
      stepUp: true,
      params: EndpointParams,
      body: {
        schema: Type.Object(
          {
            overlapHours: Type.Optional(
              Type.Integer({
                minimum: 0,
                maximum: overlapHours.max,
                default: overlapHours.usual,
                description:
                  'How long the old secret signs too; 0 for one that has leaked, also while a rotation is under way',
              }),
            ),
          },
          { additionalProperties: false },
        ),
      },
      replies: {
        200: Type.Object({
          secret: Secret,
          secretGeneration: Type.Integer(),
          position: PositionToken,
        }),
      },
      refusals,
      handle: async ({ params: { endpointId }, body, envelope }) => {
        const overlapMs = (body.overlapHours ?? overlapHours.usual) * hourMs
        const command = { type: 'RotateSecret', data: { endpointId, overlapMs } } as const
        const asked = envelope({ overlapMs })
        const outcome = await tools.handle(rotateSecret, command, asked)
        const generation =
          outcome.kind === 'accepted' ? await rotatedTo(tools, asked.commandId, outcome) : 0
        return outcomeReply(await shownAfter({ view }, outcome), refusals, ({ position }) =>
          ok({
            secret: keys.secret(endpointId, generation),
            secretGeneration: generation,
            position: positionToken(tools.log.name, position),
          }),
        )
      },
    }),
    route<{ endpointId: string }>({
      method: 'DELETE',
      path: '/v1/webhooks/endpoints/:endpointId',
      name: 'removeWebhookEndpoint',
      summary: 'Send nothing any more',
      description: 'What waits is abandoned.',
      tag,
      access: { roles: owners },
      params: EndpointParams,
      replies: { 200: Changed },
      refusals,
      handle: async ({ params: { endpointId }, envelope }) => {
        const command = { type: 'RemoveEndpoint', data: { endpointId } } as const
        const outcome = await tools.handle(removeEndpoint, command, envelope(null))
        return outcomeReply(await shownAfter({ view }, outcome), refusals, changed(tools))
      },
    }),
  ]
}

/** Which generation a rotation made, also when it is asked about again after others. */
const rotatedTo = async (
  { log }: Pick<ContextTools, 'log'>,
  commandId: string,
  { versions }: { readonly versions: Readonly<Record<string, number>> },
): Promise<number> => {
  const [[stream, version]] = Object.entries(versions) as [[string, number]]
  const [event] = await log.readStream(stream, version - 1, 1)
  if (event?.type !== 'SecretRotated' || event.causationId !== commandId)
    throw new Error('a rotation was accepted, and is not where its outcome says')
  return (event.data as { readonly generation: number }).generation
}

const addressRefused = (reason: string): Reply =>
  problemReply({
    slug: 'address-refused',
    status: 422,
    title: 'Nothing is sent to this address',
    fields: [{ field: 'body/url', reason }],
  })

const eventTypeUnknown = (patterns: readonly string[]): Reply =>
  problemReply({
    slug: 'event-type-unknown',
    status: 422,
    title: 'There are no such event types',
    fields: patterns.map((pattern) => ({
      field: 'body/eventTypes',
      reason: `${pattern} fits no event type`,
    })),
  })
