import type { Pool, PoolClient } from 'pg'
import { BatchChain } from './batch-chain.ts'
import { checkEvents } from './check-events.ts'
import { checkOutcomes } from './check-outcomes.ts'
import { LogProblems, problemsMax, type LogProblem } from './log-problems.ts'
import { logSchema } from './migrate.ts'

export interface LogVerdict {
  readonly log: string
  /** How far was read. */
  readonly position: number
  /** Hash of the last batch, hexadecimal. */
  readonly hash: string
  readonly problems: readonly LogProblem[]
}

/** A place in a log that was written down elsewhere, to hold the log against. */
export interface KnownPlace {
  readonly position: number
  readonly hash: string
}

/**
 * Reads a whole log, in flat memory, and recomputes it: each event's hash, the chain over the batches, gap-free positions, the
 * versions of every stream, which events the outcomes of commands name, and what signed checkpoints say about it.
 *
 * It finds any changed, removed or inserted event, and a cut tail as far back as the newest checkpoint. It cannot
 * find a log that was rewritten whole, hashes included, behind the newest checkpoint: that is what checkpoints kept
 * elsewhere are for. Nor can it find changes to what is in no chain: what a refusal says, outcomes that were removed,
 * snapshots, timers, views and places of followers.
 */
export const verifyLog = async (
  pool: Pool,
  log: string,
  checkpoints: readonly KnownPlace[],
): Promise<LogVerdict> => {
  const client = await pool.connect()
  let broken = true
  try {
    await client.query('begin transaction isolation level repeatable read read only')
    const verdict = await verifyLogWithin(client, log, checkpoints)
    await client.query('commit')
    broken = false
    return verdict
  } catch (error) {
    if (!goneCodes.has((error as { code?: string }).code ?? '')) throw error
    const what = `a part of the log is gone: ${(error as Error).message}`
    return { log, position: 0, hash: '', problems: [{ position: 0, what }] }
  } finally {
    client.release(broken)
  }
}

/** PostgreSQL knows no such table, or no such column. */
const goneCodes = new Set(['42P01', '42703'])

/** The same within a transaction that is under way, which sees what it has not committed yet. */
export const verifyLogWithin = async (
  client: PoolClient,
  log: string,
  checkpoints: readonly KnownPlace[],
): Promise<LogVerdict> => {
  const schema = logSchema(log)
  const problems = new LogProblems()
  const head = await readHead(client, schema, problems)
  const chain = new BatchChain(problems, new Set(checkpoints.map(({ position }) => position)))
  await checkEvents(client, schema, head.position, chain, problems)
  chain.end(head.position, head.hash)
  await checkStreams(client, schema, problems)
  await checkOutcomes(client, schema, problems)
  checkCheckpoints(checkpoints, chain, head.position, problems)
  return {
    log,
    position: head.position,
    hash: head.hash.toString('hex'),
    problems: problems.found,
  }
}

interface Head {
  readonly position: number
  readonly hash: Buffer
}

/** A counter that is gone is a problem among others, and stands for an empty log. */
const readHead = async (
  client: PoolClient,
  schema: string,
  problems: LogProblems,
): Promise<Head> => {
  const { rows } = await client.query<{ position: string; hash: Buffer }>(
    `select position, hash from ${schema}.log`,
  )
  const [row] = rows
  if (!row) {
    problems.add(0, 'the counter of the log is gone')
    return { position: 0, hash: Buffer.alloc(32) }
  }
  return { position: Number(row.position), hash: row.hash }
}

const checkStreams = async (
  client: PoolClient,
  schema: string,
  problems: LogProblems,
): Promise<void> => {
  const { rows } = await client.query<{
    stream: string
    head: number | null
    events: string
    version: number
  }>(
    `select coalesce(e.stream, s.stream) as stream, s.version as head, coalesce(e.events, 0) as events, coalesce(e.version, 0) as version
     from (select stream, count(*) as events, max(version) as version from ${schema}.events group by stream) e
     full join ${schema}.streams s on s.stream = e.stream
     where s.version is distinct from coalesce(e.version, 0) or coalesce(e.events, 0) <> coalesce(e.version, 0)
     order by 1 limit ${problemsMax}`,
  )
  for (const { stream, head, events, version } of rows)
    problems.add(
      0,
      `stream ${stream} stands at ${head ?? 'nothing'}, its ${events} events reach version ${version}`,
    )
}

const checkCheckpoints = (
  checkpoints: readonly KnownPlace[],
  chain: BatchChain,
  position: number,
  problems: LogProblems,
): void => {
  for (const known of checkpoints) {
    if (known.position > position)
      problems.add(
        position,
        `the tail is cut: a signed checkpoint knows position ${known.position}, the log ends at ${position}`,
      )
    else if (known.position > 0 && chain.hashAt(known.position) !== known.hash)
      problems.add(
        known.position,
        `history was rewritten: a signed checkpoint knows another hash at ${known.position}`,
      )
  }
}
