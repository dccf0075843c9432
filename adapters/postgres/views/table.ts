import { hash } from 'node:crypto'
import type pg from 'pg'
import type { Position } from '../../../kernel/message.ts'
import type { View, ViewRow } from '../../../kernel/view.ts'
import { int8Array, jsonArray, textArray } from '../binary-array.ts'
import { type Column, columnsOf, columnTypes, encodeColumn, parameterTypes } from './columns.ts'
import { copyRows } from './copy-rows.ts'
import { consumerOf, indexName, schemaOf } from './names.ts'

export type Queryable = Pick<pg.Pool, 'query'>

/** What is stored for a view in one context's log. */
export interface TablePlace {
  readonly context: string
  readonly log: string
  readonly view: Pick<View, 'name' | 'indexed'>
  readonly generation: number
  /** Its name now; see names.ts. */
  readonly table: string
}

interface StoredRow<Row> {
  readonly key: string
  readonly position: string
  readonly row: Row
}

export const toViewRow = <Row extends object>(stored: StoredRow<Row>): ViewRow<Row> => ({
  key: stored.key,
  position: Number(stored.position),
  row: stored.row,
})

/** The rows of one generation: made, loaded by key, and written together with their checkpoint. */
export class ViewTable {
  readonly place: TablePlace
  readonly #columns: readonly Column[]
  readonly #load: Statement
  readonly #write: Statement

  constructor(place: TablePlace) {
    this.place = place
    this.#columns = columnsOf(place.view)
    this.#load = prepared(
      `select key, position, row from ${place.table} where key = any($1::text[])`,
    )
    this.#write = prepared(writeSql(place.table, this.#columns))
  }

  async create(client: Queryable): Promise<void> {
    const { context, table } = this.place
    const columns = this.#columns.map(({ name, type }) => `, ${name} ${columnTypes[type]}`)
    await client.query(`create schema if not exists ${schemaOf(context)}`)
    await client.query(
      `create table ${table} (key text collate "C" primary key, position bigint not null,
       row json not null${columns.join('')}) with (fillfactor = 85)`,
    )
  }

  /** Made after the rows during a rebuild: building an index at once costs less than keeping it up. */
  async createIndexes(client: Queryable): Promise<void> {
    const { view, generation, table } = this.place
    const indexes = this.#columns.map(indexOf)
    const build = (columns: string, index: number) => {
      // The first number was an index of positions, which dropIndexOfPositions looks for.
      const name = indexName(view.name, generation, index + 1)
      // A rebuild that was killed in the middle of this comes here again.
      return client.query(`create index if not exists ${name} on ${table} ${columns}`)
    }
    // Side by side on a pool; a single connection takes one after the other.
    if ('idleCount' in client) await Promise.all(indexes.map(build))
    else for (const [index, columns] of indexes.entries()) await build(columns, index)
    await client.query(`analyze ${table}`)
  }

  /** Tables of earlier releases have one. Each change of a row was entered in it, and in all others because of it. */
  async dropIndexOfPositions(client: Queryable): Promise<void> {
    const { context, view, generation } = this.place
    const index = `${schemaOf(context)}.${indexName(view.name, generation, 0)}`
    const { rows } = await client.query<{ found: string | null }>(
      'select to_regclass($1)::text as found',
      [index],
    )
    // Only where it is there: dropping it waits for all who read the table.
    if (rows[0]?.found) await client.query(`drop index ${index}`)
  }

  async load<Row extends object>(
    client: Queryable,
    keys: readonly string[],
  ): Promise<readonly ViewRow<Row>[]> {
    const values = [textArray(keys)]
    const { rows } = await client.query<StoredRow<Row>>({ ...this.#load, values })
    return rows.map(toViewRow)
  }

  /** Adds rows that are not there yet, in the client's transaction. */
  insert(client: pg.PoolClient, rows: readonly ViewRow<object>[]): Promise<void> {
    return copyRows(client, this.place.table, this.#columns, rows)
  }

  /**
   * Rows and checkpoint in one statement, so in one transaction and one round trip. False, and nothing
   * written, where the checkpoint no longer stands at `from`: somebody else follows this generation.
   */
  async write(
    client: Queryable,
    from: Position,
    to: Position,
    rows: readonly ViewRow<object>[],
  ): Promise<boolean> {
    const { view, generation, log } = this.place
    const values = [
      from,
      to,
      consumerOf(view.name, generation),
      log,
      textArray(rows.map(({ key }) => key)),
      int8Array(rows.map(({ position }) => position)),
      jsonArray(rows.map(({ row }) => JSON.stringify(row))),
      ...this.#columns.map((column) => encodeColumn(column, rows)),
    ]
    const result = await client.query<{ moved: boolean }>({ ...this.#write, values })
    return result.rows[0]?.moved === true
  }
}

/**
 * What an index costs is paid with each row that is written: most of the whole cost of a view. The key stands in it for
 * the order of pages, and scatters rows of one value over all of it; what is not sorted by does without. Nobody looks for
 * the many of which something is not true, or which have none.
 */
const indexOf = ({ name, type }: Column): string => {
  switch (type) {
    case 'boolean':
      return `(${name}, key) where ${name}`
    case 'ordinal':
      return `(${name}, key) where ${name} is not null`
    case 'keyword':
      return `(${name}) where ${name} is not null`
    default:
      return `(${name}, key)`
  }
}

type Statement = Pick<pg.QueryConfig, 'name' | 'text'>

/**
 * A statement that each connection has parsed and planned once; following a view asks the same few all the time.
 * Its name comes from its text: a name stands for one text only.
 */
const prepared = (text: string): Statement => ({
  name: `view_${hash('sha256', text, 'hex').slice(0, 24)}`,
  text,
})

const writeSql = (table: string, columns: readonly Column[]): string => {
  const names = columns.map(({ name }) => `, ${name}`).join('')
  const values = columns.map(({ name, type }) => `, ${name}::${columnTypes[type]}`).join('')
  const arrays = columns.map(({ type }, index) => `, $${index + 8}::${parameterTypes[type]}[]`)
  const updates = columns.map(({ name }) => `, ${name} = excluded.${name}`).join('')
  return `with moved as (
      update millrace.checkpoints set position = $2::bigint, moved_at = now()
      where consumer = $3 and log = $4 and position = $1::bigint returning 1
    ), written as (
      insert into ${table} (key, position, row${names})
      select key, position, row${values}
      from unnest($5::text[], $6::bigint[], $7::json[]${arrays.join('')}) as t(key, position, row${names})
      where exists (select from moved)
      on conflict (key) do update set position = excluded.position, row = excluded.row${updates}
    )
    select exists (select from moved) as moved`
}
