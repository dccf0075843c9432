import type { LogReader } from '../../../kernel/event-store.ts'
import type { Position } from '../../../kernel/message.ts'
import { checkFilter, checkQuery, cursorAfter } from '../../../kernel/view-query.ts'
import {
  type View,
  ViewNotReady,
  type ViewPage,
  type ViewQuery,
  type ViewReader,
  type ViewRow,
} from '../../../kernel/view.ts'
import { changedRows } from './changed-rows.ts'
import type { ChangeSignal } from './change-signal.ts'
import { columnOf, liveTable } from './names.ts'
import { filterConditions, pageStatement, partsOf, Statement, whereAll } from './reader-sql.ts'
import { servedPosition } from './registry.ts'
import { type Queryable, toViewRow } from './table.ts'

export interface PostgresViewReaderOptions<Row extends object> {
  readonly pool: Queryable
  readonly context: string
  readonly log: Pick<LogReader, 'name' | 'read' | 'scan'>
  // What its events are does not matter to those who ask.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly view: View<Row, any>
  readonly signal: ChangeSignal
}

/** Asks the live table of a view, whichever generation that is. */
export class PostgresViewReader<Row extends object> implements ViewReader<Row> {
  readonly name: string
  readonly log: string
  readonly #options: PostgresViewReaderOptions<Row>
  readonly #table: string

  constructor(options: PostgresViewReaderOptions<Row>) {
    this.name = options.view.name
    this.log = options.log.name
    this.#options = options
    this.#table = liveTable(options.context, options.view.name)
  }

  async get(key: string): Promise<ViewRow<Row> | undefined> {
    if (key.includes('\0')) return undefined
    const rows = await this.#rows(`select key, position, row from ${this.#table} where key = $1`, [
      key,
    ])
    return rows[0]
  }

  async getMany(keys: readonly string[]): Promise<readonly ViewRow<Row>[]> {
    const possible = keys.filter((key) => !key.includes('\0'))
    return this.#rows(`select key, position, row from ${this.#table} where key = any($1::text[])`, [
      possible,
    ])
  }

  async query(query: ViewQuery<Row>): Promise<ViewPage<Row>> {
    const { view } = this.#options
    const checked = checkQuery(view, query)
    const rows: ViewRow<Row>[] = []
    // One row more than is shown tells whether there is a next page.
    const wanted = checked.limit + 1
    for (const part of partsOf(checked)) {
      if (rows.length >= wanted) break
      const statement = pageStatement(this.#table, checked, part, wanted - rows.length)
      rows.push(...(await this.#rows(statement.text, statement.values)))
    }
    const shown = rows.slice(0, checked.limit)
    const last = shown.at(-1)
    return last && rows.length > shown.length
      ? { rows: shown, next: cursorAfter(view, query, last) }
      : { rows: shown }
  }

  async count(filter?: ViewQuery<Row>['filter']): Promise<number> {
    const statement = new Statement()
    const conditions = filterConditions(statement, checkFilter(this.#options.view, filter))
    const text = `select count(*)::integer as count from ${this.#table}${whereAll(conditions)}`
    const [counted] = await this.#ask<{ count: number }>(text, statement.values)
    return counted?.count ?? 0
  }

  async countBy(
    field: keyof Row & string,
    filter?: ViewQuery<Row>['filter'],
  ): Promise<ReadonlyMap<string, number>> {
    const { view } = this.#options
    checkFilter(view, { [field]: {} })
    const statement = new Statement()
    const column = columnOf(field)
    const conditions = [
      ...filterConditions(statement, checkFilter(view, filter)),
      `${column} is not null`,
    ]
    const text = `select ${column}::text as value, count(*)::integer as count
      from ${this.#table}${whereAll(conditions)} group by ${column}`
    const rows = await this.#ask<{ value: string; count: number }>(text, statement.values)
    return new Map(rows.map(({ value, count }) => [value, count]))
  }

  changes(after: Position, limit: number): Promise<readonly ViewRow<Row>[]> {
    const { log, view } = this.#options
    return changedRows({ log, view, reader: this }, after, limit)
  }

  position(): Promise<Position> {
    const { pool, context, log } = this.#options
    return servedPosition(pool, context, log.name, this.name)
  }

  async waitFor(position: Position, timeoutMs: number): Promise<boolean> {
    const { signal } = this.#options
    return signal.reaches(position, timeoutMs, () => this.position())
  }

  onChanged(listener: () => void): () => void {
    return this.#options.signal.listen(listener)
  }

  async #rows(text: string, values: unknown[]): Promise<readonly ViewRow<Row>[]> {
    return (await this.#ask<{ key: string; position: string; row: Row }>(text, values)).map(
      toViewRow,
    )
  }

  async #ask<Result extends object>(text: string, values: unknown[]): Promise<Result[]> {
    try {
      return (await this.#options.pool.query<Result>(text, values)).rows
    } catch (error) {
      // Neither the table nor the column is there before the first generation that has it.
      if (isMissing(error)) throw new ViewNotReady(this.name)
      throw error
    }
  }
}

const missing = new Set(['42P01', '42703', '42883', '3F000'])

const isMissing = (error: unknown): boolean =>
  missing.has(String((error as { code?: unknown } | undefined)?.code))
