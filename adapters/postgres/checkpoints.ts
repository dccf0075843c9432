import type pg from 'pg'
import type { Position } from '../../kernel/message.ts'
import type { Checkpoint } from '../../kernel/relay.ts'

export interface PostgresCheckpointOptions {
  readonly pool: Pick<pg.Pool, 'query'>
  /** Who reads the log, such as `policy/submit-validated-payments`. */
  readonly consumer: string
  /** Whose positions they are. */
  readonly log: string
}

/** Begins at 0 for a consumer that is new. */
export const postgresCheckpoint = ({
  pool,
  consumer,
  log,
}: PostgresCheckpointOptions): Checkpoint => ({
  async read(): Promise<Position> {
    const found = await pool.query<{ position: string }>(
      'select position from millrace.checkpoints where consumer = $1 and log = $2',
      [consumer, log],
    )
    const row = found.rows[0]
    if (row) return Number(row.position)
    await pool.query(
      `insert into millrace.checkpoints (consumer, log, position) values ($1, $2, 0)
       on conflict do nothing`,
      [consumer, log],
    )
    return this.read()
  },
  async move(from, to): Promise<boolean> {
    const moved = await pool.query(
      `update millrace.checkpoints set position = $4, moved_at = now()
       where consumer = $1 and log = $2 and position = $3`,
      [consumer, log, from, to],
    )
    return moved.rowCount === 1
  },
})
