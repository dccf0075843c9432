import Type from 'typebox'
import type { Instant } from '../../kernel/clock.ts'
import type { ContextTools } from '../../kernel/context.ts'
import type { Json } from '../../kernel/json.ts'
import { positionToken } from '../../kernel/position-token.ts'
import { ok, outcomeReply, problemReply } from '../../kernel/reply.ts'
import { route, type Route } from '../../kernel/route.ts'
import { notFound, tag } from './api-reading.ts'
import type { RejectionTerms } from './transfers/commands.ts'
import { PositionToken } from './contract.ts'
import type { Correlations } from './correlations.ts'
import { paymentCommands } from './payment.ts'
import { defaultRail } from './transfers/default-rail.ts'
import { parseSubmissionId } from './transfers/transfer-events.ts'
import type { RailCallback } from './ports.ts'
import { keyOfRail } from './routing-key.ts'

/** Bytes of one callback. */
export const callbackBytesMax = 64 * 1024

/** Checks who sent a callback, over the bytes as they came, and what it says. */
export type CallbackVerifier = (
  rawBody: Uint8Array,
  header: (name: string) => string | undefined,
  now: Instant,
) =>
  | { readonly ok: true; readonly callback: RailCallback }
  | { readonly ok: false; readonly reason: string }

const refusals = {
  'payment-unknown': 404,
  'submission-unknown': 404,
  'rail-reference-differs': 409,
}

/** Where the rail tells what became of a submission, unasked. */
export const callbackRoutes = (
  tools: ContextTools,
  railName: string,
  verify: CallbackVerifier,
  correlations: Correlations,
  terms?: RejectionTerms,
): readonly Route[] => [
  route<Record<string, never>, Record<string, never>, Uint8Array>({
    method: 'POST',
    path: `/v1/rails/${railName}/callbacks`,
    name: operationOf(railName),
    routingKey: keyOfRail(railName),
    summary: 'Told by the rail what became of a submission',
    description:
      'Signed by the rail. May be sent again; the same `eventId` is recorded once. 2xx means that it is kept.',
    tag,
    access: { signed: 'the rail signs the raw body with a secret that both know' },
    body: { mediaTypes: ['application/json'], description: 'A change of one submission' },
    bodyBytesMax: callbackBytesMax,
    replies: {
      200: Type.Object({ paymentId: Type.String({ format: 'uuid' }), position: PositionToken }),
    },
    refusals: { ...refusals, 'callback-not-genuine': 401, 'callback-malformed': 400 },
    withoutIdempotencyKey: 'each change has an eventId of its own',
    handle: async ({ body, header, now, envelope }) => {
      const verified = verify(body, header, now)
      if (!verified.ok) return notTaken(verified.reason)
      const { callback } = verified
      const paymentId = parseSubmissionId(callback.submissionId)?.paymentId
      const correlationId = paymentId && (await correlations.of(paymentId))
      if (!paymentId || !correlationId) return notFound('payment')
      const commandId = tools.ids.derive('rail-callback', railName, callback.eventId)
      const outcome = await tools.handle(
        paymentCommands.RecordRailCallback,
        {
          type: 'RecordRailCallback',
          data: { paymentId, rail: railName, callback, ...(terms ? { terms } : {}) },
        },
        {
          ...envelope({ ...callback } satisfies Json),
          commandId,
          causationId: commandId,
          // It continues the story that began when the payment was received.
          correlationId,
          actor: `rail:${railName}`,
          onOtherContent: 'repeat',
        },
      )
      return outcomeReply(outcome, refusals, ({ position }) =>
        ok({ paymentId, position: positionToken(tools.log.name, position) }),
      )
    },
  }),
]

/** The first rail's has the plain name, which clients know. */
const operationOf = (railName: string): string =>
  railName === defaultRail
    ? 'receiveRailCallback'
    : `receiveRailCallbackOf${railName.replaceAll(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())}`

const notTaken = (reason: string) =>
  reason.startsWith('body-')
    ? problemReply({
        slug: 'callback-malformed',
        status: 400,
        title: 'This is not a callback',
        detail: reason,
      })
    : problemReply({
        slug: 'callback-not-genuine',
        status: 401,
        title: 'The signature does not fit',
        detail: reason,
      })
