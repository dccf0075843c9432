import Type from 'typebox'
import { formatInstant } from '../../../kernel/clock.ts'
import type { ContextTools } from '../../../kernel/context.ts'
import type { RecordedEvent } from '../../../kernel/message.ts'
import { ok, problemReply } from '../../../kernel/reply.ts'
import { route, type Route } from '../../../kernel/route.ts'
import { notFound, payers, tag } from '../api-reading.ts'
import type { PaymentEvent } from '../events.ts'
import { paymentStream } from '../payment.ts'
import { stages } from './contract.ts'
import { isEnd, stagesReached, type StageReached } from './stages.ts'
import { readToken, tokenOf, trackers, type Tracker } from './tracking-link.ts'

const strict = { additionalProperties: false } as const
const oneOf = <Value extends string>(values: readonly Value[]) =>
  Type.Unsafe<Value>({ type: 'string', enum: [...values] })
const Instant = Type.String({ format: 'date-time' })

const validDaysDefault = 30
const validDaysMax = 180
const dayMs = 86_400_000

const TrackedPayment = Type.Object(
  {
    stage: oneOf(stages),
    reached: Type.Array(Type.Object({ stage: oneOf(stages), at: Instant }, strict), {
      description: 'Each stage that it has come through, and when; the first is always `received`',
    }),
    isEnd: Type.Boolean({ description: 'Nothing follows' }),
    tracker: oneOf(trackers),
    expiresAt: Instant,
  },
  { ...strict, title: 'TrackedPayment' },
)

/** A payment as its payer or payee follows it: without an account, and told nothing but how far it has come. */
export const trackingRoutes = (tools: ContextTools): readonly Route[] => [
  route<{ paymentId: string }, Record<string, never>, { for: Tracker; validDays?: number }>({
    method: 'POST',
    path: '/v1/payments/:paymentId/tracking-links',
    name: 'makeTrackingLink',
    summary: 'Make a link with which the payer or the payee follows a payment',
    description:
      'Whoever has the link sees the stage of this payment, live, and nothing else: no names, no accounts, no ' +
      'amount. It cannot be taken back, and ends by itself.',
    tag,
    access: { roles: payers },
    params: Type.Object({ paymentId: Type.String({ format: 'uuid' }) }),
    body: {
      schema: Type.Object({
        for: oneOf(trackers),
        validDays: Type.Optional(
          Type.Integer({ minimum: 1, maximum: validDaysMax, default: validDaysDefault }),
        ),
      }),
    },
    replies: {
      201: Type.Object({
        path: Type.String({ description: 'On this host: /track/<token>' }),
        expiresAt: Instant,
      }),
    },
    refusals: { 'payment-unknown': 404 },
    withoutIdempotencyKey: 'it makes a text out of what is there, and stores nothing',
    handle: async ({ params: { paymentId }, body, now }) => {
      const [first] = await tools.log.readStream(paymentStream(paymentId), 0, 1)
      if (!first) return notFound('payment')
      const expiresAt = now + (body.validDays ?? validDaysDefault) * dayMs
      const token = tokenOf(tools.vault, { paymentId, tracker: body.for, expiresAt })
      return { status: 201, body: { path: `/track/${token}`, expiresAt: formatInstant(expiresAt) } }
    },
  }),

  route<{ token: string }>({
    method: 'GET',
    path: '/v1/tracking/:token',
    name: 'trackPayment',
    summary: 'How far a payment has come',
    description: 'Asked again with If-None-Match every few seconds it costs next to nothing.',
    tag,
    access: { open: 'the link is signed, speaks of one payment, and expires' },
    params: Type.Object({ token: Type.String({ maxLength: 128 }) }),
    replies: { 200: TrackedPayment },
    validated: true,
    refusals: { 'tracking-link-unknown': 404, 'tracking-link-expired': 410 },
    handle: async ({ params: { token }, now }) => {
      const link = readToken(tools.vault, token)
      if (!link) return notFound('tracking-link')
      if (link.expiresAt <= now) return expired
      const reached = await stagesOf(tools, link.paymentId)
      const last = reached.at(-1)
      if (!last) return notFound('tracking-link')
      return ok(
        {
          stage: last.stage,
          reached: reached.map(({ stage, at }) => ({ stage, at })),
          isEnd: isEnd(last.stage),
          tracker: link.tracker,
          expiresAt: formatInstant(link.expiresAt),
        },
        { etag: `${last.stage}-${last.at}`, headers: { 'x-robots-tag': 'noindex' } },
      )
    },
  }),
]

const expired = problemReply({
  slug: 'tracking-link-expired',
  status: 410,
  title: 'This link has expired; whoever gave it can give another one',
})

/** A payment has hundreds of events at the very most. */
const eventsMax = 10_000

const stagesOf = async (
  { log }: ContextTools,
  paymentId: string,
): Promise<readonly StageReached[]> => {
  const events = await log.readStream(paymentStream(paymentId), 0, eventsMax)
  return stagesReached(events as readonly RecordedEvent<PaymentEvent>[])
}
