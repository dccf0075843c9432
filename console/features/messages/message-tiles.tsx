import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactElement, ReactNode } from 'react'
import { Dot } from '../../ui/pill.tsx'
import type { Tone } from '../../ui/tone.ts'
import { relayList } from '../operations/platform-queries.ts'
import { letterSummary } from './letter-queries.ts'
import classes from './messages.module.css'
import { requestList } from './request-queries.ts'
import { breakerList, topicList } from './traffic-queries.ts'
import { formatRate } from './traffic-words.ts'
import { formatWaiting } from './waiting.ts'

interface TileParts {
  readonly tone: Tone
  readonly name: string
  readonly value: ReactNode
  readonly text: ReactNode
}

const Tile = ({ tone, name, value, text }: TileParts): ReactElement => (
  <>
    <span className={classes['tileName']}>
      <Dot tone={tone} /> {name}
    </span>
    <span className={classes['tileValue']}>{value}</span>
    <span className={classes['tileText']}>{text}</span>
  </>
)

/** How the bus is, at a glance; each leads to where it can be looked into. */
export const MessageTiles = (): ReactElement => (
  <div className={classes['tiles']}>
    <div className={classes['tile']}>
      <Tile {...useTraffic()} />
    </div>
    <Link to="/requests" className={classes['tile'] ?? ''}>
      <Tile {...useRequests()} />
    </Link>
    <Link to="/dead-letters" className={classes['tile'] ?? ''}>
      <Tile {...useLetters()} />
    </Link>
    <a href="#relays" className={classes['tile']}>
      <Tile {...useRelays()} />
    </a>
    <a href="#breakers" className={classes['tile']}>
      <Tile {...useBreakers()} />
    </a>
  </div>
)

const sum = <Item,>(items: readonly Item[], of: (item: Item) => number): number =>
  items.reduce((total, item) => total + of(item), 0)

/** Of what was not read nobody may think that it is well. */
const unread = (name: string, { error }: { readonly error: unknown }): TileParts => ({
  tone: error ? 'amber' : 'grey',
  name,
  value: '–',
  text: error ? 'Cannot be read at the moment' : 'Being read',
})

const useTraffic = (): TileParts => {
  const name = 'Messages'
  const list = useQuery(topicList)
  if (!list.data) return unread(name, list)
  const topics = list.data.items
  const lag = sum(topics, ({ consumers }) => sum(consumers, (consumer) => consumer.lag ?? 0))
  const isDiffering = topics.some(({ severity }) => severity === 'warning')
  return {
    tone: isDiffering ? 'amber' : 'teal',
    name,
    value: `${formatRate(sum(topics, (topic) => topic.inPerSecond))} in`,
    text: `${formatRate(sum(topics, (topic) => topic.outPerSecond))} out, ${lag.toLocaleString()} behind`,
  }
}

const useRequests = (): TileParts => {
  const name = 'Requests that wait'
  const list = useQuery(requestList('open'))
  if (!list.data) return unread(name, list)
  const { items: open, next } = list.data
  const longest = Math.max(0, ...open.map(({ waitedMs }) => waitedMs))
  return {
    tone: open.length > 0 ? 'blue' : 'grey',
    name,
    value: `${open.length}${next === undefined ? '' : '+'}`,
    text: open.length === 0 ? 'Every question has ended' : `Longest ${formatWaiting(longest)}`,
  }
}

const useLetters = (): TileParts => {
  const name = 'Dead letters'
  const summary = useQuery(letterSummary)
  if (!summary.data) return unread(name, summary)
  const letters = summary.data
  const count = (wanted: string) =>
    sum(
      letters.filter(({ state }) => state === wanted),
      (one) => one.letters,
    )
  const dead = count('dead')
  return {
    tone: dead > 0 ? 'red' : 'green',
    name,
    value: dead.toLocaleString(),
    text: dead === 0 ? 'Every message was handled' : `${count('waiting')} wait behind them`,
  }
}

const useRelays = (): TileParts => {
  const name = 'Relays'
  const list = useQuery(relayList)
  if (!list.data) return unread(name, list)
  const relays = list.data
  const behind = sum(relays, ({ head, position }) => Math.max(0, head - position))
  const isWell = relays.every(({ state }) => state === 'running' || state === 'standby')
  return {
    tone: isWell ? 'green' : 'amber',
    name,
    value: behind.toLocaleString(),
    text: `events still to be published`,
  }
}

const useBreakers = (): TileParts => {
  const name = 'Circuits open'
  const list = useQuery(breakerList)
  if (!list.data) return unread(name, list)
  const breakers = list.data.items
  const open = breakers.filter(({ state }) => state !== 'closed').length
  return {
    tone: open > 0 ? 'red' : 'green',
    name,
    value: open,
    text: `of ${breakers.length} ${breakers.length === 1 ? 'line' : 'lines'} to other systems`,
  }
}
