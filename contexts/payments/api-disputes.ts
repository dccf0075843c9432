import Type from 'typebox'
import { formatInstant } from '../../kernel/clock.ts'
import type { ContextTools } from '../../kernel/context.ts'
import { pageOf, pageReply } from '../../kernel/list-page.ts'
import { listGrammar, type ListAsked } from '../../kernel/list-query.ts'
import type { Money } from '../../kernel/money.ts'
import { ok } from '../../kernel/reply.ts'
import type { Role } from '../../kernel/role.ts'
import { liveRoute, route, type Route } from '../../kernel/route.ts'
import type { ViewRow } from '../../kernel/view.ts'
import { paymentAction, PaymentParams, storyOf } from './api-actions.ts'
import { PositiveAmount } from './api-holds.ts'
import { notFound, readers, tag } from './api-reading.ts'
import type { DecideDispute, OpenDispute, SubmitDisputeEvidence } from './commands.ts'
import { DisputeShown, disputeStatuses } from './transfers/contract.ts'
import { paymentCommands } from './payment.ts'
import { rowsIn } from './rows-in.ts'
import { subjectOf } from './showing.ts'
import { disputes, type DisputeRow } from './view-disputes.ts'

const disputeList = listGrammar(disputes, {
  filters: {
    paymentId: { format: 'uuid' },
    status: { enum: disputeStatuses },
    openedAt: { description: 'Opened at' },
  },
  sorts: ['openedAt'],
  sort: '-openedAt',
})

const strict = { additionalProperties: false } as const
const operators: readonly Role[] = ['operator']
const DisputeParams = Type.Object({
  paymentId: Type.String({ format: 'uuid' }),
  dispute: Type.Integer({ minimum: 1, maximum: 1_000 }),
})
type OfDispute = { readonly paymentId: string; readonly dispute: number }

const showDispute = ({ openedAt, responseDue, evidenceAt, decidedAt, ...row }: DisputeRow) =>
  ({
    ...row,
    openedAt: formatInstant(openedAt),
    ...(responseDue === undefined ? {} : { responseDue: formatInstant(responseDue) }),
    ...(evidenceAt === undefined ? {} : { evidenceAt: formatInstant(evidenceAt) }),
    ...(decidedAt === undefined ? {} : { decidedAt: formatInstant(decidedAt) }),
  }) satisfies DisputeShown

const decided = { 'dispute-unknown': 404, 'dispute-is-decided': 409 }

/** Disputes: opened by the rail's callback or an operator, answered with evidence, won or lost. */
export const disputeRoutes = (tools: ContextTools): readonly Route[] => [
  ...disputeActions(tools),
  ...disputeViews(tools),
]

const disputeActions = (tools: ContextTools): readonly Route[] => [
  paymentAction<
    { readonly paymentId: string },
    { amount?: Money; reasonCode: string; responseDue?: string },
    OpenDispute
  >(tools, {
    path: '/v1/payments/:paymentId/disputes',
    name: 'openDispute',
    summary: 'Record that the payer disputes what has settled',
    description:
      'The amount is held until the dispute is decided; without it all that was not given back.',
    roles: operators,
    body: Type.Object(
      {
        amount: Type.Optional(PositiveAmount),
        reasonCode: Type.String({ pattern: '^[A-Za-z0-9.-]{1,16}$', examples: ['4853'] }),
        responseDue: Type.Optional(Type.String({ format: 'date-time' })),
      },
      strict,
    ),
    refusals: {
      'nothing-to-dispute': 409,
      'currency-differs': 422,
      'dispute-exceeds-settled': 422,
      'too-many-disputes': 422,
    },
    definition: paymentCommands.OpenDispute,
    command: ({ params: { paymentId }, body: { responseDue, ...body }, actor }) => ({
      paymentId,
      ...body,
      ...(responseDue ? { responseDue: formatInstant(Date.parse(responseDue)) } : {}),
      openedBy: actor,
    }),
    begins: { event: 'DisputeOpened', at: 'disputes' },
  }),

  paymentAction<OfDispute, { text: string }, SubmitDisputeEvidence>(tools, {
    path: '/v1/payments/:paymentId/disputes/:dispute/evidence',
    name: 'submitDisputeEvidence',
    summary: 'Send evidence in a dispute',
    description: "Sealed with the payer's key: it is about them.",
    roles: operators,
    params: DisputeParams,
    body: Type.Object(
      { text: Type.String({ minLength: 1, maxLength: 4_000, pattern: '\\S' }) },
      strict,
    ),
    refusals: decided,
    definition: paymentCommands.SubmitDisputeEvidence,
    command: async ({ params: { paymentId, dispute }, body: { text }, actor }) => {
      const [first] = await storyOf(tools, paymentId)
      const subject = first?.type === 'PaymentReceived' ? subjectOf(first.data.debtor) : 'nobody'
      const request = { subject, field: 'dispute-evidence', value: text }
      // Of no payment there is nobody to seal it for; the command is refused.
      const [evidence] = first ? await tools.vault.seal<string>([request]) : []
      return { paymentId, dispute, evidence: evidence ?? ('' as never), submittedBy: actor }
    },
  }),

  paymentAction<OfDispute, { outcome: 'won' | 'lost' }, DecideDispute>(tools, {
    path: '/v1/payments/:paymentId/disputes/:dispute/outcome',
    name: 'decideDispute',
    summary: 'Record how a dispute was decided',
    description: 'For disputes whose rail does not tell it by itself.',
    roles: operators,
    params: DisputeParams,
    body: Type.Object(
      { outcome: Type.Unsafe<'won' | 'lost'>({ type: 'string', enum: ['won', 'lost'] }) },
      strict,
    ),
    refusals: decided,
    definition: paymentCommands.DecideDispute,
    command: ({ params: { paymentId, dispute }, body: { outcome }, actor }) => ({
      paymentId,
      dispute,
      outcome,
      decidedBy: actor,
    }),
  }),
]

const disputeViews = (tools: ContextTools): readonly Route[] => {
  const view = tools.view<DisputeRow>(disputes)
  const show = (rows: readonly ViewRow<DisputeRow>[]) => rows.map(({ row }) => showDispute(row))
  return [
    route<{ paymentId: string }>({
      method: 'GET',
      path: '/v1/payments/:paymentId/disputes',
      name: 'listDisputesOfPayment',
      summary: 'The disputes of a payment',
      tag,
      access: { roles: readers },
      params: PaymentParams,
      replies: { 200: Type.Object({ items: Type.Array(DisputeShown) }) },
      refusals: { 'payment-unknown': 404 },
      handle: async ({ params: { paymentId } }) => {
        const story = await storyOf(tools, paymentId)
        return story.length === 0
          ? notFound('payment')
          : ok({ items: rowsIn(disputes, story).map(showDispute) })
      },
    }),

    route<Record<string, never>, ListAsked>({
      method: 'GET',
      path: '/v1/disputes',
      name: 'listDisputes',
      summary: 'List disputes, the newest first',
      tag,
      access: { roles: readers },
      query: disputeList.query,
      shows: view,
      expandable: { payment: { id: 'paymentId', shownBy: 'getPayment' } },
      replies: { 200: pageOf(DisputeShown) },
      handle: ({ query }) => pageReply(view, disputeList.read(query), show),
    }),

    liveRoute({
      path: '/v1/disputes/live',
      name: 'watchDisputes',
      summary: 'Watch disputes change',
      tag,
      access: { roles: readers },
      feed: {
        view,
        show: (rows) => Promise.resolve(show(rows as readonly ViewRow<DisputeRow>[])),
      },
    }),
  ]
}
