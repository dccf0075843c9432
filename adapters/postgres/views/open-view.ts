import type pg from 'pg'
import type { LogReader } from '../../../kernel/event-store.ts'
import type { View } from '../../../kernel/view.ts'
import { canonicalJson, type Json } from '../../../kernel/json.ts'
import { durableTransaction, transaction } from '../transaction.ts'
import { consumerOf, liveTable, sideTable } from './names.ts'
import {
  createCheckpoint,
  moveRebuild,
  readRebuild,
  readRegistered,
  register,
  type Registered,
  type RegisteredRebuild,
  setState,
} from './registry.ts'
import { ViewTable } from './table.ts'

export interface ViewPlace {
  readonly pool: pg.Pool
  readonly context: string
  readonly log: LogReader
  readonly view: Pick<View, 'name' | 'version' | 'indexed'>
}

/** A view that is new on a log no longer than this is simply followed from its beginning. */
const followedFromStartMax = 20_000

/**
 * To be called once by whoever follows a view, before it does. A view of a newer version than the stored one
 * is rebuilt beside it, while readers are served what there is; one of an older version leaves it alone.
 */
export const openView = async (place: ViewPlace): Promise<void> => {
  const head = await place.log.head()
  await transaction(place.pool, async (client) => {
    const registered = await lockView(client, place)
    const { view } = place
    if (!registered) return begin(client, place, head)
    if (registered.version > view.version) return
    const current = registered.version === view.version && sameShape(registered.indexed, view)
    if (!current) return continueRebuild(client, place, registered)
    // Its code may have been put right since it was stopped.
    if (registered.state === 'stopped')
      await setState(client, place.context, view.name, 'live', null)
    await tableOf(
      place,
      registered.generation,
      liveTable(place.context, view.name),
    ).dropIndexOfPositions(client)
    if (registered.state === 'building') await continueRebuild(client, place, registered)
  })
}

/**
 * Asks for a new generation, which the process that follows the view will build. False if one is being built. What
 * was asked for lasts: rows can be folded again after a crash, a wish that somebody was promised cannot.
 */
export const requestRebuild = (place: ViewPlace): Promise<boolean> =>
  durableTransaction(place.pool, async (client) => {
    const { context, view } = place
    const registered = await lockView(client, place)
    if (!registered) return false
    const rebuild = await readRebuild(client, context, place.log.name, view.name)
    if (rebuild && underWay(rebuild)) return false
    await beginRebuild(client, place, registered, rebuild)
    return true
  })

/** Gives up the generation that is being built. False if there is none. */
export const cancelRebuild = (place: ViewPlace): Promise<boolean> =>
  durableTransaction(place.pool, async (client) => {
    const { context, view } = place
    await lockView(client, place)
    const rebuild = await readRebuild(client, context, place.log.name, view.name)
    if (!rebuild || !underWay(rebuild)) return false
    await dropSide(client, place, rebuild)
    await client.query(
      `update millrace.view_rebuilds set state = 'cancelled' where context = $1 and name = $2`,
      [context, view.name],
    )
    return true
  })

export const pauseRebuild = (place: ViewPlace): Promise<boolean> =>
  durableTransaction(place.pool, (client) =>
    moveRebuild(client, place.context, place.view.name, ['running'], 'paused'),
  )

export const resumeRebuild = (place: ViewPlace): Promise<boolean> =>
  durableTransaction(place.pool, (client) =>
    moveRebuild(client, place.context, place.view.name, ['paused'], 'running'),
  )

const underWay = ({ state }: RegisteredRebuild): boolean =>
  state === 'running' || state === 'paused'

const sameShape = (stored: Json, { indexed }: Pick<View, 'indexed'>): boolean =>
  canonicalJson(stored) === canonicalJson(indexed)

// Two processes may open one view, and two views of one context make one schema.
const lockView = async (client: pg.PoolClient, { context, view }: ViewPlace) => {
  await client.query(`select pg_advisory_xact_lock(hashtextextended('millrace views ' || $1, 0))`, [
    context,
  ])
  return readRegistered(client, context, view.name)
}

const begin = async (client: pg.PoolClient, place: ViewPlace, head: number): Promise<void> => {
  const { context, log, view } = place
  if (head > followedFromStartMax) {
    await register(client, context, view, 0, 'building')
    return beginRebuild(client, place, undefined, undefined)
  }
  const table = tableOf(place, 1, liveTable(context, view.name))
  await table.create(client)
  await table.createIndexes(client)
  await createCheckpoint(client, view.name, 1, log.name)
  await register(client, context, view, 1, 'live')
}

const continueRebuild = async (
  client: pg.PoolClient,
  place: ViewPlace,
  registered: Registered,
): Promise<void> => {
  const { context, log, view } = place
  const rebuild = await readRebuild(client, context, log.name, view.name)
  const same = rebuild?.version === view.version && sameShape(rebuild.indexed, view)
  if (rebuild && same && underWay(rebuild)) return
  await beginRebuild(client, place, registered, rebuild)
}

const beginRebuild = async (
  client: pg.PoolClient,
  place: ViewPlace,
  registered: Registered | undefined,
  before: RegisteredRebuild | undefined,
): Promise<void> => {
  const { context, log, view } = place
  if (before) await dropSide(client, place, before)
  const generation = Math.max(registered?.generation ?? 0, before?.generation ?? 0) + 1
  await tableOf(place, generation, sideTable(context, view.name, generation)).create(client)
  await createCheckpoint(client, view.name, generation, log.name)
  await client.query(
    `insert into millrace.view_rebuilds (context, name, version, generation, indexed, state)
     values ($1, $2, $3, $4, $5, 'running')
     on conflict (context, name) do update set version = excluded.version, generation = excluded.generation,
       indexed = excluded.indexed, state = 'running', reason = null, report = null, target = 0, rate = 0`,
    [context, view.name, view.version, generation, JSON.stringify(view.indexed)],
  )
}

// The table first: whoever writes to it has it before the checkpoint.
const dropSide = async (
  client: pg.PoolClient,
  { context, log, view }: ViewPlace,
  { generation, state }: RegisteredRebuild,
): Promise<void> => {
  if (state === 'done') return
  await client.query(`drop table if exists ${sideTable(context, view.name, generation)}`)
  await client.query('delete from millrace.checkpoints where consumer = $1 and log = $2', [
    consumerOf(view.name, generation),
    log.name,
  ])
}

const tableOf = ({ context, log, view }: ViewPlace, generation: number, table: string): ViewTable =>
  new ViewTable({ context, log: log.name, view, generation, table })
