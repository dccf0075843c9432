import Type from 'typebox'
import { formatInstant } from '../../kernel/clock.ts'
import type { ContextTools } from '../../kernel/context.ts'
import { pageOf, pageReply } from '../../kernel/list-page.ts'
import { listGrammar, type ListAsked } from '../../kernel/list-query.ts'
import type { Money } from '../../kernel/money.ts'
import { ok } from '../../kernel/reply.ts'
import { liveRoute, route, type Route } from '../../kernel/route.ts'
import type { ViewRow } from '../../kernel/view.ts'
import { paymentAction, PaymentParams, storyOf } from './api-actions.ts'
import { PositiveAmount } from './api-holds.ts'
import { notFound, payers, readers, tag } from './api-reading.ts'
import type { RefundPayment } from './commands.ts'
import { RefundShown, refundStatuses } from './transfers/contract.ts'
import { refundReasons, RefundReasonSchema, type RefundReason } from './event-fields.ts'
import { paymentCommands } from './payment.ts'
import { fourEyesOf, type TransferRules } from './proposals/four-eyes.ts'
import { rowsIn } from './rows-in.ts'
import { refunds, type RefundRow } from './view-refunds.ts'

const refundList = listGrammar(refunds, {
  filters: {
    paymentId: { format: 'uuid' },
    status: { enum: refundStatuses },
    requestedAt: { description: 'Asked for at' },
  },
  sorts: ['requestedAt'],
  sort: '-requestedAt',
})

const expandable = { payment: { id: 'paymentId', shownBy: 'getPayment' } }

const showRefund = (row: RefundRow): RefundShown => ({
  ...row,
  requestedAt: formatInstant(row.requestedAt),
  updatedAt: formatInstant(row.updatedAt),
})

/** Money that goes back. */
export const refundRoutes = (tools: ContextTools, rules: TransferRules): readonly Route[] => {
  const view = tools.view<RefundRow>(refunds)
  const show = (rows: readonly ViewRow<RefundRow>[]) => rows.map(({ row }) => showRefund(row))
  return [
    paymentAction<
      { readonly paymentId: string },
      { amount?: Money; reason: RefundReason },
      RefundPayment
    >(tools, {
      path: '/v1/payments/:paymentId/refunds',
      name: 'refundPayment',
      summary: 'Give back what has settled, in part or whole',
      description:
        'Never more than has settled and was not given back, disputed or returned. Without `amount` all of that. ' +
        'Above the amount that the installation names it waits for approval: `approvalId` says so. ' +
        `Reasons: ${refundReasons.join(', ')}.`,
      roles: payers,
      body: Type.Object(
        { amount: Type.Optional(PositiveAmount), reason: RefundReasonSchema },
        { additionalProperties: false },
      ),
      refusals: {
        'nothing-to-refund': 409,
        'currency-differs': 422,
        'refund-exceeds-settled': 422,
        'too-many-transfers': 422,
      },
      definition: paymentCommands.RefundPayment,
      command: ({ params: { paymentId }, body, actor }) => ({
        paymentId,
        ...body,
        requestedBy: actor,
        ...fourEyesOf(rules.refund, actor),
      }),
      begins: { event: 'RefundRequested', proposal: 'RefundProposed', at: 'refunds' },
    }),

    route<{ paymentId: string }>({
      method: 'GET',
      path: '/v1/payments/:paymentId/refunds',
      name: 'listRefundsOfPayment',
      summary: 'The refunds of a payment',
      tag,
      access: { roles: readers },
      params: PaymentParams,
      replies: { 200: Type.Object({ items: Type.Array(RefundShown) }) },
      refusals: { 'payment-unknown': 404 },
      handle: async ({ params: { paymentId } }) => {
        const story = await storyOf(tools, paymentId)
        return story.length === 0
          ? notFound('payment')
          : ok({ items: rowsIn(refunds, story).map(showRefund) })
      },
    }),

    route<Record<string, never>, ListAsked>({
      method: 'GET',
      path: '/v1/refunds',
      name: 'listRefunds',
      summary: 'List refunds, the newest first',
      tag,
      access: { roles: readers },
      query: refundList.query,
      shows: view,
      expandable,
      replies: { 200: pageOf(RefundShown) },
      handle: ({ query }) => pageReply(view, refundList.read(query), show),
    }),

    liveRoute({
      path: '/v1/refunds/live',
      name: 'watchRefunds',
      summary: 'Watch refunds change',
      tag,
      access: { roles: readers },
      feed: {
        view,
        show: (rows) => Promise.resolve(show(rows as readonly ViewRow<RefundRow>[])),
      },
    }),
  ]
}
