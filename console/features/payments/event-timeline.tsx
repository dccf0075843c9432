import type { ReactElement } from 'react'
import { formatElapsed } from '../../ui/instants.ts'
import { LockIcon } from '../../ui/icons.tsx'
import { formatMoney, type Money } from '../../ui/money.ts'
import { Time } from '../../ui/time.tsx'
import { toneStyle } from '../../ui/tone.ts'
import { actorWords, spaced } from '../../ui/words.ts'
import { wordsOf } from './event-words.ts'
import classes from './payment-drawer.module.css'
import type { TimelineEntry } from './payment-queries.ts'

interface EventTimelineProps {
  readonly timeline: readonly TimelineEntry[]
  /** What came later is dimmed. */
  readonly until: string | undefined
}

/** Everything that happened to a payment, as the log has it. */
export const EventTimeline = ({ timeline, until }: EventTimelineProps): ReactElement => (
  <ol className={classes['events']}>
    {timeline.map((entry, index) => (
      <TimelineEvent
        key={entry.version}
        entry={entry}
        before={timeline[index - 1]}
        isLater={until !== undefined && entry.at > until}
      />
    ))}
  </ol>
)

interface TimelineEventProps {
  readonly entry: TimelineEntry
  readonly before: TimelineEntry | undefined
  readonly isLater: boolean
}

const TimelineEvent = ({ entry, before, isLater }: TimelineEventProps): ReactElement => {
  const { title, tone, sealed } = wordsOf(entry.type)
  return (
    <li className={classes['event']} style={toneStyle(tone)} data-later={isLater}>
      <div className={classes['eventHead']}>
        <span className={classes['eventName']} title={`${entry.type}, version ${entry.version}`}>
          {title}
        </span>
        <span className={classes['eventActor']} title={entry.actor}>
          {actorWords(entry.actor)}
        </span>
        <span className={classes['eventTime']}>
          {before && <span>{formatElapsed(before.at, entry.at)} · </span>}
          <Time at={entry.at} precise />
        </span>
      </div>
      <dl className={classes['details']}>
        {sealed && (
          <div className={classes['detail']}>
            <dt>{sealed}</dt>
            <dd>
              <Sealed />
            </dd>
          </div>
        )}
        {detailsOf(entry.details).map(([name, value]) => (
          <div key={name} className={classes['detail']}>
            <dt>{spaced(name)}</dt>
            <dd>{isSealed(value) ? <Sealed /> : shown(value)}</dd>
          </div>
        ))}
      </dl>
    </li>
  )
}

const Sealed = (): ReactElement => (
  <span className={classes['sealed']} title="Kept as ciphertext under the person's own key">
    <LockIcon size={11} /> sealed
  </span>
)

const isSealed = (value: unknown): boolean =>
  typeof value === 'string' && value.startsWith('sealed.1.')

/** Without what every event repeats: the state that is left, and the amount, which the page shows. */
const detailsOf = (details: TimelineEntry['details']): readonly (readonly [string, unknown])[] =>
  Object.entries(details).filter(
    ([name, value]) =>
      !repeated.has(name) &&
      (name !== 'amount' || 'transfer' in details || 'dispute' in details) &&
      !(name === 'evidence' && isSealed(value)) &&
      value !== null,
  )

const repeated: ReadonlySet<string> = new Set(['from', 'change', 'leaves', 'fileId', 'next'])

const shown = (value: unknown): string => {
  if (typeof value === 'string') return value
  if (isMoney(value)) return formatMoney(value)
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.entries(value)
    .map(([name, part]) => `${spaced(name)} ${shown(part)}`)
    .join(', ')
}

const isMoney = (value: unknown): value is Money =>
  typeof value === 'object' && value !== null && 'minorUnits' in value && 'currency' in value
