import type { Instant } from '../../kernel/clock.ts'
import type { ContextTools } from '../../kernel/context.ts'
import type { AccessEventOf } from './events.ts'
import { recordRefusals } from './external-commands.ts'
import { ownEnvelope } from './tools.ts'

type Refused = AccessEventOf<'CredentialsRefused'>['data']

/** Notes that something which somebody carried was refused, and why. Returns at once. */
export type NoteRefusal = (by: Refused['by'], reason: string) => void

/** The same reason is written down this often at most: the log must not grow at the will of strangers. */
export const refusalRecordEveryMs = 60_000

/** The first refusal for a reason is written down at once, later ones are counted into the next record. */
export const refusalRecord = (tools: Pick<ContextTools, 'handle' | 'ids' | 'clock'>) => {
  const known = new Map<string, { recordedAt: Instant; times: number }>()
  const note: NoteRefusal = (by, reason) => {
    const key = `${by} ${reason}`
    const entry = known.get(key) ?? { recordedAt: Number.NEGATIVE_INFINITY, times: 0 }
    known.set(key, entry)
    entry.times++
    const now = tools.clock.now()
    if (now < entry.recordedAt + refusalRecordEveryMs) return
    const { times } = entry
    const { recordedAt } = entry
    Object.assign(entry, { recordedAt: now, times: 0 })
    record(tools, { by, reason, times }).catch(() => {
      // Counted into the next record, which the next refusal tries again.
      entry.times += times
      entry.recordedAt = recordedAt
    })
  }
  return note
}

const record = async (
  tools: Pick<ContextTools, 'handle' | 'ids' | 'clock'>,
  refused: Refused,
): Promise<void> => {
  const recordId = tools.ids.next()
  const outcome = await tools.handle(
    recordRefusals,
    { type: 'RecordRefusals', data: { recordId, ...refused } },
    ownEnvelope(tools, 'system', recordId, { ...refused }),
  )
  if (outcome.kind !== 'accepted') throw new Error('the refusals could not be written down')
}
