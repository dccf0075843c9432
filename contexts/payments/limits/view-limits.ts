import type { View } from '../../../kernel/view.ts'
import type { LimitEvent } from './events.ts'
import { limitedSubject, subjectOfStream, type Limit } from './limited-subject.ts'
import type { LimitScope } from './contract.ts'

type Folded = Extract<
  LimitEvent,
  { type: 'LimitSet' | 'LimitRemoved' | 'LimitUsed' | 'LimitUseGivenBack' }
>

/** A limit and what was used of it, in the parts that its decisions keep. */
export interface LimitRow {
  readonly limitId: string
  readonly scope: LimitScope
  readonly subject: string
  readonly currency: string
  readonly isRemoved: boolean
  readonly limit: Limit
  readonly setBy: string
  readonly setAt: number
  readonly latest: number
}

export const limits: View<LimitRow, Folded> = {
  name: 'limits',
  version: 1,
  events: ['LimitSet', 'LimitRemoved', 'LimitUsed', 'LimitUseGivenBack'],
  keys: ({ type, data }) =>
    type === 'LimitSet' || type === 'LimitRemoved'
      ? [data.limitId]
      : data.uses.map(({ limitId }) => limitId),
  fold: (row, event, limitId) => {
    const state = { limits: row ? [row.limit] : [], limitsSet: 0, latest: row?.latest ?? 0 }
    // The decisions' own way of adding up: what is shown is what decides.
    const after = limitedSubject.evolve(state, event)
    const limit = after.limits.find((one) => one.limitId === limitId)
    if (event.type === 'LimitSet' && limit) {
      const { currency, setBy } = event.data
      return {
        limitId,
        ...subjectOfStream(event.stream),
        currency,
        isRemoved: false,
        limit,
        setBy,
        setAt: event.time,
        latest: after.latest,
      }
    }
    if (!row) throw new Error(`limit ${limitId} was used before it was set`)
    return limit ? { ...row, limit, latest: after.latest } : { ...row, isRemoved: true }
  },
  indexed: {
    limitId: 'text',
    scope: 'text',
    subject: 'text',
    currency: 'text',
    isRemoved: 'boolean',
    setAt: 'instant',
  },
}
