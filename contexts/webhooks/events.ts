import Type, { type Static } from 'typebox'
import { eventData, type EventOf, type EventSchemas } from '../../kernel/event-schema.ts'
import { Personal } from '../../kernel/personal-data.ts'

const Id = Type.String({ minLength: 36, maxLength: 36 })
const Instant = Type.Integer({ minimum: 0 })
const Slug = Type.String({ minLength: 1, maxLength: 64 })
const Status = Type.Integer({ minimum: 100, maximum: 999 })
const Milliseconds = Type.Integer({ minimum: 0 })

const oneOf = <Text extends string>(...texts: readonly Text[]) =>
  Type.Unsafe<Text>({ type: 'string', enum: [...texts] })

export const EventTypes = Type.Array(Type.String({ minLength: 1, maxLength: 80 }), {
  minItems: 1,
  maxItems: 50,
})

/** A published fact, as much of it as a receiver is told. */
export const FactSchema = Type.Object(
  {
    id: Id,
    type: Type.String({ minLength: 3, maxLength: 80 }),
    /** ISO 8601. */
    time: Type.String({ maxLength: 30 }),
    /** `payment/0190...` */
    subject: Type.String({ minLength: 3, maxLength: 120 }),
    /** The entity's version. */
    sequence: Type.Integer({ minimum: 0 }),
    payload: Type.Object({}, { additionalProperties: true }),
    /** The fact's place in its log, as a token. */
    after: Type.String({ maxLength: 64 }),
  },
  { additionalProperties: false },
)
export type Fact = Static<typeof FactSchema>

export const pauseReasons = ['asked', 'failing', 'gone', 'backlog-full'] as const
export type PauseReason = (typeof pauseReasons)[number]

export const abandonReasons = ['retries-used-up', 'too-old', 'endpoint-removed'] as const
export type AbandonReason = (typeof abandonReasons)[number]

/** Which delivery, and whose. The lane is the stream. */
const delivery = { deliveryId: Id, endpointId: Id }
const attempt = { ...delivery, attempt: Type.Integer({ minimum: 1 }) }
const described = {
  endpointId: Id,
  url: Type.String({ minLength: 8, maxLength: 2_000 }),
  description: Type.Optional(Type.String({ maxLength: 200 })),
  eventTypes: EventTypes,
}

export const events = {
  EndpointCreated: {
    version: 1,
    data: eventData({ ...described, bodyVersion: Type.Integer({ minimum: 1 }) }),
  },
  EndpointChanged: { version: 1, data: eventData(described) },
  EndpointRemoved: { version: 1, data: eventData({ endpointId: Id }) },
  SecretRotated: {
    version: 1,
    data: eventData({
      endpointId: Id,
      generation: Type.Integer({ minimum: 2 }),
      previousUntil: Instant,
    }),
  },
  EndpointPaused: {
    version: 1,
    data: eventData({ endpointId: Id, because: oneOf(...pauseReasons) }),
  },
  EndpointResumed: { version: 1, data: eventData({ endpointId: Id }) },
  EndpointFailing: { version: 1, data: eventData({ endpointId: Id }) },
  EndpointRecovered: {
    version: 1,
    data: eventData({ endpointId: Id, failedForMs: Milliseconds }),
  },
  ResendAsked: {
    version: 1,
    data: eventData({
      endpointId: Id,
      from: Instant,
      to: Instant,
      statuses: Type.Array(oneOf('delivered', 'abandoned'), { minItems: 1, maxItems: 2 }),
    }),
  },
  BacklogWorkedThrough: {
    version: 1,
    data: eventData({
      endpointId: Id,
      because: oneOf('EndpointResumed', 'EndpointRecovered', 'EndpointRemoved', 'ResendAsked'),
      deliveries: Type.Integer({ minimum: 0 }),
      isComplete: Type.Boolean(),
    }),
  },
  /** All that fan-out has to know, in one stream. */
  SubscriptionSet: { version: 1, data: eventData({ endpointId: Id, eventTypes: EventTypes }) },
  SubscriptionEnded: { version: 1, data: eventData({ endpointId: Id }) },
  /** So much waits for it that nothing more is queued, until somebody resumes it. */
  SubscriptionSuspended: { version: 1, data: eventData({ endpointId: Id }) },
  SubscriptionContinued: { version: 1, data: eventData({ endpointId: Id }) },

  DeliveryQueued: {
    version: 1,
    data: eventData({
      ...delivery,
      fact: FactSchema,
      /** Nothing is before it, so its first attempt is due. */
      isDue: Type.Boolean(),
      resendOf: Type.Optional(Id),
      isTest: Type.Optional(Type.Boolean()),
    }),
  },
  AttemptDue: { version: 1, data: eventData(attempt) },
  AttemptStarted: { version: 1, data: eventData(attempt) },
  AttemptFailed: {
    version: 1,
    data: eventData({
      ...attempt,
      reason: Slug,
      status: Type.Optional(Status),
      durationMs: Type.Optional(Milliseconds),
      answer: Type.Optional(Personal<string>('answer')),
      nextAt: Type.Optional(Instant),
    }),
  },
  AttemptPostponed: {
    version: 1,
    data: eventData({ ...attempt, reason: Slug, nextAt: Instant }),
  },
  DeliverySucceeded: {
    version: 1,
    data: eventData({ ...attempt, status: Status, durationMs: Milliseconds }),
  },
  DeliveryAbandoned: {
    version: 1,
    data: eventData({ ...delivery, because: oneOf(...abandonReasons) }),
  },
} as const satisfies EventSchemas

export type WebhookEvent = EventOf<typeof events>
export type WebhookEventOf<Type extends WebhookEvent['type']> = Extract<
  WebhookEvent,
  { type: Type }
>
