import type pg from 'pg'
import type { Position } from '../../../kernel/message.ts'
import type { View } from '../../../kernel/view.ts'
import { transaction } from '../transaction.ts'
import { compareGenerations, type Comparison } from './compare-generations.ts'
import { consumerOf, liveTable, renamed, sideTable } from './names.ts'
import { moveRebuild, readRegistered, register } from './registry.ts'

export interface Swap {
  readonly pool: pg.Pool
  readonly context: string
  readonly log: string
  readonly view: Pick<View, 'name' | 'version' | 'indexed'>
  /** The generation that takes over. */
  readonly generation: number
  /** Where it stands. */
  readonly position: Position
}

export type SwapResult =
  | { readonly kind: 'swapped'; readonly comparison: Comparison | undefined }
  /** The live generation has moved on meanwhile, to here: catch up and come again. */
  | { readonly kind: 'behind'; readonly live: Position }
  /** Readers kept the table busy for too long, or the rebuild was cancelled: nothing has changed. */
  | { readonly kind: 'not-now' }

const lockWaitMs = 2_000

/**
 * Puts the rebuilt generation in the place of the live one. Readers ask for a table by a name that is
 * there before and after; a query that meets the swap waits for it and then reads the new rows.
 */
export const swapGenerations = async (swap: Swap): Promise<SwapResult> => {
  try {
    return await transaction(swap.pool, (client) => swapWithin(client, swap))
  } catch (error) {
    if (busy.has(String((error as { code?: unknown }).code))) return { kind: 'not-now' }
    throw error
  }
}

// Lock not available, and deadlock detected.
const busy = new Set(['55P03', '40P01'])

const swapWithin = async (client: pg.PoolClient, swap: Swap): Promise<SwapResult> => {
  const { context, log, view, generation, position } = swap
  await client.query(`set local lock_timeout = ${lockWaitMs}`)
  const before = await readRegistered(client, context, view.name)
  const live = liveTable(context, view.name)
  const side = sideTable(context, view.name, generation)
  let comparison: Comparison | undefined
  if (before && before.state === 'live' && before.version === view.version) {
    const consumer = consumerOf(view.name, before.generation)
    const stands = await lockCheckpoint(client, consumer, log)
    if (stands > position) return { kind: 'behind', live: stands }
    if (stands === position) comparison = await compareGenerations(client, live, side)
  }
  const report = comparison ? { ...comparison } : null
  const done = await moveRebuild(client, context, view.name, ['running'], 'done', { report })
  if (!done) return { kind: 'not-now' }
  await client.query(`drop table if exists ${live}`)
  await client.query(`alter table ${side} rename to ${renamed(view.name)}`)
  await client.query('delete from millrace.checkpoints where consumer = $1 and log = $2', [
    consumerOf(view.name, before?.generation ?? 0),
    log,
  ])
  await register(client, context, view, generation, 'live')
  return { kind: 'swapped', comparison }
}

/** Whoever follows the live generation waits here until the swap is over, and then finds itself fenced. */
const lockCheckpoint = async (
  client: pg.PoolClient,
  consumer: string,
  log: string,
): Promise<Position> => {
  const { rows } = await client.query<{ position: string }>(
    'select position from millrace.checkpoints where consumer = $1 and log = $2 for update',
    [consumer, log],
  )
  return Number(rows[0]?.position ?? 0)
}
