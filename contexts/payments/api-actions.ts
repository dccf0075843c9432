import Type, { type TSchema } from 'typebox'
import type { ContextTools } from '../../kernel/context.ts'
import type { CommandDefinition } from '../../kernel/decider.ts'
import type { Json } from '../../kernel/json.ts'
import type { CommandEnvelope, RecordedEvent } from '../../kernel/message.ts'
import { positionToken } from '../../kernel/position-token.ts'
import { namesEtag, preconditionFailure } from '../../kernel/precondition.ts'
import { ok, outcomeReply, type Reply } from '../../kernel/reply.ts'
import type { Role } from '../../kernel/role.ts'
import { route, type Route } from '../../kernel/route.ts'
import { tag } from './api-reading.ts'
import type { PaymentCommand } from './commands.ts'
import { PositionToken } from './contract.ts'
import type { PaymentEvent } from './events.ts'
import { paymentStream } from './payment.ts'
import { keyOfPayment } from './routing-key.ts'

const Uuid = Type.String({ format: 'uuid' })
const ApprovalId = Type.String({
  description: 'Present where it waits for somebody else to approve it',
})

export const PaymentParams = Type.Object({ paymentId: Uuid })

/** Events of a payment that are counted; one with more has been asked about for months. */
export const eventsMax = 10_000

/** Everything that happened to a payment; empty where there is none. */
export const storyOf = async (
  { log }: Pick<ContextTools, 'log'>,
  paymentId: string,
): Promise<readonly RecordedEvent<PaymentEvent>[]> =>
  (await log.readStream(
    paymentStream(paymentId),
    0,
    eventsMax,
  )) as readonly RecordedEvent<PaymentEvent>[]

/**
 * The envelope of a command that was asked for with If-Match, or the answer where the payment is no longer as it was
 * shown. What this very command has changed before is no change: a repetition gets its first answer.
 */
const asShown = async (
  tools: Pick<ContextTools, 'log'>,
  paymentId: string,
  ifMatch: string | undefined,
  envelope: CommandEnvelope,
): Promise<CommandEnvelope | Reply> => {
  if (ifMatch === undefined) return envelope
  const story = await storyOf(tools, paymentId)
  const version = story.length
  if (story.some(({ causationId }) => causationId === envelope.commandId)) return envelope
  const asked = { ...envelope, seenAt: { stream: paymentStream(paymentId), version } }
  // Erasing somebody changes the validator of what is shown, and not the payment.
  if (namesEtag(ifMatch, `${version}-erased`)) return asked
  return preconditionFailure(ifMatch, version > 0 ? String(version) : undefined) ?? asked
}

interface PaymentAction<Params, Body, C extends PaymentCommand> {
  readonly path: string
  readonly name: string
  readonly summary: string
  readonly description: string
  readonly roles: readonly Role[]
  readonly tag?: string
  readonly params?: TSchema
  readonly body?: TSchema
  /** Of the decision; each with its status. */
  readonly refusals: Readonly<Record<string, number>>
  // What a command reads and writes is its definition's own business.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly definition: CommandDefinition<C, any, any>
  readonly command: (asked: {
    readonly params: Params
    readonly body: Body
    readonly actor: string
  }) => C['data'] | Promise<C['data']>
  /** The event that begins something with a number of its own: the answer is 201, and names it. */
  readonly begins?: {
    readonly event: PaymentEvent['type']
    /** What begins instead where somebody has to approve it first. */
    readonly proposal?: PaymentEvent['type']
    readonly at: string
  }
}

/**
 * A route that asks one thing of one payment: idempotent by its key, with If-Match only if the payment is still as it
 * was shown, refused with a named reason.
 */
export const paymentAction = <
  Params extends { readonly paymentId: string },
  Body,
  C extends PaymentCommand,
>(
  tools: ContextTools,
  action: PaymentAction<Params, Body, C>,
): Route => {
  const { path, name, summary, description, begins } = action
  const refusals = { 'payment-unknown': 404, ...action.refusals }
  const answered = Type.Object({
    paymentId: Uuid,
    ...(begins ? { number: Type.Integer() } : {}),
    ...(begins?.proposal ? { approvalId: Type.Optional(ApprovalId) } : {}),
    position: PositionToken,
  })
  return route<Params, Record<string, never>, Body>({
    method: 'POST',
    path,
    name,
    summary,
    description: `${description} With If-Match only if the payment is still as it was shown.`,
    tag: action.tag ?? tag,
    routingKey: keyOfPayment,
    access: { roles: action.roles },
    params: action.params ?? PaymentParams,
    ...(action.body ? { body: { schema: action.body } } : {}),
    replies: { [begins ? 201 : 200]: answered },
    refusals: { ...refusals, 'precondition-failed': 412 },
    handle: async ({ params, body, header, envelope: envelopeOf }) => {
      const { paymentId } = params
      const asked = envelopeOf({ ...params, body: (body ?? null) as Json })
      const envelope = await asShown(tools, paymentId, header('if-match'), asked)
      if ('status' in envelope) return envelope
      const data = await action.command({ params, body, actor: envelope.actor })
      const command = { type: action.definition.type, data } as C
      const outcome = await tools.handle(action.definition, command, envelope)
      if (outcome.kind !== 'accepted') return outcomeReply(outcome, refusals, () => ok(null))
      const position = positionToken(tools.log.name, outcome.position)
      const reply = begins
        ? await begun(tools, paymentId, envelope.commandId, begins, position)
        : ok({ paymentId, position })
      return outcomeReply(outcome, refusals, () => reply)
    },
  })
}

/** Found by the command that caused it, so that a repetition is answered with the same number. */
const begun = async (
  tools: ContextTools,
  paymentId: string,
  commandId: string,
  { event: type, proposal, at }: NonNullable<PaymentAction<never, never, PaymentCommand>['begins']>,
  position: string,
): Promise<Reply> => {
  const story = await storyOf(tools, paymentId)
  const event = story.find(
    (one) => one.causationId === commandId && (one.type === type || one.type === proposal),
  )
  const data = (event?.data ?? {}) as { readonly transfer?: number; readonly dispute?: number }
  const number = data.transfer ?? data.dispute
  const waits = proposal !== undefined && event?.type === proposal
  const approval = waits ? { approvalId: `${paymentId}.${number ?? 0}` } : {}
  if (number === undefined) throw new Error(`${type} was accepted, and is not in the log`)
  return {
    status: 201,
    body: { paymentId, number, ...approval, position },
    headers: { location: `/v1/payments/${paymentId}/${at}` },
  }
}
