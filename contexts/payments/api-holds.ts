import Type from 'typebox'
import type { ContextTools } from '../../kernel/context.ts'
import type { Money } from '../../kernel/money.ts'
import { MoneySchema } from '../../kernel/money-schema.ts'
import { ok } from '../../kernel/reply.ts'
import { route, type Route } from '../../kernel/route.ts'
import { paymentAction, PaymentParams, storyOf } from './api-actions.ts'
import { notFound, payers, readers, tag } from './api-reading.ts'
import { AttemptShown, CaptureShown } from './transfers/contract.ts'
import type { CancelPayment, CapturePayment, VoidPayment } from './commands.ts'
import type { CancelTransfer, RailCancels } from './transfers/commands.ts'
import { attemptsOf, capturesIn } from './attempts.ts'
import { fourEyesOf, type TransferRules } from './proposals/four-eyes.ts'
import { paymentCommands } from './payment.ts'

const strict = { additionalProperties: false } as const
export const PositiveAmount = Type.Unsafe<Money>({
  ...MoneySchema,
  properties: {
    ...MoneySchema.properties,
    minorUnits: { type: 'string', pattern: '^[1-9][0-9]{0,17}$', maxLength: 18 },
  },
})

type OfPayment = { readonly paymentId: string }

/** Cancelling, and everything about held money: captures, voids, and the attempts of each transfer. */
export const holdRoutes = (
  tools: ContextTools,
  rules: TransferRules,
  cancels: RailCancels,
): readonly Route[] => [
  ...holdActions(tools, rules, cancels),
  ...(['captures', 'refunds'] as const).map((kind) => cancelRoute(tools, kind, cancels)),
  ...holdViews(tools),
]

const CancelBody = Type.Object(
  { reason: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })) },
  strict,
)
const cancelRefusals = {
  'not-cancellable': 409,
  'cancellation-open': 409,
  'rail-cannot-cancel': 409,
}

/** Of a capture or a refund, by its number among the transfers of its payment. */
const cancelRoute = (
  tools: ContextTools,
  kind: 'captures' | 'refunds',
  cancels: RailCancels,
): Route =>
  paymentAction<OfPayment & { readonly number: number }, { reason?: string }, CancelTransfer>(
    tools,
    {
      path: `/v1/payments/:paymentId/${kind}/:number/cancel`,
      name: kind === 'captures' ? 'cancelCapture' : 'cancelRefund',
      summary: `Take a ${kind === 'captures' ? 'capture' : 'refund'} back`,
      description:
        'At once while no rail has it. A rail that has it is asked, where it takes such back; `cancellation` says so, and ' +
        'why it failed where it did.',
      roles: payers,
      params: Type.Object({
        paymentId: Type.String({ format: 'uuid' }),
        number: Type.Integer({ minimum: 1, maximum: 10_000 }),
      }),
      body: CancelBody,
      refusals: cancelRefusals,
      definition: paymentCommands.CancelTransfer,
      command: ({ params: { paymentId, number: transfer }, body: { reason }, actor }) => ({
        paymentId,
        transfer,
        kind: kind === 'captures' ? ('capture' as const) : ('refund' as const),
        cancelledBy: actor,
        ...(reason ? { reason } : {}),
        cancels,
      }),
    },
  )

const holdActions = (
  tools: ContextTools,
  rules: TransferRules,
  cancels: RailCancels,
): readonly Route[] => [
  paymentAction<OfPayment, { reason?: string }, CancelPayment>(tools, {
    path: '/v1/payments/:paymentId/cancel',
    name: 'cancelPayment',
    summary: 'Take a payment back',
    description:
      'At once as long as it waits for approval, for its day, or for a rail that certainly did not get it. A rail that ' +
      'has it is asked: `cancellation` of the payment says so, and why it failed where it did.',
    roles: payers,
    body: CancelBody,
    refusals: cancelRefusals,
    definition: paymentCommands.CancelPayment,
    command: ({ params: { paymentId }, body: { reason }, actor }) => ({
      paymentId,
      cancelledBy: actor,
      ...(reason ? { reason } : {}),
      cancels,
    }),
  }),

  paymentAction<OfPayment, { amount?: Money; final?: boolean }, CapturePayment>(tools, {
    path: '/v1/payments/:paymentId/captures',
    name: 'capturePayment',
    summary: 'Capture what is held, in part or whole',
    description:
      'Each capture goes to the rail by itself. Without `amount` all that is left; with `final` the rest is given back. ' +
      'Above the amount that the installation names it waits for approval: `approvalId` says so.',
    roles: payers,
    body: Type.Object(
      { amount: Type.Optional(PositiveAmount), final: Type.Optional(Type.Boolean()) },
      strict,
    ),
    refusals: {
      'nothing-held': 409,
      'hold-expired': 409,
      'currency-differs': 422,
      'capture-exceeds-authorisation': 422,
      'too-many-transfers': 422,
    },
    definition: paymentCommands.CapturePayment,
    command: ({ params: { paymentId }, body, actor }) => ({
      paymentId,
      ...body,
      ...fourEyesOf(rules.capture, actor),
    }),
    begins: { event: 'CaptureRequested', proposal: 'CaptureProposed', at: 'captures' },
  }),

  paymentAction<OfPayment, undefined, VoidPayment>(tools, {
    path: '/v1/payments/:paymentId/void',
    name: 'voidPayment',
    summary: 'Give back what is held',
    description:
      'What was captured stays captured; a capture that waits for approval is withdrawn.',
    roles: payers,
    refusals: { 'nothing-held': 409 },
    definition: paymentCommands.VoidPayment,
    command: ({ params: { paymentId } }) => ({ paymentId }),
  }),
]

const holdViews = (tools: ContextTools): readonly Route[] => [
  route<OfPayment>({
    method: 'GET',
    path: '/v1/payments/:paymentId/captures',
    name: 'listCaptures',
    summary: 'The captures of a payment',
    tag,
    access: { roles: readers },
    params: PaymentParams,
    replies: { 200: Type.Object({ items: Type.Array(CaptureShown) }) },
    refusals: { 'payment-unknown': 404 },
    handle: async ({ params: { paymentId } }) => {
      const story = await storyOf(tools, paymentId)
      return story.length === 0
        ? notFound('payment')
        : ok({ items: [...capturesIn(paymentId, story)] })
    },
  }),

  route<OfPayment>({
    method: 'GET',
    path: '/v1/payments/:paymentId/attempts',
    name: 'listAttempts',
    summary: 'Every call that carried the payment, a capture or a refund of it to a rail',
    tag,
    access: { roles: readers },
    params: PaymentParams,
    replies: { 200: Type.Object({ items: Type.Array(AttemptShown) }) },
    refusals: { 'payment-unknown': 404 },
    handle: async ({ params: { paymentId } }) => {
      const story = await storyOf(tools, paymentId)
      return story.length === 0
        ? notFound('payment')
        : ok({ items: [...attemptsOf(paymentId, story)] })
    },
  }),
]
