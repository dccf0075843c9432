import type pg from 'pg'
import type { Instant } from '../../../kernel/clock.ts'
import type { Acting, LetterAction, LetterState } from '../../../kernel/dead-letter-store.ts'
import { plainText } from './stored-letter.ts'

/** The letters of one group, topic and key. */
export interface Lane {
  readonly group_name: string
  readonly topic: string
  readonly lane: Buffer
}

const sameLane = 'group_name = $1 and topic = $2 and lane = $3'
const valuesOf = ({ group_name, topic, lane }: Lane) => [group_name, topic, lane]

/** Until the end of the transaction nobody else adds to the lane or moves in it. */
export const lockLane = async (client: pg.PoolClient, lane: Lane): Promise<void> => {
  const name = `${lane.group_name} ${lane.topic} ${lane.lane.toString('hex')}`
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 2022))', [name])
}

export const isOpen = async (client: pg.PoolClient, lane: Lane): Promise<boolean> => {
  const { rows } = await client.query<{ open: boolean }>(
    `select exists (select from millrace.dead_letters
       where ${sameLane} and state in ('dead', 'waiting', 'redriving')) as open`,
    valuesOf(lane),
  )
  return rows[0]?.open === true
}

/** What waits behind a letter follows, up to the next dead one, and no faster than that one went. */
export const release = async (
  client: pg.PoolClient,
  lane: LaneOfLetter,
  at: Instant,
): Promise<void> => {
  await client.query(
    `update millrace.dead_letters set state = 'redriving', changed_at = $4,
       rate = (select rate from millrace.dead_letters where number = $5)
     where ${sameLane} and state = 'waiting' and number < coalesce((select min(number)
       from millrace.dead_letters where ${sameLane} and state = 'dead'), 9223372036854775807)`,
    [...valuesOf(lane), at, lane.number],
  )
}

/** What followed waits again, behind the one of that number. */
export const holdBack = async (
  client: pg.PoolClient,
  lane: Lane,
  behind: string,
  at: Instant,
): Promise<void> => {
  await client.query(
    `update millrace.dead_letters set state = 'waiting', changed_at = $5
     where ${sameLane} and state = 'redriving' and reason = 'waits-behind' and number > $4`,
    [...valuesOf(lane), behind, at],
  )
}

export interface LaneOfLetter extends Lane {
  readonly number: string
  readonly state: LetterState
  readonly edition: number
}

/** The lane of a letter, locked; none where there is no such letter. */
export const laneOfLetter = async (
  client: pg.PoolClient,
  letterId: string,
): Promise<LaneOfLetter | undefined> => {
  const read = () =>
    client.query<LaneOfLetter>(
      `select group_name, topic, lane, number, state, edition
       from millrace.dead_letters where letter = $1`,
      [letterId],
    )
  const [found] = (await read()).rows
  if (!found) return undefined
  await lockLane(client, found)
  return (await read()).rows[0]
}

export const noteAction = async (
  client: pg.PoolClient,
  action: LetterAction['action'],
  letterId: string,
  { actor, at, why }: Acting,
  batchId?: string,
): Promise<void> => {
  await client.query(
    `insert into millrace.dead_letter_actions (letter, action, actor, at, why, batch)
     values ($1, $2, $3, $4, $5, $6)`,
    [letterId, action, actor, at, why === undefined ? null : plainText(why), batchId ?? null],
  )
}

/** False, and nothing changed, where the letter is in another state, or another edition than was named. */
export const move = async (
  client: pg.PoolClient,
  letterId: string,
  from: readonly LetterState[],
  to: 'redriving' | 'discarded',
  by: Acting,
  part: { readonly batchId?: string; readonly rate?: number; readonly edition?: number } = {},
): Promise<boolean> => {
  const lane = await laneOfLetter(client, letterId)
  if (!lane || !from.includes(lane.state)) return false
  const { batchId, rate = 0, edition = lane.edition } = part
  if (edition !== lane.edition) return false
  await client.query(
    'update millrace.dead_letters set state = $2, rate = $3, changed_at = $4 where letter = $1',
    [letterId, to, rate, by.at],
  )
  await noteAction(client, to === 'redriving' ? 'redrive' : 'discarded', letterId, by, batchId)
  if (to === 'discarded') await release(client, lane, by.at)
  return true
}
