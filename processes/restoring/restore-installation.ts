import type { Pool, PoolClient } from 'pg'
import { signOfLife } from '../../adapters/postgres/archive/empty-installation.ts'
import { logSchema, migrate } from '../../adapters/postgres/migrate.ts'
import { finishLog } from '../../adapters/postgres/restore/finish-log.ts'
import { RestoringLog } from '../../adapters/postgres/restore/restoring-log.ts'
import { RestoreRefused } from '../../adapters/postgres/restore/restore-refused.ts'
import { logTopic } from '../running/whole-log.ts'
import { beginConsumers } from './begin-consumers.ts'
import { foldTimers } from './fold-timers.ts'
import type { RestoredLog, RestoreOptions } from './options.ts'
import { endOf, extentOf, readTopic, type Extent } from './read-topic.ts'
import { takeOver } from './take-over.ts'

/**
 * Makes all logs again from the bus, in a database that is empty, all of them or none: what is interrupted leaves
 * nothing, and is begun anew.
 *
 *   topics there? -> empty? -> begin -> each log read, checked, loaded -> taken over -> each read back and verified
 *                                                                                         -> timers, checkpoints -> commit
 *
 * Throws `RestoreRefused` that names topic, offset and position.
 */
export const restoreInstallation = async (
  options: RestoreOptions,
): Promise<readonly RestoredLog[]> => {
  const { pool, contexts } = options
  const logs = contexts.map(({ name }) => name)
  const extents = await extentsOf(options)
  await refuseLived(pool, logs)
  await migrate(pool, logs)
  const client = await pool.connect()
  let broken = true
  try {
    await client.query('begin')
    await client.query(
      'set local idle_in_transaction_session_timeout = 0; set local statement_timeout = 0',
    )
    // Nobody writes meanwhile.
    for (const log of logs)
      await client.query(`lock table ${logSchema(log)}.log in access exclusive mode`)
    await refuseLived(client, logs)
    await client.query(`delete from millrace.checkpoints where consumer not like 'view/%'`)
    const restored = await fill(client, extents, options)
    await client.query('commit')
    broken = false
    return restored
  } finally {
    // Ends what is not committed with the connection: it may be in the middle of a copy.
    client.release(broken)
  }
}

const refuseLived = async (client: Pool | PoolClient, logs: readonly string[]): Promise<void> => {
  const life = await signOfLife(client, logs)
  if (life !== undefined)
    throw new RestoreRefused(
      `${life} already. Only an empty database can be filled: restore into a data directory or database of its own, ` +
        'before the first start',
    )
}

const extentsOf = async ({
  bus,
  environment,
  contexts,
}: RestoreOptions): Promise<ReadonlyMap<string, Extent>> => {
  const extents = new Map<string, Extent>()
  for (const { name } of contexts) {
    const topic = logTopic(environment, name)
    const extent = await extentOf(bus, topic)
    if (!extent)
      throw new RestoreRefused(
        `there is no topic ${topic}. MILLRACE_ENVIRONMENT is its second part (now ${environment}); ` +
          `where the log ${name} never was on Kafka, leave it out with --without ${name}`,
      )
    extents.set(name, extent)
  }
  return extents
}

const fill = async (
  client: PoolClient,
  extents: ReadonlyMap<string, Extent>,
  options: RestoreOptions,
): Promise<readonly RestoredLog[]> => {
  const { bus, environment, contexts, kind, ids, now, onProgress } = options
  const restoring = new Map<string, RestoringLog>()
  for (const [log, extent] of extents) {
    const one = new RestoringLog({ client, log, environment, now: now() })
    restoring.set(log, one)
    const tell = (done: boolean) => onProgress?.({ log, position: one.position, done })
    await readTopic(bus, extent, one, () => tell(false))
    tell(true)
  }
  refuseNothing(restoring, options)
  const ends = kind === 'takeover' ? await takeOver(restoring, extents, options) : extents
  const timers = new Map<string, number>()
  for (const context of contexts) {
    const one = restoring.get(context.name)
    if (one) await finishLog(client, context.name, one)
    timers.set(context.name, await foldTimers({ client, context, ids, now: now() }))
  }
  await beginConsumers(client, restoring)
  await client.query('insert into millrace.restored (kind, keys) values ($1, $2)', [
    kind,
    options.keysLost ? 'lost' : 'awaited',
  ])
  return [...restoring].map(([log, one]) => ({
    log,
    topic: logTopic(environment, log),
    position: one.position,
    hash: one.hash,
    epoch: one.epoch,
    saidAt: one.saidAt,
    end: endOf(ends.get(log) ?? { from: [], to: [] }),
    repeated: one.repeated,
    superseded: one.superseded,
    ...(one.cutOff ? { cutOff: one.cutOff } : {}),
    timers: timers.get(log) ?? 0,
  }))
}

/** Topics that were made and never written to are no installation. */
const refuseNothing = (
  restoring: ReadonlyMap<string, RestoringLog>,
  { environment }: RestoreOptions,
): void => {
  if ([...restoring.values()].every(({ position }) => position === 0))
    throw new RestoreRefused(
      `the topics of the environment ${environment} hold no events: there is nothing to restore`,
    )
}
