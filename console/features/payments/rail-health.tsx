import type { ReactElement } from 'react'
import type { RailShown } from '../../../contexts/payments/routing/contract.ts'
import { formatSeconds } from '../../ui/instants.ts'
import { Pill } from '../../ui/pill.tsx'
import { Time } from '../../ui/time.tsx'
import classes from './rails.module.css'

type Outage = NonNullable<RailShown['outage']>
type PastOutage = NonNullable<RailShown['lastOutage']>

/** Whether a rail is there and answers, and what its being away means for what waits for it. */
export const RailHealth = ({ rail }: { rail: RailShown }): ReactElement => {
  const { state, recentCalls, recentFailures, outage, lastOutage } = rail
  const word = wordFor(rail)
  return (
    <>
      {outage ? <Away outage={outage} /> : <Pill tone={toneOf[word]}>{word}</Pill>}
      <div className={classes['quiet']}>
        {`Breaker ${state.replaceAll('-', ' ')} · ${recentFailures} of ${recentCalls} calls failed in a minute`}
      </div>
      {lastOutage && <LastAway outage={lastOutage} again={outage !== undefined} />}
    </>
  )
}

const toneOf = { Well: 'green', Recovering: 'amber', Failing: 'red' } as const

const wordFor = ({ healthy, recovering }: RailShown): keyof typeof toneOf => {
  if (healthy) return 'Well'
  return recovering ? 'Recovering' : 'Failing'
}

const Away = ({ outage: { since, forMs, waiting } }: { outage: Outage }): ReactElement => (
  <>
    <div className={classes['outage']}>
      <Pill tone="red">Away</Pill>
      <span>
        since <Time at={since} />, for {lasting(forMs)}
      </span>
    </div>
    <div className={classes['waiting']}>{whatWaits(waiting)}</div>
  </>
)

interface LastAwayProps {
  readonly outage: PastOutage
  /** Whether it is away now, too. */
  readonly again: boolean
}

const LastAway = ({ outage, again }: LastAwayProps): ReactElement => (
  <div className={classes['quiet']}>
    {again ? 'Before that away ' : 'Last away '}
    <Time at={outage.from} /> to <Time at={outage.until} />, for {lasting(outage.lastedMs)}
  </div>
)

const lasting = (ms: number): string => formatSeconds(ms / 1_000)

/** As the contract has it: so many are counted, and no more. */
const waitingCountMax = 10_000

const whatWaits = (waiting: number): string => {
  if (waiting === 0) return 'What waits for it goes on when it answers'
  if (waiting === 1) return '1 transfer waits for it, and goes on when it answers'
  const count = `${waiting.toLocaleString()}${waiting < waitingCountMax ? '' : ' or more'}`
  return `${count} transfers wait for it, and go on when it answers`
}

/** Beside the page's title, and read out when one goes or comes back. */
export const RailsAway = ({ rails }: { rails: readonly RailShown[] }): ReactElement => {
  const away = rails.flatMap(({ rail, outage }) => (outage ? [rail] : []))
  return (
    <output>
      {away.length > 0 && (
        <Pill tone="red">{`${away.join(', ')} ${away.length === 1 ? 'is' : 'are'} away`}</Pill>
      )}
    </output>
  )
}
