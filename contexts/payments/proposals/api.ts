import Type from 'typebox'
import type { ContextTools } from '../../../kernel/context.ts'
import type { Route } from '../../../kernel/route.ts'
import { paymentAction } from '../api-actions.ts'
import { payers } from '../api-reading.ts'
import type { ApproveProposal, DenyProposal, WithdrawProposal } from '../commands.ts'
import { paymentCommands } from '../payment.ts'

const params = Type.Object({
  paymentId: Type.String({ format: 'uuid' }),
  number: Type.Integer({ minimum: 1, maximum: 10_000 }),
})
type OfProposal = { readonly paymentId: string; readonly number: number }

export const DenialReason = Type.Object(
  { reason: Type.String({ minLength: 3, maxLength: 300, pattern: '\\S' }) },
  { additionalProperties: false },
)

/** Four eyes for captures and refunds: by the payment, and their number among its transfers. */
export const proposalRoutes = (tools: ContextTools): readonly Route[] => [
  paymentAction<OfProposal, undefined, ApproveProposal>(tools, {
    path: '/v1/approvals/:paymentId/:number/approve',
    name: 'approveTransfer',
    summary: 'Approve a capture or a refund',
    description:
      'By somebody other than who asked for it, a person or a program. It goes to the rail then, and not before.',
    roles: ['approver'],
    params,
    refusals: {
      'approval-not-asked': 409,
      'proposer-cannot-approve': 403,
      'approval-expired': 409,
      'refund-exceeds-settled': 409,
    },
    definition: paymentCommands.ApproveProposal,
    command: ({ params: { paymentId, number: transfer }, actor }) => ({
      paymentId,
      transfer,
      approvedBy: actor,
    }),
  }),

  paymentAction<OfProposal, { reason: string }, DenyProposal>(tools, {
    path: '/v1/approvals/:paymentId/:number/deny',
    name: 'denyTransfer',
    summary: 'Deny a capture or a refund, with a reason',
    description: 'Final. Name nobody in the reason: it is kept in the clear.',
    roles: ['approver'],
    params,
    body: DenialReason,
    refusals: { 'approval-not-asked': 409, 'proposer-cannot-approve': 403 },
    definition: paymentCommands.DenyProposal,
    command: ({ params: { paymentId, number: transfer }, body: { reason }, actor }) => ({
      paymentId,
      transfer,
      deniedBy: actor,
      reason,
    }),
  }),

  paymentAction<OfProposal, undefined, WithdrawProposal>(tools, {
    path: '/v1/approvals/:paymentId/:number/withdraw',
    name: 'withdrawTransfer',
    summary: 'Take back a capture or a refund that waits for approval',
    description: 'As long as nobody has approved it.',
    roles: payers,
    params,
    refusals: { 'approval-not-asked': 409 },
    definition: paymentCommands.WithdrawProposal,
    command: ({ params: { paymentId, number: transfer }, actor }) => ({
      paymentId,
      transfer,
      withdrawnBy: actor,
    }),
  }),
]
