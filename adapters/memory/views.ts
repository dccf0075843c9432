import type { LogReader } from '../../kernel/event-store.ts'
import type { DomainEvent, Position, RecordedEvent } from '../../kernel/message.ts'
import { checkFilter, checkQuery, cursorAfter, valueOf } from '../../kernel/view-query.ts'
import {
  foldBatch,
  type View,
  type ViewPage,
  type ViewQuery,
  type ViewReader,
  type ViewRow,
} from '../../kernel/view.ts'
import { meets, rowOrder } from './compare-values.ts'

const pageSizeMax = 1_000

/** A view that lives as long as its process. Rows pass through JSON, so that nobody shares an object with them. */
export class MemoryView<Row extends object, E extends DomainEvent> {
  readonly name: string
  readonly reader: ViewReader<Row>
  readonly #view: View<Row, E>
  readonly #log: LogReader
  readonly #rows = new Map<string, ViewRow<Row>>()
  readonly #listeners = new Set<() => void>()
  #position: Position = 0

  constructor(view: View<Row, E>, log: LogReader) {
    this.name = view.name
    this.#view = view
    this.#log = log
    this.reader = {
      name: view.name,
      log: log.name,
      get: (key) => Promise.resolve(copyOf(this.#rows.get(key))),
      getMany: (keys) => Promise.resolve(keys.flatMap((key) => copyOf(this.#rows.get(key)) ?? [])),
      query: (query) => attempt(() => this.#query(query)),
      count: (filter) => attempt(() => this.#filtered(filter).length),
      countBy: (field, filter) => attempt(() => this.#countBy(field, filter)),
      changes: (after, limit) => Promise.resolve(this.#changes(after, limit)),
      position: () => Promise.resolve(this.#position),
      waitFor: (position, timeoutMs) => this.#waitFor(position, timeoutMs),
      onChanged: (listener) => this.#listen(listener),
    }
  }

  open(): Promise<void> {
    return Promise.resolve()
  }

  /** Folds one page of events. */
  async step(): Promise<'more' | { readonly taken: number } | 'idle'> {
    const page = await this.#log.read(this.#position, pageSizeMax)
    const types = new Set<string>(this.#view.events)
    const events = page.filter(({ type }) => types.has(type)) as RecordedEvent<E>[]
    for (const row of foldBatch(this.#view, this.#rows, events).values())
      this.#rows.set(row.key, copyOf(row))
    this.#position = page.at(-1)?.position ?? this.#position
    if (page.length === 0) return 'idle'
    for (const listener of this.#listeners) listener()
    return page.length === pageSizeMax ? 'more' : { taken: page.length }
  }

  #filtered(filter: ViewQuery<Row>['filter']): ViewRow<Row>[] {
    return [...this.#rows.values()].filter(meets(checkFilter(this.#view, filter)))
  }

  #countBy(field: string, filter: ViewQuery<Row>['filter']): ReadonlyMap<string, number> {
    checkFilter(this.#view, { [field]: {} })
    const values = this.#filtered(filter).flatMap(({ row }) => valueOf(row, field) ?? [])
    const rows = Map.groupBy(values, String)
    return new Map([...rows].map(([value, counted]) => [value, counted.length]))
  }

  #query(query: ViewQuery<Row>): ViewPage<Row> {
    const { sort, limit, after } = checkQuery(this.#view, query)
    const order = rowOrder(sort)
    const place = after && {
      key: after.key,
      row: sort.field === undefined ? {} : { [sort.field]: after.value },
    }
    const behind = this.#filtered(query.filter)
      .filter((row) => !place || order(row, place) > 0)
      .sort(order)
    const rows = behind.slice(0, limit).map(copyOf)
    const last = rows.at(-1)
    return last && behind.length > limit
      ? { rows, next: cursorAfter(this.#view, query, last) }
      : { rows }
  }

  // One event may change several rows; a page never ends between them.
  #changes(after: Position, limit: number): readonly ViewRow<Row>[] {
    const changed = [...this.#rows.values()]
      .filter(({ position }) => position > after)
      .sort((a, b) => a.position - b.position)
    const last = changed[limit - 1]?.position ?? Infinity
    return changed.filter(({ position }) => position <= last).map(copyOf)
  }

  #listen(listener: () => void): () => void {
    // A wrapper of its own, so that the same function may listen twice.
    const entry = () => listener()
    this.#listeners.add(entry)
    return () => this.#listeners.delete(entry)
  }

  #waitFor(position: Position, timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (shown: boolean) => {
        clearTimeout(timer)
        stop()
        resolve(shown)
      }
      const timer = setTimeout(() => settle(false), timeoutMs)
      const stop = this.#listen(() => this.#position >= position && settle(true))
      if (this.#position >= position) settle(true)
    })
  }
}

const copyOf = <Value>(value: Value): Value =>
  value === undefined ? value : (JSON.parse(JSON.stringify(value)) as Value)

const attempt = <Result>(work: () => Result): Promise<Result> =>
  new Promise((resolve) => resolve(work()))
