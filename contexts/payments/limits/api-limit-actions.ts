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
import { changeLimit, removeLimit, setLimit } from './set-limit.ts'
import { readSubject } from './subject.ts'
import { termsFault } from './terms.ts'
import { limits, type LimitRow } from './view-limits.ts'

const Changed = Type.Object({ limitId: Type.String(), position: Type.String() })

const refusals = {
  'limit-not-valid': 422,
  'limit-exists': 409,
  'limit-by-default': 409,
  'too-many-limits': 422,
}
const knownRefusals = { ...refusals, 'limit-unknown': 404 }

const visibleWithinMs = 5_000

/** Setting, changing and removing limits. Who did it stands with each event, and a browser has to prove its person. */
export const limitActions = (
  tools: ContextTools,
  register: LimitRegister,
  { roles, tag }: { readonly roles: readonly Role[]; readonly tag: string },
): readonly Route[] => {
  const view = tools.view<LimitRow>(limits)
  const answer = async (limitId: string, status: number, outcome: Outcome): Promise<Reply> => {
    if (outcome.kind === 'accepted') {
      await register.refresh()
      await view.waitFor(outcome.position, visibleWithinMs)
    }
    return outcomeReply(outcome, knownRefusals, ({ position }) => ({
      status,
      body: { limitId, position: positionToken(tools.log.name, position) },
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
        const subject = readSubject(tools.vault, scope, given)
        if (isRefusal(subject))
          return invalidRequest([{ field: 'body/subject', reason: subject.refused }])
        const fault = termsFault(terms)
        if (fault)
          return invalidRequest([{ field: 'body', reason: fault.detail?.['because'] as string }])
        // The account may be a person's: it is in the fingerprint by its index alone.
        const envelope = envelopeOf({ scope, subject, ...terms })
        const limitId = tools.ids.derive('limit', envelope.commandId)
        const data = { scope, subject, limitId, ...terms, setBy: caller.actor }
        const outcome = await tools.handle(setLimit, { type: 'SetLimit', data }, envelope)
        return answer(limitId, 201, outcome)
      },
    }),

    route<{ limitId: string }, Record<string, never>, LimitChanged>({
      method: 'PUT',
      path: '/v1/limits/:limitId',
      name: 'changeLimit',
      summary: 'Give a limit other bounds',
      description:
        'What was used stays used. Currency and window stay: for others set a new limit.',
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
        const data = { ...subject, limitId, ...body, setBy: caller.actor }
        const envelope = envelopeOf({ limitId, ...body })
        const outcome = await tools.handle(changeLimit, { type: 'ChangeLimit', data }, envelope)
        return answer(limitId, 200, outcome)
      },
    }),

    route<{ limitId: string }>({
      method: 'DELETE',
      path: '/v1/limits/:limitId',
      name: 'removeLimit',
      summary: 'Remove a limit',
      description:
        'Where the settings have a default for its scope and currency, that holds again.',
      tag,
      access: { roles },
      stepUp: true,
      params,
      replies: { 200: Changed },
      refusals: knownRefusals,
      handle: async ({ params: { limitId }, caller, envelope: envelopeOf }) => {
        const subject = await subjectOf(limitId)
        if (!subject) return notFound('limit')
        const data = { ...subject, limitId, removedBy: caller.actor }
        const envelope = envelopeOf({ limitId })
        const outcome = await tools.handle(removeLimit, { type: 'RemoveLimit', data }, envelope)
        return answer(limitId, 200, outcome)
      },
    }),
  ]
}
