import type { PoolClient } from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { int8Array, jsonArray, textArray } from '../../adapters/postgres/binary-array.ts'
import type { ViewRow } from '../../kernel/view.ts'

/** Rows that a replay makes, apart from everything that lives. */
export interface SidePlace {
  load(keys: readonly string[]): Promise<readonly ViewRow<object>[]>
  put(rows: readonly ViewRow<object>[]): Promise<void>
  count(): Promise<number>
  /** Every row as a line of JSON, in the order of their keys, some at a time. */
  lines(): AsyncIterable<string>
}

/** What was asked for is there already, or may not be called so. */
export class ReplayRefused extends Error {
  override readonly name = 'ReplayRefused'
}

/** A schema of its own, to be asked by hand and dropped by hand: `drop schema replay_x cascade`. */
export const makeSchema = async (client: PoolClient, schema: string): Promise<void> => {
  if (!/^replay_[a-z0-9_]{1,40}$/.test(schema))
    throw new ReplayRefused(
      `${schema} is no name for a schema of a replay: replay_ and up to 40 lower-case letters, digits and underscores`,
    )
  const { rowCount } = await client.query('select from pg_namespace where nspname = $1', [schema])
  if (rowCount !== 0)
    throw new ReplayRefused(
      `the schema ${schema} is there already. Drop it (drop schema ${schema} cascade), or choose another name`,
    )
  await client.query(`create schema ${schema}`)
}

/** `select row from replay_x.rows where key = '...'`. */
export const schemaPlace = (client: PoolClient, schema: string): Promise<SidePlace> =>
  table(client, `${schema}.rows`, '')

/** Gone with the connection. */
export const passingPlace = (client: PoolClient): Promise<SidePlace> =>
  table(client, 'replayed_rows', 'temporary')

const table = async (
  client: PoolClient,
  name: string,
  kind: '' | 'temporary',
): Promise<SidePlace> => {
  await client.query(
    `create ${kind} table ${name} (key text collate "C" primary key, position bigint not null, row json not null)`,
  )
  return {
    load: async (keys) => {
      const { rows } = await client.query<{ key: string; position: string; row: object }>(
        `select key, position, row from ${name} where key = any($1::text[])`,
        [textArray(keys)],
      )
      return rows.map(({ key, position, row }) => ({ key, position: Number(position), row }))
    },
    put: async (rows) => {
      await client.query(
        `insert into ${name} (key, position, row)
         select * from unnest($1::text[], $2::bigint[], $3::json[])
         on conflict (key) do update set position = excluded.position, row = excluded.row`,
        [
          textArray(rows.map(({ key }) => key)),
          int8Array(rows.map(({ position }) => position)),
          jsonArray(rows.map(({ row }) => JSON.stringify(row))),
        ],
      )
    },
    count: async () => {
      const { rows } = await client.query<{ count: string }>(`select count(*) from ${name}`)
      return Number(rows[0]?.count)
    },
    lines: () => linesOf(client, name),
  }
}

async function* linesOf(client: PoolClient, name: string): AsyncGenerator<string> {
  // One column of text: what `copy` escapes in it, JSON has escaped before, but for the backslash.
  const stream = client.query(
    copyTo(
      `copy (select json_build_object('key', key, 'position', position, 'row', row)::text from ${name} order by key) to stdout`,
    ),
  )
  let rest = ''
  for await (const chunk of stream.setEncoding('utf8') as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield line.replaceAll('\\\\', '\\')
  }
}
