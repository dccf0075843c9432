import Type from 'typebox'
import type { ContextTools } from '../../../kernel/context.ts'
import type { Outcome } from '../../../kernel/handle-command.ts'
import { positionToken } from '../../../kernel/position-token.ts'
import { outcomeReply, type Reply } from '../../../kernel/reply.ts'
import { isRefusal } from '../../../kernel/refusal.ts'
import type { Role } from '../../../kernel/role.ts'
import { route, type Route } from '../../../kernel/route.ts'
import { invalidRequest, notFound } from '../api-reading.ts'
import { LimitChanged, LimitOrdered } from './contract.ts'
import type { LimitRegister } from './register.ts'
import type { LimitApproval, LimitFourEyes } from './proposals/loosening.ts'
import { limitProposalStream } from './proposals/proposal.ts'
import { limitProposals, type LimitProposalRow } from './proposals/views.ts'
import { changeLimit, removeLimit, setLimit } from './set-limit.ts'
import { readSubject } from './subject.ts'
import { termsFault } from './terms.ts'
import { limits, type LimitRow } from './view-limits.ts'

const Changed = Type.Object({
  limitId: Type.String(),
  proposalId: Type.Optional(
    Type.String({ description: 'Present where it waits for somebody else to approve it' }),
  ),
  position: Type.String(),
})

const refusals = {
  'limit-not-valid': 422,
  'limit-exists': 409,
  'limit-by-default': 409,
  'too-many-limits': 422,
}
const knownRefusals = { ...refusals, 'limit-unknown': 404 }

const visibleWithinMs = 5_000

interface LimitActions {
  readonly roles: readonly Role[]
  readonly tag: string
  readonly rules: LimitRules
}

/** What waits for a second person, and how long. */
export interface LimitRules {
  readonly approval: LimitApproval
  readonly withinMs: number
  /** Names of those that can be limited. */
  readonly rails: readonly string[]
}

/** Setting, changing and removing limits. Who did it stands with each event, and a browser has to prove its person. */
export const limitActions = (
  tools: ContextTools,
  register: LimitRegister,
  { roles, tag, rules }: LimitActions,
): readonly Route[] => {
  const view = tools.view<LimitRow>(limits)
  const proposals = tools.view<LimitProposalRow>(limitProposals)
  const { approval, withinMs } = rules
  const fourEyesOf = ({ commandId }: { readonly commandId: string }, replacesDefault = false) => {
    if (approval === 'none') return {}
    const proposalId = tools.ids.derive('limit-proposal', commandId)
    const fourEyes: LimitFourEyes = { approval, proposalId, withinMs, replacesDefault }
    return { fourEyes }
  }
  const answer = async (
    limitId: string,
    status: number,
    outcome: Outcome,
    { fourEyes }: { readonly fourEyes?: LimitFourEyes },
  ): Promise<Reply> => {
    if (outcome.kind === 'accepted') {
      await register.refresh()
      await view.waitFor(outcome.position, visibleWithinMs)
      await proposals.waitFor(outcome.position, visibleWithinMs)
    }
    const waits = fourEyes && (await isProposed(tools, fourEyes.proposalId))
    return outcomeReply(outcome, knownRefusals, ({ position }) => ({
      status,
      body: {
        limitId,
        ...(waits ? { proposalId: fourEyes.proposalId } : {}),
        position: positionToken(tools.log.name, position),
      },
    }))
  }
  const subjectOf = async (limitId: string) => {
    const found = await view.get(limitId)
    return found && { scope: found.row.scope, subject: found.row.subject }
  }
  const params = Type.Object({ limitId: Type.String({ maxLength: 64 }) })

  return [
    route<Record<string, never>, Record<string, never>, LimitOrdered>({
      method: 'POST',
      path: '/v1/limits',
      name: 'setLimit',
      summary: 'Limit what a payer, an account or a rail pays',
      description:
        'By amount, by count or both; of each payment by itself, of a calendar day of a zone, or of the last hours at ' +
        'every moment. What was received before does not count. A payment beyond a limit is received and rejected ' +
        '(AM14, AM02 for one payment), in a file by itself; beyond a rail’s it waits until it fits. For example ' +
        '{"scope":"payer","subject":"DE89370400440532013000","currency":"EUR","amount":"500000",' +
        '"window":{"per":"day","zone":"Europe/Berlin"}}',
      tag,
      access: { roles },
      stepUp: true,
      body: { schema: LimitOrdered },
      replies: { 201: Changed },
      refusals,
      handle: async ({ body, caller, envelope: envelopeOf }) => {
        const { scope, subject: given, ...terms } = body
        const subject = readSubject({ vault: tools.vault, rails: rules.rails }, scope, given)
        if (isRefusal(subject))
          return invalidRequest([{ field: 'body/subject', reason: subject.refused }])
        const fault = termsFault(terms)
        if (fault)
          return invalidRequest([{ field: 'body', reason: fault.detail?.['because'] as string }])
        // The account may be a person's: it is in the fingerprint by its index alone.
        const envelope = envelopeOf({ scope, subject, ...terms })
        const limitId = tools.ids.derive('limit', envelope.commandId)
        const fourEyes = fourEyesOf(envelope, register.hasDefault(scope, terms.currency))
        const data = { scope, subject, limitId, ...terms, setBy: caller.actor, ...fourEyes }
        const outcome = await tools.handle(setLimit, { type: 'SetLimit', data }, envelope)
        return answer(limitId, 201, outcome, fourEyes)
      },
    }),

    route<{ limitId: string }, Record<string, never>, LimitChanged>({
      method: 'PUT',
      path: '/v1/limits/:limitId',
      name: 'changeLimit',
      summary: 'Give a limit other bounds',
      description:
        'What was used stays used. Currency and window stay: for others set a new limit. Lower bounds hold at once; ' +
        'higher ones wait for somebody else, unless the installation lets one person raise them (`proposalId`).',
      tag,
      access: { roles },
      stepUp: true,
      params,
      body: { schema: LimitChanged },
      replies: { 200: Changed },
      refusals: knownRefusals,
      handle: async ({ params: { limitId }, body, caller, envelope: envelopeOf }) => {
        const subject = await subjectOf(limitId)
        if (!subject) return notFound('limit')
        const envelope = envelopeOf({ limitId, ...body })
        const fourEyes = fourEyesOf(envelope)
        const data = { ...subject, limitId, ...body, setBy: caller.actor, ...fourEyes }
        const outcome = await tools.handle(changeLimit, { type: 'ChangeLimit', data }, envelope)
        return answer(limitId, 200, outcome, fourEyes)
      },
    }),

    route<{ limitId: string }>({
      method: 'DELETE',
      path: '/v1/limits/:limitId',
      name: 'removeLimit',
      summary: 'Remove a limit',
      description:
        'Where the settings have a default for its scope and currency, that holds again. Waits for somebody else, as ' +
        'higher bounds do.',
      tag,
      access: { roles },
      stepUp: true,
      params,
      replies: { 200: Changed },
      refusals: knownRefusals,
      handle: async ({ params: { limitId }, caller, envelope: envelopeOf }) => {
        const subject = await subjectOf(limitId)
        if (!subject) return notFound('limit')
        const envelope = envelopeOf({ limitId })
        const fourEyes = fourEyesOf(envelope)
        const data = { ...subject, limitId, removedBy: caller.actor, ...fourEyes }
        const outcome = await tools.handle(removeLimit, { type: 'RemoveLimit', data }, envelope)
        return answer(limitId, 200, outcome, fourEyes)
      },
    }),
  ]
}

/** The log says whether it waits: a repetition is answered alike. */
const isProposed = async ({ log }: ContextTools, proposalId: string): Promise<boolean> =>
  (await log.readStream(limitProposalStream(proposalId), 0, 1)).length > 0
