import type { Decider } from '../../kernel/decider.ts'
import type { Sealed, SubjectId } from '../../kernel/personal-data.ts'
import { refuse, type Refusal } from '../../kernel/refusal.ts'
import type { AccessEventOf, ErasureGround } from './events.ts'

export interface SubjectState {
  /** Ids of the holds that stand. */
  readonly holds: readonly string[]
  /** Keys whose destruction was decided, with whether it is done. */
  readonly erasures: Readonly<Record<SubjectId, 'intended' | 'destroyed'>>
}

export type SubjectEvent = AccessEventOf<
  'SubjectHeld' | 'SubjectReleased' | 'SubjectErased' | 'SubjectKeyDestroyed'
>

export type HoldSubject = {
  readonly type: 'HoldSubject'
  readonly data: {
    readonly subject: SubjectId
    /** The key that lived when it was asked. */
    readonly key: SubjectId
    readonly holdId: string
    readonly reason: Sealed<string>
  }
}
export type ReleaseSubject = {
  readonly type: 'ReleaseSubject'
  readonly data: { readonly subject: SubjectId; readonly holdId: string }
}
export type EraseSubject = {
  readonly type: 'EraseSubject'
  readonly data: {
    readonly subject: SubjectId
    /** The key that lived when it was asked; absent where there was none. */
    readonly key?: SubjectId
    readonly ground: ErasureGround
    readonly reference?: string
  }
}
export type RecordKeyDestroyed = {
  readonly type: 'RecordKeyDestroyed'
  readonly data: { readonly subject: SubjectId; readonly key: SubjectId }
}
export type SubjectCommand = HoldSubject | ReleaseSubject | EraseSubject | RecordKeyDestroyed

export type SubjectRefusal = Refusal<
  'hold-unknown' | 'subject-unknown' | 'subject-under-legal-hold' | 'subject-erased'
>

/** A person as far as holding and erasing goes: all generations of their keys. */
export const subject: Decider<SubjectState, SubjectCommand, SubjectEvent, SubjectRefusal> = {
  name: 'subject',
  initialState: { holds: [], erasures: {} },

  evolve: (state, { type, data }) => {
    switch (type) {
      case 'SubjectHeld':
        return { ...state, holds: [...state.holds, data.holdId] }
      case 'SubjectReleased':
        return { ...state, holds: state.holds.filter((hold) => hold !== data.holdId) }
      case 'SubjectErased':
        return { ...state, erasures: { ...state.erasures, [data.key]: 'intended' } }
      case 'SubjectKeyDestroyed':
        return { ...state, erasures: { ...state.erasures, [data.key]: 'destroyed' } }
    }
  },

  decide: (command, state) => {
    switch (command.type) {
      case 'HoldSubject':
        return hold(command.data, state)
      case 'ReleaseSubject':
        return state.holds.includes(command.data.holdId)
          ? [{ type: 'SubjectReleased', data: command.data }]
          : refuse('hold-unknown')
      case 'EraseSubject':
        return erase(command.data, state)
      case 'RecordKeyDestroyed':
        return state.erasures[command.data.key] === 'intended'
          ? [{ type: 'SubjectKeyDestroyed', data: command.data }]
          : []
    }
  },
}

/** What an erasure that was decided before will destroy, or has destroyed, is kept by nobody. */
const hold = (
  { key, ...held }: HoldSubject['data'],
  { holds, erasures }: SubjectState,
): readonly SubjectEvent[] | SubjectRefusal => {
  if (holds.includes(held.holdId)) return []
  return erasures[key] ? refuse('subject-erased') : [{ type: 'SubjectHeld', data: held }]
}

const erase = (
  { key, ...asked }: EraseSubject['data'],
  { holds, erasures }: SubjectState,
): readonly SubjectEvent[] | SubjectRefusal => {
  if (holds.length > 0) return refuse('subject-under-legal-hold', { holds: holds.length })
  if (key === undefined) return Object.keys(erasures).length > 0 ? [] : refuse('subject-unknown')
  return erasures[key] ? [] : [{ type: 'SubjectErased', data: { ...asked, key } }]
}
