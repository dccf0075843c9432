import type { Instant } from '../../kernel/clock.ts'
import type { Actor } from '../../kernel/message.ts'
import type { Sealed, SubjectId } from '../../kernel/personal-data.ts'
import type { View } from '../../kernel/view.ts'
import type { ErasureGround } from './events.ts'
import type { SubjectEvent } from './subject.ts'

export interface SubjectRow {
  readonly subject: SubjectId
  readonly isHeld: boolean
  readonly holds: readonly {
    readonly holdId: string
    readonly reason: Sealed<string>
    readonly at: Instant
    readonly by: Actor
  }[]
  readonly erasures: readonly {
    readonly key: SubjectId
    readonly ground: ErasureGround
    readonly reference?: string
    readonly at: Instant
    readonly by: Actor
    readonly destroyedAt?: Instant
  }[]
}

/** People who were ever held or erased. Key: the subject without its generation. */
export const subjectsView: View<SubjectRow, SubjectEvent> = {
  name: 'subjects',
  version: 1,
  events: ['SubjectHeld', 'SubjectReleased', 'SubjectErased', 'SubjectKeyDestroyed'],
  indexed: { isHeld: 'boolean' },
  keys: ({ data }) => [data.subject],
  fold: (before, { type, data, time, actor }) => {
    const row = before ?? { subject: data.subject, isHeld: false, holds: [], erasures: [] }
    const done = { at: time, by: actor }
    switch (type) {
      case 'SubjectHeld': {
        const { holdId, reason } = data
        return { ...row, isHeld: true, holds: [...row.holds, { holdId, reason, ...done }] }
      }
      case 'SubjectReleased': {
        const holds = row.holds.filter(({ holdId }) => holdId !== data.holdId)
        return { ...row, isHeld: holds.length > 0, holds }
      }
      case 'SubjectErased': {
        const { subject: _, ...erasure } = data
        return { ...row, erasures: [...row.erasures, { ...erasure, ...done }] }
      }
      case 'SubjectKeyDestroyed':
        return {
          ...row,
          erasures: row.erasures.map((erasure) =>
            erasure.key === data.key ? { ...erasure, destroyedAt: time } : erasure,
          ),
        }
    }
  },
}
