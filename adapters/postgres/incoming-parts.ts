import type pg from 'pg'
import type { IncomingParts } from '../../contexts/payments/ports.ts'

const putSql = `
  insert into millrace.incoming_parts (upload, file, part, sealed) values ($1, $2, $3, $4)
  on conflict (upload, part) do update set sealed = excluded.sealed, begun_at = now()`

const begunBeforeSql = `
  select upload, min(file::text) as file from millrace.incoming_parts
  group by upload having min(begun_at) < to_timestamp($1::double precision / 1000) limit 100`

/** Parts in the database, where every process finds them. */
export const postgresIncomingParts = (pool: pg.Pool): IncomingParts => ({
  put: async ({ upload, file, part, sealed }) => {
    await pool.query(putSql, [upload, file, part, sealed])
  },
  get: async (upload, part) => {
    const { rows } = await pool.query<{ sealed: string }>(
      'select sealed from millrace.incoming_parts where upload = $1 and part = $2',
      [upload, part],
    )
    return rows[0]?.sealed
  },
  remove: async (upload) => {
    await pool.query('delete from millrace.incoming_parts where upload = $1', [upload])
  },
  begunBefore: async (instant) => {
    const { rows } = await pool.query<{ upload: string; file: string }>(begunBeforeSql, [instant])
    return rows
  },
})
