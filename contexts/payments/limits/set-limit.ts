import type { CommandDefinition, Decision, Entity, StreamRead } from '../../../kernel/decider.ts'
import { refuse, type Refusal } from '../../../kernel/refusal.ts'
import type { LimitEvent } from './events.ts'
import { limitRead, limitsMax, limitStream, type LimitedSubject } from './limited-subject.ts'
import { termsFault, type LimitTerms, type Subject, type TermsRefusal } from './terms.ts'

/** Sets a new limit for a payer, an account or a rail. */
export interface SetLimit {
  readonly type: 'SetLimit'
  readonly data: Subject & LimitTerms & { readonly setBy: string }
}

/** Other bounds for a limit that there is; its currency and its window stay. */
export interface ChangeLimit {
  readonly type: 'ChangeLimit'
  readonly data: Subject & {
    readonly limitId: string
    readonly amount?: string
    readonly count?: number
    readonly label?: string
    readonly setBy: string
  }
}

export interface RemoveLimit {
  readonly type: 'RemoveLimit'
  readonly data: Subject & { readonly limitId: string; readonly removedBy: string }
}

export type LimitRefusal =
  | TermsRefusal
  | Refusal<'limit-exists' | 'limit-unknown' | 'limit-by-default' | 'too-many-limits'>

/** Subjects with limits of their own, in one installation. */
export const subjectsMax = 100_000

/** All subjects that have limits: whoever takes payments remembers them, and looks at no other. */
export const limitedSubjectsStream = 'limited-subjects'

const limitedSubjects: Entity<number, LimitEvent> = {
  name: 'limited',
  initialState: 0,
  evolve: (count, { type }) => {
    if (type === 'SubjectLimited') return count + 1
    return type === 'SubjectUnlimited' ? count - 1 : count
  },
  snapshot: { every: 500, version: 1 },
}

const reads = ({ data }: { readonly data: Subject }): readonly StreamRead[] => [
  limitRead(data),
  { stream: limitedSubjectsStream, entity: limitedSubjects },
]

const ownLimits = ({ limits }: LimitedSubject) => limits.filter(({ byDefault }) => !byDefault)

export const setLimit: CommandDefinition<SetLimit, LimitEvent, LimitRefusal> = {
  type: 'SetLimit',
  reads,
  decide: ({ data }, [first, second]): Decision<LimitEvent> | LimitRefusal => {
    const state = first as LimitedSubject
    const { scope, subject, setBy: _setBy, limitId, ...terms } = data
    const fault = termsFault(terms)
    if (fault) return fault
    if (state.limits.some((limit) => limit.limitId === limitId)) return refuse('limit-exists')
    const own = ownLimits(state)
    // As many again may come by default.
    if (own.length >= limitsMax / 2) return refuse('too-many-limits', { limitsMax: limitsMax / 2 })
    if ((second as number) >= subjectsMax) return refuse('too-many-limits', { subjectsMax })
    const limited: LimitEvent = { type: 'SubjectLimited', data: { scope, subject } }
    return [
      { stream: limitStream(data), events: [{ type: 'LimitSet', data }] },
      { stream: limitedSubjectsStream, events: own.length === 0 ? [limited] : [] },
    ]
  },
}

export const changeLimit: CommandDefinition<ChangeLimit, LimitEvent, LimitRefusal> = {
  type: 'ChangeLimit',
  reads: ({ data }) => [limitRead(data)],
  decide: ({ data }, [state]) => {
    const { scope, subject, limitId, setBy, ...bounds } = data
    const limit = (state as LimitedSubject).limits.find((one) => one.limitId === limitId)
    if (!limit) return refuse('limit-unknown')
    if (limit.byDefault) return refuse('limit-by-default')
    const { currency, window } = limit
    const terms = { currency, window, ...bounds }
    return (
      termsFault(terms) ?? [
        {
          stream: limitStream(data),
          events: [{ type: 'LimitSet', data: { scope, subject, limitId, ...terms, setBy } }],
        },
      ]
    )
  },
}

export const removeLimit: CommandDefinition<RemoveLimit, LimitEvent, LimitRefusal> = {
  type: 'RemoveLimit',
  reads,
  decide: ({ data }, [first]): Decision<LimitEvent> | LimitRefusal => {
    const state = first as LimitedSubject
    const { scope, subject, limitId, removedBy } = data
    const limit = state.limits.find((one) => one.limitId === limitId)
    if (!limit) return refuse('limit-unknown')
    if (limit.byDefault) return refuse('limit-by-default')
    const unlimited: LimitEvent = { type: 'SubjectUnlimited', data: { scope, subject } }
    return [
      {
        stream: limitStream(data),
        events: [{ type: 'LimitRemoved', data: { limitId, removedBy } }],
      },
      { stream: limitedSubjectsStream, events: ownLimits(state).length === 1 ? [unlimited] : [] },
    ]
  },
}

/** Everything that can be asked of limits. */
export const limitCommands = {
  SetLimit: setLimit,
  ChangeLimit: changeLimit,
  RemoveLimit: removeLimit,
}
