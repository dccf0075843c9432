import type { CommandDefinition, Decision, Entity, StreamRead } from '../../../kernel/decider.ts'
import { refuse, type Refusal } from '../../../kernel/refusal.ts'
import type { LimitEvent } from './events.ts'
import {
  limitRead,
  limitsMax,
  limitStream,
  type Limit,
  type LimitedSubject,
} from './limited-subject.ts'
import { loosens, proposed, type LimitFourEyes } from './proposals/loosening.ts'
import { proposalRead } from './proposals/proposal.ts'
import { termsFault, type LimitTerms, type Subject, type TermsRefusal } from './terms.ts'

/** Sets a new limit for a payer, an account or a rail. */
export interface SetLimit {
  readonly type: 'SetLimit'
  readonly data: Subject &
    LimitTerms & { readonly setBy: string; readonly fourEyes?: LimitFourEyes }
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
    readonly fourEyes?: LimitFourEyes
  }
}

export interface RemoveLimit {
  readonly type: 'RemoveLimit'
  readonly data: Subject & {
    readonly limitId: string
    readonly removedBy: string
    readonly fourEyes?: LimitFourEyes
  }
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

/** What a change of a limit looks at, beside the proposal that it may become. */
export const limitReads = (data: Subject): readonly StreamRead[] => [
  limitRead(data),
  { stream: limitedSubjectsStream, entity: limitedSubjects },
]

const reads = ({
  data,
}: {
  readonly data: Subject & { readonly fourEyes?: LimitFourEyes }
}): readonly StreamRead[] => [
  ...limitReads(data),
  ...(data.fourEyes ? [{ ...proposalRead(data.fourEyes.proposalId), presumedNew: true }] : []),
]

/** The states of `limitReads`. */
export interface LimitStates {
  readonly limited: LimitedSubject
  /** How many subjects have limits of their own. */
  readonly subjects: number
}

const statesOf = ([limited, subjects]: readonly unknown[]): LimitStates => ({
  limited: limited as LimitedSubject,
  subjects: subjects as number,
})

const ownLimits = ({ limits }: LimitedSubject) => limits.filter(({ byDefault }) => !byDefault)

type Decided = Decision<LimitEvent> | LimitRefusal

/** Who set it and, where somebody had to agree, who did. */
interface Set {
  readonly setBy: string
  readonly approvedBy?: string
}

/** A new limit. */
export const newLimit = (
  subject: Subject,
  terms: LimitTerms,
  by: Set,
  { limited, subjects }: LimitStates,
): Decided => {
  const fault = termsFault(terms)
  if (fault) return fault
  if (limited.limits.some(({ limitId }) => limitId === terms.limitId)) return refuse('limit-exists')
  const own = ownLimits(limited)
  // As many again may come by default.
  if (own.length >= limitsMax / 2) return refuse('too-many-limits', { limitsMax: limitsMax / 2 })
  if (subjects >= subjectsMax) return refuse('too-many-limits', { subjectsMax })
  const first: LimitEvent = { type: 'SubjectLimited', data: subject }
  return [
    {
      stream: limitStream(subject),
      events: [{ type: 'LimitSet', data: { ...subject, ...terms, ...by } }],
    },
    { stream: limitedSubjectsStream, events: own.length === 0 ? [first] : [] },
  ]
}

const changeable = ({ limited }: LimitStates, limitId: string): Limit | LimitRefusal => {
  const limit = limited.limits.find((one) => one.limitId === limitId)
  if (!limit) return refuse('limit-unknown')
  return limit.byDefault ? refuse('limit-by-default') : limit
}

/** Other bounds; currency and window are the limit's. */
export const otherBounds = (
  subject: Subject,
  { limitId, amount, count, label }: Omit<LimitTerms, 'currency' | 'window'>,
  by: Set,
  states: LimitStates,
): Decided => {
  const limit = changeable(states, limitId)
  if ('refused' in limit) return limit
  const terms = termsOf({ ...limit, amount, count, label })
  const data = { ...subject, ...terms, ...by }
  return (
    termsFault(terms) ?? [{ stream: limitStream(subject), events: [{ type: 'LimitSet', data }] }]
  )
}

const termsOf = ({
  limitId,
  currency,
  window,
  amount,
  count,
  label,
}: { readonly [Name in keyof LimitTerms]: LimitTerms[Name] | undefined } & Pick<
  LimitTerms,
  'limitId' | 'currency' | 'window'
>): LimitTerms => ({
  limitId,
  currency,
  window,
  ...(amount === undefined ? {} : { amount }),
  ...(count === undefined ? {} : { count }),
  ...(label === undefined ? {} : { label }),
})

/** No limit. */
export const noLimit = (
  subject: Subject,
  limitId: string,
  by: { readonly removedBy: string; readonly approvedBy?: string },
  states: LimitStates,
): Decided => {
  const limit = changeable(states, limitId)
  if ('refused' in limit) return limit
  const last: LimitEvent = { type: 'SubjectUnlimited', data: subject }
  return [
    { stream: limitStream(subject), events: [{ type: 'LimitRemoved', data: { limitId, ...by } }] },
    {
      stream: limitedSubjectsStream,
      events: ownLimits(states.limited).length === 1 ? [last] : [],
    },
  ]
}

export const setLimit: CommandDefinition<SetLimit, LimitEvent, LimitRefusal> = {
  type: 'SetLimit',
  reads,
  decide: ({ data }, given, { now }) => {
    const { scope, subject: key, setBy, fourEyes, ...terms } = data
    const subject = { scope, subject: key }
    const states = statesOf(given)
    const decided = newLimit(subject, terms, { setBy }, states)
    if ('refused' in decided || !fourEyes || !takesDefaultsPlace(fourEyes, terms, states))
      return decided
    return proposed(fourEyes, { ...subject, change: 'set', terms, proposedBy: setBy }, now)
  },
}

/** A limit where there was none tightens; one in the place of a default may let more through. */
const takesDefaultsPlace = (
  { approval, replacesDefault = false }: LimitFourEyes,
  { currency }: LimitTerms,
  { limited }: LimitStates,
): boolean =>
  approval === 'all' ||
  (replacesDefault && !ownLimits(limited).some((limit) => limit.currency === currency))

export const changeLimit: CommandDefinition<ChangeLimit, LimitEvent, LimitRefusal> = {
  type: 'ChangeLimit',
  reads,
  decide: ({ data }, given, { now }) => {
    const { scope, subject: key, limitId, setBy, fourEyes, ...bounds } = data
    const subject = { scope, subject: key }
    const states = statesOf(given)
    const decided = otherBounds(subject, { limitId, ...bounds }, { setBy }, states)
    const before = changeable(states, limitId)
    if ('refused' in decided || 'refused' in before || !fourEyes) return decided
    if (fourEyes.approval === 'raises' && !loosens(before, bounds)) return decided
    const { currency, window } = before
    const terms = { limitId, currency, window, ...bounds }
    return proposed(
      fourEyes,
      { ...subject, change: 'change', terms, before, proposedBy: setBy },
      now,
    )
  },
}

export const removeLimit: CommandDefinition<RemoveLimit, LimitEvent, LimitRefusal> = {
  type: 'RemoveLimit',
  reads,
  decide: ({ data }, given, { now }) => {
    const { scope, subject: key, limitId, removedBy, fourEyes } = data
    const subject = { scope, subject: key }
    const states = statesOf(given)
    const decided = noLimit(subject, limitId, { removedBy }, states)
    const before = changeable(states, limitId)
    if ('refused' in decided || 'refused' in before || !fourEyes) return decided
    const terms = termsOf({
      ...before,
      amount: before.amount,
      count: before.count,
      label: before.label,
    })
    return proposed(
      fourEyes,
      { ...subject, change: 'remove', terms, before, proposedBy: removedBy },
      now,
    )
  },
}

/** Everything that can be asked of limits. */
export const limitCommands = {
  SetLimit: setLimit,
  ChangeLimit: changeLimit,
  RemoveLimit: removeLimit,
}
