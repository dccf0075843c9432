import type { EventStore } from '../../kernel/event-store.ts'
import type { Json } from '../../kernel/json.ts'
import type { Queries } from './bounded-queries.ts'

/** States of long streams. What is stored never goes back: a slow writer does not replace a newer snapshot. */
export const snapshotStore = (
  pool: Queries,
  schema: string,
): Pick<EventStore, 'readSnapshot' | 'saveSnapshot'> => ({
  readSnapshot: async (stream, schemaVersion) => {
    const { rows } = await pool.query<{ version: number; state: Json }>(
      `select version, state from ${schema}.snapshots where stream = $1 and schema_version = $2`,
      [stream, schemaVersion],
    )
    return rows[0]
  },
  saveSnapshot: async (stream, schemaVersion, { version, state }) => {
    await pool.query(
      `insert into ${schema}.snapshots as s (stream, schema_version, version, state) values ($1, $2, $3, $4)
       on conflict (stream) do update set schema_version = $2, version = $3, state = $4
       where s.schema_version < $2 or (s.schema_version = $2 and s.version < $3)`,
      [stream, schemaVersion, version, JSON.stringify(state)],
    )
  },
})
