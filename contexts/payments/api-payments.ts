import Type from 'typebox'
import type { Instant } from '../../kernel/clock.ts'
import type { ContextTools } from '../../kernel/context.ts'
import type { DomainEvent } from '../../kernel/message.ts'
import { positionToken } from '../../kernel/position-token.ts'
import { outcomeReply, type Reply } from '../../kernel/reply.ts'
import { route, type Route } from '../../kernel/route.ts'
import { paymentEvents, type PaymentEvent } from './events.ts'
import { paymentAction, storyOf } from './api-actions.ts'
import { PositionToken, ExplainedRejectionSchema, StatusSchema } from './contract.ts'
import type { GiveUpPayment, ResolveAttention, ResumePayment } from './transfers/commands.ts'
import { invalidRequest, payers, tag } from './api-reading.ts'
import type { DuplicateRefusal } from './duplicates/order.ts'
import { differingReply, isDuplicate, originalOf } from './duplicates/told.ts'
import { incomingPayment, type IncomingRules } from './incoming.ts'
import { PaymentOrder, readOrder } from './order.ts'
import { paymentCommands, paymentIdOfStream, paymentStream } from './payment.ts'
import { noPayment, type Payment } from './payment-parts.ts'
import { evolve } from './payment-state.ts'
import { receivedStream } from './receive-payment.ts'
import { sealPayments } from './sealing.ts'
import { keyOfOrder } from './routing-key.ts'

const PaymentTaken = Type.Object({
  paymentId: Type.String({ format: 'uuid' }),
  status: StatusSchema,
  rejection: Type.Optional(ExplainedRejectionSchema),
  isDuplicate: Type.Optional(
    Type.Literal(true, {
      description: 'This order was received before, and that is its payment as it stands now',
    }),
  ),
  position: PositionToken,
})

const receivingRefusals = {
  'payment-exists': 409,
  'duplicate-differs': 422,
  'insufficient-funds': 422,
  'funding-account-unknown': 422,
  'funding-account-closed': 422,
  'funding-account-currency': 422,
}

/** Routes that change payments. */
export const paymentRoutes = (tools: ContextTools, rules: IncomingRules): readonly Route[] => [
  route<Record<string, never>, Record<string, never>, PaymentOrder>({
    method: 'POST',
    path: '/v1/payments',
    name: 'receivePayment',
    routingKey: keyOfOrder,
    summary: 'Have a payment made',
    description:
      'A payment that breaks a rule (a currency that cannot be paid with, the same account on both sides, ' +
      'a day too far ahead) is received and rejected: 201 with its rejection. ' +
      'An order whose endToEndId the debtor account has used in the last 30 days (a setting) makes no second payment: ' +
      '200 with the original and `isDuplicate`; with another amount or creditor it is refused, 422. A reference is ' +
      'free again once its payment has ended before any rail could have it; NOTPROVIDED is none. For example ' +
      '{"amount":{"minorUnits":"12345","currency":"EUR"},' +
      '"debtor":{"name":"Ada Lovelace","iban":"DE89370400440532013000"},' +
      '"creditor":{"name":"Charles Babbage","iban":"FR1420041010050500013M02606"},' +
      '"endToEndId":"INVOICE-2026-117"}',
    tag,
    access: { roles: payers },
    body: { schema: PaymentOrder },
    replies: { 200: PaymentTaken, 201: PaymentTaken },
    refusals: receivingRefusals,
    handle: async ({ body, now, envelope: envelopeOf }) => {
      const read = readOrder(body, now)
      if ('fields' in read) return invalidRequest(read.fields)
      const envelope = envelopeOf(body)
      const [payment] = await sealPayments(tools.vault, [read.payment])
      if (!payment) throw new Error('one payment was sealed, and none came back')
      const proposal = { rules, proposedBy: envelope.actor }
      const data = await incomingPayment(tools.ids, proposal, {
        // A repetition has the same, and speaks of the same payment.
        paymentId: envelope.commandId,
        payment,
      })
      const command = { type: 'ReceivePayment', data } as const
      const outcome = await tools.handle(paymentCommands.ReceivePayment, command, envelope)
      if (outcome.kind === 'refused' && isDuplicate(outcome.refusal))
        return repeated(tools, outcome.refusal)
      if (outcome.kind !== 'accepted')
        return outcomeReply(outcome, receivingRefusals, () => ({ status: 201 }))
      const paymentId = paymentIdOfStream(receivedStream(data, paymentStream, outcome.versions))
      const first = outcome.fresh
        ? ofPayment(outcome.events)
        : await beginning(tools, paymentId, envelope.commandId)
      return outcomeReply(outcome, receivingRefusals, ({ position }) =>
        taken(paymentId, first, envelope.now, positionToken(tools.log.name, position)),
      )
    },
  }),

  paymentAction<{ readonly paymentId: string }, undefined, ResumePayment>(tools, {
    path: '/v1/payments/:paymentId/resume',
    name: 'resumePayment',
    summary: 'Take the next step now',
    description:
      'For a payment, capture or refund that waits: another attempt if it certainly never reached the rail, else a ' +
      'question to the rail; for a payment that is to be tried again, the next transfer. ' +
      'Never hands anything over again that may have arrived.',
    roles: ['operator'],
    refusals: { 'nothing-to-resume': 409 },
    definition: paymentCommands.ResumePayment,
    command: ({ params: { paymentId } }) => ({ paymentId }),
  }),

  paymentAction<{ readonly paymentId: string }, { note: string }, GiveUpPayment>(tools, {
    path: '/v1/payments/:paymentId/give-up',
    name: 'giveUpPayment',
    summary: 'Let no further transfer follow on a rejected one',
    description:
      'For a payment that waits for another try, or for an operator to decide on one: it is rejected, as the rail said. ' +
      'Name nobody in the note: it is kept in the clear.',
    roles: ['operator'],
    body: Note,
    refusals: { 'nothing-to-retry': 409 },
    definition: paymentCommands.GiveUpPayment,
    command: ({ params: { paymentId }, body: { note }, actor }) => ({
      paymentId,
      reason: { note, resolvedBy: actor },
    }),
  }),

  paymentAction<{ readonly paymentId: string }, { note: string }, ResolveAttention>(tools, {
    path: '/v1/payments/:paymentId/mark-handled',
    name: 'markPaymentHandled',
    summary: 'Say that somebody has looked at a payment that needed it',
    description:
      'Moves nothing: the payment no longer needs attention, and the note stands in its story. ' +
      'Name nobody in the note: it is kept in the clear.',
    roles: ['operator'],
    body: Note,
    refusals: { 'nothing-to-resolve': 409 },
    definition: paymentCommands.ResolveAttention,
    command: ({ params: { paymentId }, body: { note }, actor }) => ({
      paymentId,
      note,
      resolvedBy: actor,
    }),
  }),
]

const Note = Type.Object(
  { note: Type.String({ minLength: 3, maxLength: 300, pattern: '\\S' }) },
  { additionalProperties: false },
)

const taken = (
  paymentId: string,
  first: readonly PaymentEvent[],
  time: Instant,
  position: string,
): Reply => {
  const payment = first.reduce<Payment>(
    (before, event) => evolve(before, { type: event.type, data: event.data, time } as Happened),
    noPayment,
  )
  const rejected = first.find((event) => event.type === 'PaymentRejected')
  return {
    status: 201,
    body: {
      paymentId,
      status: payment.status,
      ...(rejected ? { rejection: rejected.data.rejection } : {}),
      position,
    },
    headers: { location: `/v1/payments/${paymentId}` },
  }
}

/** A command that receives a payment writes elsewhere too. */
const ofPayment = (events: readonly DomainEvent[]): readonly PaymentEvent[] =>
  events.filter((event): event is PaymentEvent => Object.hasOwn(paymentEvents, event.type))

type Happened = PaymentEvent & { readonly time: Instant }

/** The original answers, as it stands now. */
const repeated = async (tools: ContextTools, refusal: DuplicateRefusal): Promise<Reply> => {
  if (refusal.refused === 'duplicate-differs') return differingReply(refusal)
  const paymentId = originalOf(refusal)
  const story = await storyOf(tools, paymentId)
  const last = story.at(-1)
  if (!last) throw new Error(`payment ${paymentId} has a duplicate, and is not in the log`)
  const { body, headers = {} } = taken(
    paymentId,
    story,
    last.time,
    positionToken(tools.log.name, last.position),
  )
  return { status: 200, body: { ...(body as object), isDuplicate: true }, headers }
}

/** What was found when it was received; days that have passed since must not change the answer. */
const beginning = async (
  tools: ContextTools,
  paymentId: string,
  commandId: string,
): Promise<readonly Happened[]> =>
  (await storyOf(tools, paymentId)).filter(({ causationId }) => causationId === commandId)
