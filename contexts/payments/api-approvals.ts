import { formatInstant } from '../../kernel/clock.ts'
import type { ContextTools } from '../../kernel/context.ts'
import { pageOf, pageReply } from '../../kernel/list-page.ts'
import { listGrammar, type ListAsked } from '../../kernel/list-query.ts'
import { positionToken } from '../../kernel/position-token.ts'
import { liveRoute, route, type Route } from '../../kernel/route.ts'
import type { ViewRow } from '../../kernel/view.ts'
import { paymentAction } from './api-actions.ts'
import { readers, tag } from './api-reading.ts'
import type { ApprovePayment, DenyPayment } from './commands.ts'
import { ApprovalShown, approvalStates } from './transfers/contract.ts'
import { paymentCommands } from './payment.ts'
import { DenialReason, proposalRoutes } from './proposals/api.ts'
import { approvals, type ApprovalRow } from './view-approvals.ts'

const approvalList = listGrammar(approvals, {
  filters: {
    state: { enum: approvalStates },
    requestedAt: { description: 'Asked for at' },
  },
  sorts: ['requestedAt'],
  sort: '-requestedAt',
})

const refusals = { 'approval-not-asked': 409, 'proposer-cannot-approve': 403 }
type OfPayment = { readonly paymentId: string }

/** Four eyes: what is above the limit waits here for somebody other than who proposed it. */
export const approvalRoutes = (tools: ContextTools): readonly Route[] => {
  const view = tools.view<ApprovalRow>(approvals)
  const show = (rows: readonly ViewRow<ApprovalRow>[]) =>
    rows.map(({ row: { requestedAt, expiresAt, decidedAt, ...row }, position }): ApprovalShown => ({
      ...row,
      requestedAt: formatInstant(requestedAt),
      ...(expiresAt === undefined ? {} : { expiresAt: formatInstant(expiresAt) }),
      ...(decidedAt === undefined ? {} : { decidedAt: formatInstant(decidedAt) }),
      position: positionToken(view.log, position),
    }))
  return [
    route<Record<string, never>, ListAsked>({
      method: 'GET',
      path: '/v1/approvals',
      name: 'listApprovals',
      summary: 'List what waits for approval, and what was decided',
      description: 'For example ?state=waiting&expand=payment',
      tag,
      access: { roles: readers },
      query: approvalList.query,
      shows: view,
      expandable: { payment: { id: 'paymentId', shownBy: 'getPayment' } },
      replies: { 200: pageOf(ApprovalShown) },
      handle: ({ query }) => pageReply(view, approvalList.read(query), show),
    }),

    liveRoute({
      path: '/v1/approvals/live',
      name: 'watchApprovals',
      summary: 'Watch approvals change',
      tag,
      access: { roles: readers },
      feed: {
        view,
        show: (rows) => Promise.resolve(show(rows as readonly ViewRow<ApprovalRow>[])),
      },
    }),

    paymentAction<OfPayment, undefined, ApprovePayment>(tools, {
      path: '/v1/approvals/:paymentId/approve',
      name: 'approvePayment',
      summary: 'Approve a payment',
      description:
        'By somebody other than who proposed it, a person or a program, before expiresAt.',
      roles: ['approver'],
      refusals: { ...refusals, 'approval-expired': 409 },
      definition: paymentCommands.ApprovePayment,
      command: ({ params: { paymentId }, actor }) => ({ paymentId, approvedBy: actor }),
    }),

    paymentAction<OfPayment, { reason: string }, DenyPayment>(tools, {
      path: '/v1/approvals/:paymentId/deny',
      name: 'denyPayment',
      summary: 'Deny a payment, with a reason',
      description: 'Final. Name nobody in the reason: it is kept in the clear.',
      roles: ['approver'],
      body: DenialReason,
      refusals,
      definition: paymentCommands.DenyPayment,
      command: ({ params: { paymentId }, body: { reason }, actor }) => ({
        paymentId,
        deniedBy: actor,
        reason,
      }),
    }),

    ...proposalRoutes(tools),
  ]
}
