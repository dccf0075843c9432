import type { PoolClient } from 'pg'
import { logSchema } from '../migrate.ts'
import { verifyLogWithin } from '../verify-log.ts'
import type { RestoringLog } from './restoring-log.ts'
import { RestoreRefused } from './restore-refused.ts'

/**
 * Ends a log whose records were taken: counter, epochs, heads of streams. Then it is read back and verified as
 * `millrace verify` does. Throws `RestoreRefused` where that finds anything.
 */
export const finishLog = async (
  client: PoolClient,
  log: string,
  restoring: RestoringLog,
): Promise<void> => {
  await restoring.flush()
  const schema = logSchema(log)
  await client.query(
    `update ${schema}.log set position = $1, hash = decode($2, 'hex'), epoch = $3, silent = $4`,
    [restoring.position, restoring.hash, restoring.epoch, restoring.silent],
  )
  await client.query(`delete from ${schema}.epochs`)
  for (const { epoch, after, silent, hash } of restoring.epochs)
    await client.query(
      `insert into ${schema}.epochs (epoch, after, silent, hash) values ($1, $2, $3, decode($4, 'hex'))`,
      [epoch, after, silent, hash],
    )
  await client.query(
    `insert into ${schema}.streams (stream, version)
     select stream, max(version) from ${schema}.events group by stream`,
  )
  for (const table of ['streams', 'events', 'batches', 'outcomes'])
    await client.query(`analyze ${schema}.${table}`)
  const { problems } = await verifyLogWithin(client, log, [])
  const [problem] = problems
  if (problem) throw new RestoreRefused(`the log ${log} is not as it was written: ${problem.what}`)
}
