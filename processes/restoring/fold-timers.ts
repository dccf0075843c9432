import type { Pool, PoolClient } from 'pg'
import { logSchema } from '../../adapters/postgres/migrate.ts'
import { eventPages } from '../../adapters/postgres/read-events.ts'
import { postgresTimers } from '../../adapters/postgres/timers.ts'
import type { Context } from '../../kernel/context.ts'
import { catalogueOf } from '../../kernel/event-schema.ts'
import type { Ids } from '../../kernel/id.ts'
import type { Position } from '../../kernel/message.ts'
import type { StoredTimer, TimerStore } from '../../kernel/timer-store.ts'
import { definitionsByType, timerChanges, type TimerChanges } from '../running/timer-changes.ts'
import { firedBy } from '../running/timers.ts'

export interface FoldTimersOptions {
  /** With a transaction under way, in which the log lies. */
  readonly client: PoolClient
  readonly context: Pick<Context, 'name' | 'events' | 'schedules' | 'commands'>
  readonly ids: Pick<Ids, 'derive'>
  readonly now: number
}

const pageSizeMax = 5_000

/**
 * Makes the timers of a context from its log, all of it before any may fire: one that was cancelled long ago is due in
 * the beginning of its story, and must not go off there. Those whose command was answered have fired. Returns how many
 * are waiting.
 */
export const foldTimers = async (options: FoldTimersOptions): Promise<number> => {
  const { client, context } = options
  const { name, events, schedules = [], commands = [] } = context
  const definitions = definitionsByType(commands)
  // A client that is in a transaction asks as a pool does.
  const pool = client as unknown as Pool
  const folding = schedules.map((schedule) => ({
    schedule: schedule.name,
    changesOf: timerChanges(schedule, definitions),
    store: postgresTimers({ pool, context: name, log: name, schedule: schedule.name }),
    stored: 0,
  }))
  for (const one of folding) one.stored = await one.store.position()
  const pages = eventPages(client, logSchema(name), catalogueOf(events))
  let position: Position = 0
  for (;;) {
    const page = await pages.behind(position, pageSizeMax)
    const last = page.at(-1)?.position
    for (const one of folding) one.stored = await fold(one, page, position, last === undefined)
    if (last === undefined) break
    position = last
  }
  let waiting = 0
  for (const { schedule, store } of folding)
    waiting += await forgetFired({ ...options, schedule, store })
  return waiting
}

/** Stores what a page changes; where nothing does, how far it was folded is stored at the end. */
const fold = async (
  one: {
    readonly changesOf: (page: Parameters<ReturnType<typeof timerChanges>>[0]) => TimerChanges
    readonly store: TimerStore
    readonly stored: Position
  },
  page: Parameters<ReturnType<typeof timerChanges>>[0],
  position: Position,
  isEnd: boolean,
): Promise<Position> => {
  const end = page.at(-1)?.position ?? position
  let to = position
  let stored = one.stored
  while (to < end) {
    const changes = one.changesOf(page.filter((event) => event.position > to))
    ;({ to } = changes)
    if (changes.hastening) {
      await one.store.hasten(stored, to, changes.hastening)
      stored = to
      continue
    }
    if (changes.set.length + changes.cancelled.length === 0) continue
    await one.store.apply(stored, to, changes.set, changes.cancelled)
    stored = to
  }
  if (isEnd && stored < position) await one.store.apply(stored, position, [], [])
  return isEnd ? position : stored
}

interface Forgetting extends FoldTimersOptions {
  readonly schedule: string
  readonly store: TimerStore
}

const forgetFired = async ({
  client,
  context: { name },
  ids,
  now,
  schedule,
  store,
}: Forgetting): Promise<number> => {
  let after: StoredTimer | undefined
  for (;;) {
    const due = await store.due(now, pageSizeMax, after)
    after = due.at(-1)
    if (!after) break
    const commands = due.map((timer) => firedBy(ids, name, schedule, timer))
    const { rows } = await client.query<{ id: string }>(
      `select command_id as id from ${logSchema(name)}.outcomes where command_id = any($1)`,
      [commands],
    )
    const answered = new Set(rows.map(({ id }) => id))
    await store.remove(due.filter((_, index) => answered.has(commands[index] ?? '')))
  }
  const { rows } = await client.query<{ count: string }>(
    'select count(*) from millrace.timers where context = $1 and schedule = $2',
    [name, schedule],
  )
  return Number(rows[0]?.count)
}
