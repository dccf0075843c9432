import { join } from 'node:path'
import { logSchema } from '../../adapters/postgres/migrate.ts'
import { writeCheckpoint } from '../../operations/signed-checkpoints.ts'
import type { Config } from '../config.ts'
import type { Databases } from '../open-databases.ts'
import { checkpointKeyOf } from '../secrets.ts'

/**
 * Signs where the newest epoch of each log begins, outside the database: what was signed of positions behind it is of
 * a past that was given up, and `verify` must not miss it. Nothing where there is no key: then nothing was signed here.
 */
export const writeEpochs = async (
  config: Config,
  { pool, directory }: Pick<Databases, 'pool' | 'directory'>,
  logs: readonly string[],
): Promise<void> => {
  const key = await checkpointKeyOf(config, directory)
  if (!key) return
  for (const log of logs) {
    const { rows } = await pool.query<{ epoch: number; after: string; hash: string }>(
      `select epoch, after, encode(hash, 'hex') as hash from ${logSchema(log)}.epochs order by epoch desc limit 1`,
    )
    const [row] = rows
    if (!row || row.epoch === 1) continue
    await writeCheckpoint(join(directory, 'checkpoints'), key, {
      log,
      position: Number(row.after),
      hash: row.hash,
      at: new Date().toISOString(),
      epoch: row.epoch,
    })
  }
}
