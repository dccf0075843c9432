import Type from 'typebox'
import type { ContextTools } from '../../kernel/context.ts'
import { namesEtag, preconditionFailure } from '../../kernel/precondition.ts'
import { positionToken } from '../../kernel/position-token.ts'
import { ok, outcomeReply, type Reply } from '../../kernel/reply.ts'
import { route, type Route } from '../../kernel/route.ts'
import type { PaymentEvent } from './events.ts'
import { PositionToken, RejectionSchema, StatusSchema, type Rejection } from './contract.ts'
import { invalidRequest, payers, tag } from './api-reading.ts'
import { PaymentOrder, readOrder } from './order.ts'
import { paymentCommands, paymentStream } from './payment.ts'
import { sealPayments } from './sealing.ts'
import { findFault } from './validation.ts'

const PaymentTaken = Type.Object({
  paymentId: Type.String({ format: 'uuid' }),
  status: StatusSchema,
  rejection: Type.Optional(RejectionSchema),
  position: PositionToken,
})

const receivingRefusals = { 'payment-exists': 409 }

const PaymentParams = Type.Object({ paymentId: Type.String({ format: 'uuid' }) })

/** Routes that change payments. */
export const paymentRoutes = (tools: ContextTools): readonly Route[] => [
  route<Record<string, never>, Record<string, never>, PaymentOrder>({
    method: 'POST',
    path: '/v1/payments',
    name: 'receivePayment',
    summary: 'Have a payment made',
    description:
      'A payment that breaks a rule (a currency that cannot be paid with, the same account on both sides, ' +
      'a day too far ahead) is received and rejected: 201 with its rejection. For example ' +
      '{"amount":{"minorUnits":"12345","currency":"EUR"},' +
      '"debtor":{"name":"Ada Lovelace","iban":"DE89370400440532013000"},' +
      '"creditor":{"name":"Charles Babbage","iban":"FR1420041010050500013M02606"},' +
      '"endToEndId":"INVOICE-2026-117"}',
    tag,
    access: { roles: payers },
    body: { schema: PaymentOrder },
    replies: { 201: PaymentTaken },
    refusals: receivingRefusals,
    handle: async ({ body, envelope: envelopeOf }) => {
      const read = readOrder(body)
      if ('fields' in read) return invalidRequest(read.fields)
      const envelope = envelopeOf(body)
      // From the command, so that a repetition speaks of the same payment.
      const paymentId = tools.ids.derive('payment', envelope.commandId)
      const [payment] = await sealPayments(tools.vault, [read.payment])
      if (!payment) throw new Error('one payment was sealed, and none came back')
      const command = { type: 'ReceivePayment', data: { paymentId, payment } } as const
      const outcome = await tools.handle(paymentCommands.ReceivePayment, command, envelope)
      if (outcome.kind !== 'accepted')
        return outcomeReply(outcome, receivingRefusals, () => ({ status: 201 }))
      const rejection = outcome.fresh
        ? findFault(payment, envelope.now)
        : await firstRejection(tools, paymentId)
      return outcomeReply(outcome, receivingRefusals, ({ position }) =>
        taken(paymentId, rejection, positionToken(tools.log.name, position)),
      )
    },
  }),

  route<{ paymentId: string }>({
    method: 'POST',
    path: '/v1/payments/:paymentId/resume',
    name: 'resumePayment',
    summary: 'Take the next step now',
    description:
      'For a payment that waits: another attempt if it certainly never reached the rail, else a question to ' +
      'the rail. Never hands a payment over again that may have arrived. With If-Match only if it is still as ' +
      'it was shown.',
    tag,
    access: { roles: ['operator'] },
    params: PaymentParams,
    replies: {
      200: Type.Object({ paymentId: Type.String({ format: 'uuid' }), position: PositionToken }),
    },
    refusals: { 'payment-unknown': 404, 'nothing-to-resume': 409, 'precondition-failed': 412 },
    handle: async ({ params: { paymentId }, envelope, header }) => {
      const changed = await hasChanged(tools, paymentId, header('if-match'))
      if (changed) return changed
      const command = { type: 'ResumePayment', data: { paymentId } } as const
      const outcome = await tools.handle(
        paymentCommands.ResumePayment,
        command,
        envelope({ paymentId }),
      )
      return outcomeReply(
        outcome,
        { 'payment-unknown': 404, 'nothing-to-resume': 409 },
        ({ position }) => ok({ paymentId, position: positionToken(tools.log.name, position) }),
      )
    },
  }),
]

/** Events of a payment that are counted; one with more has been asked about for months. */
const versionMax = 10_000

/** The answer to an If-Match that names another state than the log's. Without the header there is none. */
const hasChanged = async (
  { log }: ContextTools,
  paymentId: string,
  ifMatch: string | undefined,
): Promise<Reply | undefined> => {
  if (ifMatch === undefined) return undefined
  const version = (await log.readStream(paymentStream(paymentId), 0, versionMax)).length
  // Erasing somebody changes the validator of what is shown, and not the payment.
  if (namesEtag(ifMatch, `${version}-erased`)) return undefined
  return preconditionFailure(ifMatch, version > 0 ? String(version) : undefined)
}

const taken = (paymentId: string, rejection: Rejection | undefined, position: string): Reply => ({
  status: 201,
  body: {
    paymentId,
    status: rejection ? 'rejected' : 'validated',
    ...(rejection ? { rejection } : {}),
    position,
  },
  headers: { location: `/v1/payments/${paymentId}` },
})

/** What was found when it was received; days that have passed since must not change the answer. */
const firstRejection = async (
  { log }: ContextTools,
  paymentId: string,
): Promise<Rejection | undefined> => {
  const [, second] = await log.readStream(paymentStream(paymentId), 0, 2)
  const { type, data } = (second ?? { type: '', data: {} }) as unknown as PaymentEvent
  return type === 'PaymentRejected' ? data.rejection : undefined
}
