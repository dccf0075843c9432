import { once } from 'node:events'
import { from as copyFrom } from 'pg-copy-streams'
import { migrate } from '../adapters/postgres/migrate.ts'
import type { TestPostgres } from '../testing/postgres.ts'
import { median, perSecond } from './measure.ts'
import { sampleAppend } from './sample.ts'

const rowsEach = 10_000

/**
 * What PostgreSQL takes at most: the same rows into the same table with the same indexes, 10,000 a transaction,
 * made beforehand. No versions are checked, no outcomes kept, nothing is hashed. Rows per second.
 */
export const copyLimit = async (postgres: TestPostgres, rounds: number): Promise<number> => {
  const { pool } = await postgres.createDatabase('copy')
  await migrate(pool, ['bench'])
  const rates: number[] = []
  for (let round = 0; round < rounds; round++) {
    const rows = rowsFrom(round * rowsEach)
    const client = await pool.connect()
    rates.push(
      await perSecond(rowsEach, async () => {
        const stream = client.query(copyFrom('copy log_bench.events from stdin'))
        stream.end(rows)
        await once(stream, 'finish')
      }),
    )
    client.release()
  }
  return median(rates)
}

const rowsFrom = (position: number): Buffer => {
  const lines = Array.from({ length: rowsEach }, (_, index) => {
    const { events, origin, time } = sampleAppend()
    const [event] = events
    const hash = `\\\\x${'ab'.repeat(32)}`
    return [
      position + index + 1,
      event?.stream,
      1,
      event?.id,
      event?.type,
      event?.schemaVersion,
      time,
      JSON.stringify(origin),
      JSON.stringify(event?.data),
      hash,
    ].join('\t')
  })
  return Buffer.from(`${lines.join('\n')}\n`)
}
