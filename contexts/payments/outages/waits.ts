import type { Hastening } from '../../../kernel/schedule.ts'
import type { PaymentEvent } from '../events.ts'
import { nthDelayMs, type Patience } from '../patience.ts'
import { defaultRail } from '../transfers/default-rail.ts'
import type { OutageEvent } from './events.ts'

/** A call to a rail that came to nothing, whatever the rail had to do with it. */
export type CameToNothing = Extract<PaymentEvent, { type: 'SubmissionNotSent' | 'StatusAnswered' }>

/** Why a call was not made that was never to reach a rail: its coming back changes nothing about it. */
const ownReasons: ReadonlySet<string | undefined> = new Set([
  'preparation-failed',
  'submit-window-closed',
  'rail-not-configured',
])

/** The rail that did not answer, where this tells of one. */
export const silentRail = ({ type, data }: CameToNothing): string | undefined => {
  if (ownReasons.has(data.reason)) return undefined
  if (type === 'SubmissionNotSent') return data.rail
  return data.answer === 'unavailable' ? (data.rail ?? defaultRail) : undefined
}

/** How long it then waits; undefined where nothing is tried again without an operator. */
export const waitAfterMs = (
  patience: Patience,
  { type, data }: CameToNothing,
): number | undefined => {
  if (type === 'SubmissionNotSent')
    return data.attempt < patience.attemptsMax
      ? nthDelayMs(patience.retryDelaysMs, data.attempt)
      : undefined
  if (data.askedInStatus >= patience.questionsMax) return undefined
  const delaysMs = data.status === 'unknown' ? patience.unknownDelaysMs : patience.pendingDelaysMs
  return nthDelayMs(delaysMs, data.askedInStatus + 1)
}

/** What a timer waits for that is set after such a call. */
export const waitingForRail = (rail: string): string => `rail ${rail}`

/** Fifty in a second, far below what a rail takes at a time; those beyond five minutes are due anyhow by then. */
const hastenedEveryMs = 20
const hastenedMax = 15_000

/** What waits for a rail that came back. */
export const hasteningAfter = ({
  rail,
  from,
}: Extract<OutageEvent, { type: 'RailCameBack' }>['data']): Hastening => ({
  waitsFor: waitingForRail(rail),
  from: Date.parse(from),
  everyMs: hastenedEveryMs,
  timersMax: hastenedMax,
})
