import Type, { type Static } from 'typebox'
import type { Json } from '../../kernel/json.ts'
import { messageContract } from '../../kernel/message-contract.ts'

/** What others may rely on: shapes over HTTP, on the bus and in deliveries. Add to it; never repurpose. */

export const deliveryStatuses = [
  'waiting',
  'due',
  'sending',
  'retrying',
  'delivered',
  'abandoned',
] as const
export type DeliveryStatus = (typeof deliveryStatuses)[number]

export const endpointStatuses = ['active', 'paused', 'removed'] as const
export type EndpointStatus = (typeof endpointStatuses)[number]

const strict = { additionalProperties: false } as const
const Uuid = Type.String({ format: 'uuid' })
const Instant = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
const oneOf = <Text extends string>(texts: readonly Text[], description?: string) =>
  Type.Unsafe<Text>({ type: 'string', enum: [...texts], ...(description ? { description } : {}) })

export const PositionToken = Type.String({
  description: 'Opaque. Give it as `after` to a read that must show this change.',
})

export const DeliveryStatusSchema = oneOf(
  deliveryStatuses,
  '`waiting` stands behind another delivery of the same entity',
)

export const EndpointShown = Type.Object(
  {
    endpointId: Uuid,
    url: Type.String(),
    description: Type.Optional(Type.String()),
    eventTypes: Type.Array(Type.String()),
    bodyVersion: Type.Integer({ description: 'Shape of the bodies that it gets' }),
    status: oneOf(endpointStatuses),
    pausedBecause: Type.Optional(
      oneOf(
        ['asked', 'failing', 'gone', 'backlog-full'],
        '`failing`: it took nothing for too long; `gone`: it answered 410; `backlog-full`: so much waits that nothing more is queued',
      ),
    ),
    pausedAt: Type.Optional(Instant),
    needsOperator: Type.Boolean({ description: 'It was paused by itself: somebody should look' }),
    failingSince: Type.Optional(Instant),
    missingSince: Type.Optional(
      Type.Unsafe<string>({ ...Instant, description: 'What happens from then on is not queued' }),
    ),
    missed: Type.Optional(
      Type.Object(
        { from: Instant, until: Instant },
        { ...strict, description: 'The last time span whose facts were not queued for it' },
      ),
    ),
    secretGeneration: Type.Integer(),
    previousSecretUntil: Type.Optional(
      Type.Unsafe<string>({ ...Instant, description: 'Until then the secret before signs too' }),
    ),
    open: Type.Integer({ description: 'Deliveries that are neither delivered nor abandoned' }),
    delivered: Type.Integer(),
    abandoned: Type.Integer(),
    failedAttempts: Type.Integer(),
    lastDeliveredAt: Type.Optional(Instant),
    lastFailedAt: Type.Optional(Instant),
    createdAt: Instant,
    createdBy: Type.String(),
    updatedAt: Instant,
    position: PositionToken,
  },
  strict,
)
export type EndpointShown = Static<typeof EndpointShown>

export const DeliveryShown = Type.Object(
  {
    deliveryId: Uuid,
    endpointId: Uuid,
    eventId: Type.Unsafe<string>({ ...Uuid, description: 'The fact; sent as webhook-id' }),
    eventType: Type.String(),
    subject: Type.String(),
    sequence: Type.Integer({ description: "The entity's version" }),
    status: DeliveryStatusSchema,
    attempts: Type.Integer(),
    lastStatus: Type.Optional(Type.Integer()),
    lastReason: Type.Optional(Type.String()),
    durationMs: Type.Optional(Type.Integer()),
    nextAttemptAt: Type.Optional(Instant),
    abandonedBecause: Type.Optional(oneOf(['retries-used-up', 'too-old', 'endpoint-removed'])),
    resendOf: Type.Optional(Uuid),
    isTest: Type.Boolean(),
    queuedAt: Instant,
    updatedAt: Instant,
    position: PositionToken,
  },
  strict,
)
export type DeliveryShown = Static<typeof DeliveryShown>

export const AttemptShown = Type.Object(
  {
    attempt: Type.Integer(),
    outcome: oneOf(['under-way', 'taken', 'failed', 'postponed']),
    startedAt: Instant,
    endedAt: Type.Optional(Instant),
    status: Type.Optional(Type.Integer()),
    reason: Type.Optional(Type.String()),
    durationMs: Type.Optional(Type.Integer()),
    answer: Type.Optional(
      Type.Union([Type.String(), Type.Null()], {
        description: 'The first kB of a failed answer; null once erased',
      }),
    ),
    nextAttemptAt: Type.Optional(Instant),
  },
  strict,
)
export type AttemptShown = Static<typeof AttemptShown>

export const DeliveryDetail = Type.Object(
  { ...DeliveryShown.properties, attemptLog: Type.Array(AttemptShown) },
  strict,
)
export type DeliveryDetail = Static<typeof DeliveryDetail>

export const EventTypeShown = Type.Object(
  {
    type: Type.String({ examples: ['payment.settled'] }),
    family: Type.String({ examples: ['payment.*'] }),
    message: Type.String({ description: 'The published message' }),
    data: Type.Unsafe<Readonly<Record<string, Json>>>({
      type: 'object',
      additionalProperties: true,
      description: 'JSON Schema of `data`',
    }),
  },
  strict,
)
export type EventTypeShown = Static<typeof EventTypeShown>

/** The body of a delivery, version 1. */
export const WebhookBody = Type.Object({
  id: Type.Unsafe<string>({ ...Uuid, description: 'Of the fact: the same at every attempt' }),
  type: Type.String({ examples: ['payment.settled'] }),
  bodyVersion: Type.Literal(1),
  time: Type.Unsafe<string>({ ...Instant, description: 'When it happened' }),
  subject: Type.Object({ type: Type.String(), id: Type.String() }),
  sequence: Type.Integer({
    description: "The entity's version; grows with each of its facts, not by one",
  }),
  data: Type.Object({}, { additionalProperties: true, description: 'What was published' }),
  resource: Type.Union([Type.Object({}, { additionalProperties: true }), Type.Null()], {
    description: 'The entity as it is at this attempt, personal data masked',
  }),
})
export type WebhookBody = Static<typeof WebhookBody>

const dayMs = 24 * 3_600_000

/** Facts on the bus, by message name. None carries personal data. */
export const publishedFacts = {
  WebhookEndpointPaused: messageContract({
    name: 'WebhookEndpointPaused',
    version: 1,
    classification: 'fct',
    domain: 'whk',
    source: 'webhooks',
    summary: 'An endpoint is no longer served: somebody has to look',
    payload: Type.Object(
      {
        endpointId: Uuid,
        because: oneOf(['asked', 'failing', 'gone', 'backlog-full']),
        at: Instant,
      },
      strict,
    ),
    key: 'endpointId',
    example: {
      endpointId: '01968f5c-7a00-7000-8000-000000000002',
      because: 'failing',
      at: '2026-01-01T12:00:00.000Z',
    },
    partitions: 3,
    retentionMs: 7 * dayMs,
  }),
} as const
