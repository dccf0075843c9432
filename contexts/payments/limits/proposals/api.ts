import Type, { type TSchema } from 'typebox'
import { formatInstant } from '../../../../kernel/clock.ts'
import type { ContextTools } from '../../../../kernel/context.ts'
import type { CommandDefinition } from '../../../../kernel/decider.ts'
import type { Command } from '../../../../kernel/message.ts'
import { pageOf, pageReply } from '../../../../kernel/list-page.ts'
import { listGrammar, type ListAsked } from '../../../../kernel/list-query.ts'
import { positionToken } from '../../../../kernel/position-token.ts'
import { outcomeReply, ok } from '../../../../kernel/reply.ts'
import type { Role } from '../../../../kernel/role.ts'
import { liveRoute, route, type Route } from '../../../../kernel/route.ts'
import type { ViewRow } from '../../../../kernel/view.ts'
import { notFound, readers } from '../../api-reading.ts'
import { DenialReason } from '../../proposals/api.ts'
import { accountSubject } from '../../sealing.ts'
import type { LimitRegister } from '../register.ts'
import { LimitChangeShown, LimitProposalShown, limitProposalStates } from './contract.ts'
import { limitProposalCommands } from './decide.ts'
import {
  limitChanges,
  limitProposals,
  type LimitChangeRow,
  type LimitProposalRow,
} from './views.ts'

const proposalList = listGrammar(limitProposals, {
  filters: {
    state: { enum: limitProposalStates },
    requestedAt: { description: 'Asked for at' },
  },
  sorts: ['requestedAt'],
  sort: '-requestedAt',
})

const changeList = listGrammar(limitChanges, {
  filters: { at: { description: 'Set or removed at' } },
  sorts: ['at'],
  sort: '-at',
})

const showProposal =
  (log: string) =>
  ({ row, position }: ViewRow<LimitProposalRow>): LimitProposalShown => {
    const { requestedAt, expiresAt, decidedAt, subject, ...told } = row
    return {
      ...told,
      subject: row.scope === 'payer' ? accountSubject(subject) : subject,
      requestedAt: formatInstant(requestedAt),
      expiresAt: formatInstant(expiresAt),
      ...(decidedAt === undefined ? {} : { decidedAt: formatInstant(decidedAt) }),
      position: positionToken(log, position),
    }
  }

const showChange =
  (log: string) =>
  ({ row: { at, ...row }, position }: ViewRow<LimitChangeRow>): LimitChangeShown => ({
    ...row,
    at: formatInstant(at),
    position: positionToken(log, position),
  })

interface Keepers {
  readonly roles: readonly Role[]
  readonly tag: string
}

/** Four eyes for limits: what waits, what was decided, and how each limit came to be as it is. */
export const limitProposalRoutes = (
  tools: ContextTools,
  register: LimitRegister,
  keepers: Keepers,
): readonly Route[] => [
  ...proposalViews(tools, keepers.tag),
  ...proposalActions(tools, register, keepers),
]

const proposalViews = (tools: ContextTools, tag: string): readonly Route[] => {
  const view = tools.view<LimitProposalRow>(limitProposals)
  const changes = tools.view<LimitChangeRow>(limitChanges)
  const show = (rows: readonly ViewRow<LimitProposalRow>[]) => rows.map(showProposal(view.log))
  return [
    route<Record<string, never>, ListAsked>({
      method: 'GET',
      path: '/v1/limit-proposals',
      name: 'listLimitProposals',
      summary: 'List changes of limits that wait for approval, and what was decided',
      description: 'For example ?state=waiting',
      tag,
      access: { roles: readers },
      query: proposalList.query,
      shows: view,
      replies: { 200: pageOf(LimitProposalShown) },
      handle: ({ query }) => pageReply(view, proposalList.read(query), show),
    }),
    liveRoute({
      path: '/v1/limit-proposals/live',
      name: 'watchLimitProposals',
      summary: 'Watch proposed changes of limits',
      tag,
      access: { roles: readers },
      feed: {
        view,
        show: (rows) => Promise.resolve(show(rows as readonly ViewRow<LimitProposalRow>[])),
      },
    }),
    route<{ limitId: string }, ListAsked>({
      method: 'GET',
      path: '/v1/limits/:limitId/history',
      name: 'listLimitChanges',
      summary: 'How a limit came to be as it is, the last change first',
      description:
        'Each time that it was set, changed or removed: its bounds, who did it, and who agreed.',
      tag,
      access: { roles: readers },
      params: Type.Object({ limitId: Type.String({ maxLength: 64 }) }),
      query: changeList.query,
      shows: changes,
      replies: { 200: pageOf(LimitChangeShown) },
      handle: ({ params: { limitId }, query }) =>
        pageReply(changes, changeList.read(query, { limitId }), (rows) =>
          rows.map(showChange(changes.log)),
        ),
    }),
  ]
}

const Decided = Type.Object({ proposalId: Type.String(), position: Type.String() })
const visibleWithinMs = 5_000

const refusals = {
  'proposal-unknown': 404,
  'proposal-has-ended': 409,
  'proposer-cannot-approve': 403,
  'approval-expired': 409,
}
const ofLimit = {
  'limit-not-valid': 422,
  'limit-exists': 409,
  'limit-unknown': 409,
  'limit-by-default': 409,
  'too-many-limits': 422,
}

interface ProposalAction<Body> {
  readonly verb: 'approve' | 'deny' | 'withdraw'
  readonly name: string
  readonly summary: string
  readonly description: string
  readonly body?: TSchema
  readonly refusals: Readonly<Record<string, number>>
  // What a command reads and writes is its definition's own business.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly definition: CommandDefinition<any, any, any>
  readonly data: (proposal: LimitProposalRow, actor: string, body: Body) => object
}

const proposalActions = (
  tools: ContextTools,
  register: LimitRegister,
  { roles, tag }: Keepers,
): readonly Route[] => {
  const view = tools.view<LimitProposalRow>(limitProposals)
  const action = <Body>(one: ProposalAction<Body>): Route =>
    route<{ proposalId: string }, Record<string, never>, Body>({
      method: 'POST',
      path: `/v1/limit-proposals/:proposalId/${one.verb}`,
      name: one.name,
      summary: one.summary,
      description: one.description,
      tag,
      access: { roles },
      stepUp: true,
      params: Type.Object({ proposalId: Type.String({ maxLength: 64 }) }),
      ...(one.body ? { body: { schema: one.body } } : {}),
      replies: { 200: Decided },
      refusals: one.refusals,
      handle: async ({ params: { proposalId }, body, caller, envelope: envelopeOf }) => {
        const found = await view.get(proposalId)
        if (!found) return notFound('proposal')
        const data = { proposalId, ...one.data(found.row, caller.actor, body) }
        const command = { type: one.definition.type, data } as Command
        const envelope = envelopeOf({ proposalId, ...(body as object | undefined) })
        const outcome = await tools.handle(one.definition, command, envelope)
        if (outcome.kind === 'accepted') {
          await register.refresh()
          await view.waitFor(outcome.position, visibleWithinMs)
        }
        return outcomeReply(outcome, one.refusals, ({ position }) =>
          ok({ proposalId, position: positionToken(tools.log.name, position) }),
        )
      },
    })
  return [
    action({
      verb: 'approve',
      name: 'approveLimitChange',
      summary: 'Approve a change of a limit',
      description: 'By somebody other than who proposed it. It holds from then on.',
      refusals: { ...refusals, ...ofLimit },
      definition: limitProposalCommands.ApproveLimitChange,
      data: ({ scope, subject }, approvedBy) => ({ scope, subject, approvedBy }),
    }),
    action<{ reason: string }>({
      verb: 'deny',
      name: 'denyLimitChange',
      summary: 'Deny a change of a limit, with a reason',
      description: 'Final. Name nobody in the reason: it is kept in the clear.',
      body: DenialReason,
      refusals,
      definition: limitProposalCommands.DenyLimitChange,
      data: (_proposal, deniedBy, { reason }) => ({ deniedBy, reason }),
    }),
    action({
      verb: 'withdraw',
      name: 'withdrawLimitChange',
      summary: 'Take back a change of a limit that waits for approval',
      description: 'As long as nobody has approved it.',
      refusals,
      definition: limitProposalCommands.WithdrawLimitChange,
      data: (_proposal, withdrawnBy) => ({ withdrawnBy }),
    }),
  ]
}
