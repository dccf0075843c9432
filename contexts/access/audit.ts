import type { Audit, ContextTools } from '../../kernel/context.ts'
import { recordViewing } from './commands.ts'
import { ownEnvelope } from './tools.ts'

/** The log could not take a viewing, so nothing may be shown. Try again. */
export class ViewingNotRecorded extends Error {
  constructor(reason: string) {
    super(`the viewing of personal data could not be written down (${reason}), so nothing is shown`)
    this.name = 'ViewingNotRecorded'
  }
}

/** Whose key the reason is sealed under where nobody's data was looked at. */
const nobody = 'viewing'

/** The kernel's audit over the log of `access`. The same thing in the same request is one viewing. */
export const auditOver = (
  tools: Pick<ContextTools, 'handle' | 'ids' | 'clock' | 'vault'>,
): Audit => ({
  unmasked: async ({ actor, subjects, thing, reason, requestId }) => {
    const people = [...new Set(subjects)]
    const viewingId = tools.ids.derive('viewing', actor, requestId, thing, ...people)
    // What was looked at for may name the person, and goes with the person.
    const [sealed] = await tools.vault.seal([
      { subject: people[0] ?? nobody, field: 'reason', value: reason },
    ])
    if (!sealed) throw new Error('one value was sealed, and none came back')
    const data = { viewingId, subjects: people, thing, reason: sealed, requestId }
    const outcome = await tools.handle(
      recordViewing,
      { type: 'RecordViewing', data },
      ownEnvelope(tools, actor, viewingId, { thing, requestId }),
    )
    if (outcome.kind !== 'accepted')
      throw new ViewingNotRecorded(outcome.kind === 'failed' ? outcome.reason : outcome.kind)
  },
})
