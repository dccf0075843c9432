import type { Position } from '../../../kernel/message.ts'
import type { View } from '../../../kernel/view.ts'
import type { Json } from '../../../kernel/json.ts'
import { consumerOf } from './names.ts'
import type { Queryable } from './table.ts'

/** A view as the database knows it: the generation that is served, and how that is going. */
export interface Registered {
  readonly version: number
  readonly generation: number
  readonly indexed: Json
  readonly state: 'live' | 'building' | 'stopped'
  readonly reason: string | null
}

export type RebuildState = 'running' | 'paused' | 'cancelled' | 'failed' | 'done'

/** The generation that is being built, or the last one that was. */
export interface RegisteredRebuild {
  readonly version: number
  readonly generation: number
  readonly indexed: Json
  readonly state: RebuildState
  readonly reason: string | null
  readonly target: Position
  readonly rate: number
  readonly report: Json
  readonly position: Position
}

export const readRegistered = async (
  client: Queryable,
  context: string,
  view: string,
): Promise<Registered | undefined> => {
  const { rows } = await client.query<Registered>(
    `select version, generation, indexed, state, reason from millrace.views
     where context = $1 and name = $2`,
    [context, view],
  )
  return rows[0]
}

export const register = (
  client: Queryable,
  context: string,
  view: Pick<View, 'name' | 'version' | 'indexed'>,
  generation: number,
  state: Registered['state'],
) =>
  client.query(
    `insert into millrace.views (context, name, version, generation, indexed, state)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (context, name) do update set version = excluded.version,
       generation = excluded.generation, indexed = excluded.indexed, state = excluded.state, reason = null`,
    [context, view.name, view.version, generation, JSON.stringify(view.indexed), state],
  )

export const setState = (
  client: Queryable,
  context: string,
  view: string,
  state: Registered['state'],
  reason: string | null,
) =>
  client.query(
    'update millrace.views set state = $3, reason = $4 where context = $1 and name = $2',
    [context, view, state, reason],
  )

/** How far the generation that readers are served from has come; 0 while there is none. */
export const servedPosition = async (
  client: Queryable,
  context: string,
  log: string,
  view: string,
): Promise<Position> => {
  const { rows } = await client.query<{ position: string }>(
    `select position from millrace.views v join millrace.checkpoints c
       on c.consumer = 'view/' || v.name || '/' || v.generation and c.log = $3
     where v.context = $1 and v.name = $2`,
    [context, view, log],
  )
  return Number(rows[0]?.position ?? 0)
}

export const createCheckpoint = (
  client: Queryable,
  view: string,
  generation: number,
  log: string,
) =>
  client.query(
    'insert into millrace.checkpoints (consumer, log, position) values ($1, $2, 0) on conflict do nothing',
    [consumerOf(view, generation), log],
  )

export const readRebuild = async (
  client: Queryable,
  context: string,
  log: string,
  view: string,
): Promise<RegisteredRebuild | undefined> => {
  const { rows } = await client.query<
    Omit<RegisteredRebuild, 'target' | 'position'> & { target: string; position: string | null }
  >(
    `select version, generation, indexed, state, reason, target, rate, report, c.position
     from millrace.view_rebuilds r left join millrace.checkpoints c
       on c.consumer = 'view/' || r.name || '/' || r.generation and c.log = $3
     where context = $1 and name = $2`,
    [context, view, log],
  )
  const row = rows[0]
  return row && { ...row, target: Number(row.target), position: Number(row.position ?? 0) }
}

/** Moves a rebuild from one of `states` to another. False where it is in none of them. */
export const moveRebuild = async (
  client: Queryable,
  context: string,
  view: string,
  from: readonly RebuildState[],
  to: RebuildState,
  { reason = null, report = null }: { reason?: string | null; report?: Json } = {},
): Promise<boolean> => {
  const moved = await client.query(
    `update millrace.view_rebuilds set state = $4, reason = $5, report = $6::json
     where context = $1 and name = $2 and state = any($3::text[])`,
    [context, view, from, to, reason, report === null ? null : JSON.stringify(report)],
  )
  return moved.rowCount === 1
}
