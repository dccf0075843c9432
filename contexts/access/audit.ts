import type { Audit, ContextTools } from '../../kernel/context.ts'
import type { Outcome } from '../../kernel/handle-command.ts'
import type { Sealed } from '../../kernel/personal-data.ts'
import { recordAct, recordViewing } from './audit-commands.ts'
import { ownEnvelope } from './tools.ts'

/** The log could not take a viewing, so nothing may be shown. Try again. */
export class ViewingNotRecorded extends Error {
  constructor(reason: string) {
    super(`the viewing of personal data could not be written down (${reason}), so nothing is shown`)
    this.name = 'ViewingNotRecorded'
  }
}

/** The log could not take an act, so nothing may be done. Try again. */
export class ActNotRecorded extends Error {
  constructor(reason: string) {
    super(`what was asked for could not be written down (${reason}), so nothing is done`)
    this.name = 'ActNotRecorded'
  }
}

/** Whose key the reason is sealed under where nobody's data was looked at. */
const nobody = 'viewing'

type Tools = Pick<ContextTools, 'handle' | 'ids' | 'clock' | 'vault'>

/** The kernel's audit over the log of `access`. The same thing in the same request is one line. */
export const auditOver = (tools: Tools): Audit => ({
  unmasked: async ({ actor, subjects, thing, reason, requestId }) => {
    const people = [...new Set(subjects)]
    const viewingId = tools.ids.derive('viewing', actor, requestId, thing, ...people)
    // What was looked at for may name the person, and goes with the person.
    const sealed = await sealedReason(tools, people[0] ?? nobody, reason)
    const data = { viewingId, subjects: people, thing, reason: sealed, requestId }
    const outcome = await tools.handle(
      recordViewing,
      { type: 'RecordViewing', data },
      ownEnvelope(tools, actor, viewingId, { thing, requestId }),
    )
    if (outcome.kind !== 'accepted') throw new ViewingNotRecorded(whyNot(outcome))
  },

  acted: async ({ actor, action, thing, reason, requestId }) => {
    const actId = tools.ids.derive('act', actor, requestId, action, thing)
    const sealed = reason === undefined ? {} : { reason: await sealedReason(tools, nobody, reason) }
    const outcome = await tools.handle(
      recordAct,
      { type: 'RecordAct', data: { actId, action, thing, requestId, ...sealed } },
      ownEnvelope(tools, actor, actId, { action, thing, requestId }),
    )
    if (outcome.kind !== 'accepted') throw new ActNotRecorded(whyNot(outcome))
  },
})

const sealedReason = async (
  { vault }: Pick<Tools, 'vault'>,
  subject: string,
  reason: string,
): Promise<Sealed<string>> => {
  const [sealed] = await vault.seal([{ subject, field: 'reason', value: reason }])
  if (!sealed) throw new Error('one value was sealed, and none came back')
  return sealed
}

const whyNot = (outcome: Outcome): string =>
  outcome.kind === 'failed' ? outcome.reason : outcome.kind
