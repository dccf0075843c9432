import { formatInstant, type Instant } from '../../../kernel/clock.ts'
import { commandFor, type Decider } from '../../../kernel/decider.ts'
import type { Command } from '../../../kernel/message.ts'
import { refuse, type Refusal } from '../../../kernel/refusal.ts'
import type { OutageEvent } from './events.ts'

/*
 * A rail that does not answer, and what waits for it:
 *
 *   what is not sent, or not answered, waits long --> RailWentAway --> it is asked until it answers --> RailCameBack
 *     --> the timers of what waits for it become due, one after the other
 *
 * Nothing is handed over by it that would not have been handed over later: only the time changes.
 */

/** A call to a rail came to nothing. */
export type NoteOutage = Command<
  'NoteOutage',
  { readonly rail: string; readonly noticedAt: string }
>

/** The rail has answered. */
export type EndOutage = Command<'EndOutage', { readonly rail: string }>

export type OutageCommand = NoteOutage | EndOutage
export type OutageRefusal = Refusal<'outage-known' | 'outage-over'>

export interface Outage {
  readonly isAway: boolean
  /** When it came back last, as the log has it. */
  readonly backAt?: Instant
  /** What waited then was due from there on. */
  readonly hastenedFrom?: Instant
  /** How long after that what waits is hastened again at the earliest. */
  readonly apartMs: number
}

/**
 * A rail that comes and goes, or that answers questions and takes nothing, has what waits for it hastened more and more
 * seldom: each time may cost one of the attempts that a payment has. In the end it waits as long as it would anyhow.
 */
const apartMsMin = 30_000
const apartMsMax = 5 * 60_000
/** Who has been back for so long has come back in earnest. */
const calmAfterMs = 10 * 60_000

export const outageDecider: Decider<Outage, OutageCommand, OutageEvent, OutageRefusal> = {
  name: 'rail',
  initialState: { isAway: false, apartMs: apartMsMin },
  evolve: (outage, { type, data, time }) =>
    type === 'RailWentAway' ? { ...outage, isAway: true } : cameBack(outage, data.from, time),
  decide: ({ type, data }, outage, { now }) => {
    const { rail } = data
    if (type === 'EndOutage') {
      if (!outage.isAway) return refuse('outage-over')
      const from = formatInstant(hastenFrom(outage, now))
      return [{ type: 'RailCameBack', data: { rail, from } }]
    }
    if (outage.isAway) return refuse('outage-known')
    const { noticedAt } = data
    // What came to nothing before it was back was hastened with the rest.
    if (Date.parse(noticedAt) < (outage.backAt ?? -Infinity)) return refuse('outage-over')
    return [{ type: 'RailWentAway', data: { rail, noticedAt } }]
  },
}

const hastenFrom = ({ hastenedFrom = -Infinity, apartMs }: Outage, now: Instant): Instant =>
  hastenedFrom > now ? hastenedFrom : Math.max(now, hastenedFrom + apartMs)

const cameBack = (
  { backAt = -Infinity, apartMs }: Outage,
  from: string,
  time: Instant,
): Outage => ({
  isAway: false,
  backAt: time,
  hastenedFrom: Date.parse(from),
  apartMs: time - backAt < calmAfterMs ? Math.min(apartMs * 2, apartMsMax) : apartMsMin,
})

/** `rail-<name>` */
export const railStream = (rail: string): string => `rail-${rail}`

const definitionOf = <C extends OutageCommand>(type: C['type']) =>
  commandFor<Outage, OutageCommand, C, OutageEvent, OutageRefusal>(
    outageDecider,
    type,
    ({ data }) => railStream(data.rail),
  )

export const outageCommands = {
  NoteOutage: definitionOf<NoteOutage>('NoteOutage'),
  EndOutage: definitionOf<EndOutage>('EndOutage'),
}
