import type pg from 'pg'
import type { LogReader } from '../../../kernel/event-store.ts'
import type { DomainEvent, Position, RecordedEvent } from '../../../kernel/message.ts'
import { foldBatch, keysBefore, keysOfEach, type View, type ViewRow } from '../../../kernel/view.ts'
import type { ChangeSignal } from './change-signal.ts'
import { liveTable } from './names.ts'
import { readRegistered, servedPosition, setState } from './registry.ts'
import { RowCache } from './row-cache.ts'
import { ViewTable } from './table.ts'
import { faultAt, faultless, isFault } from './view-fault.ts'

export interface ViewFollowerOptions<Row extends object, E extends DomainEvent> {
  readonly pool: pg.Pool
  readonly context: string
  readonly log: LogReader
  readonly view: View<Row, E>
  readonly signal: ChangeSignal
  /** Events folded at a time. */
  readonly pageSizeMax?: number
  /** Of the rows that it keeps in memory, as JSON. */
  readonly cacheCharactersMax?: number
  /** While events stream past that change no row, the checkpoint is written this often at least. */
  readonly unwrittenMsMax?: number
}

/**
 * A full page was folded and `more` are waiting; so many were `taken`; `idle`: none were; `fenced`: another process moved the checkpoint;
 * `waiting`: there is no generation to follow (it is being built, was stopped, or is of another version).
 */
export type FollowResult = 'more' | { readonly taken: number } | 'idle' | 'fenced' | 'waiting'

interface Fault {
  readonly event: RecordedEvent
  readonly error: unknown
}

/** Keeps the live generation of a view up to its log, a page of events at a time. */
export class ViewFollower<Row extends object, E extends DomainEvent> {
  readonly #options: Required<ViewFollowerOptions<Row, E>>
  readonly #types: ReadonlySet<string>
  readonly #cache: RowCache<Row>
  #table: ViewTable | undefined
  /** How far it has folded. */
  #position: Position = 0
  /** Where the checkpoint stands: behind it while nothing but events without effect have come. */
  #written: Position = 0
  #writtenAt = -Infinity

  constructor(options: ViewFollowerOptions<Row, E>) {
    this.#options = {
      pageSizeMax: 1_000,
      cacheCharactersMax: 4_000_000,
      unwrittenMsMax: 300,
      ...options,
    }
    this.#types = new Set(options.view.events)
    this.#cache = new RowCache(this.#options.cacheCharactersMax)
  }

  /** Folds one page. What the database or the log throws leaves everything as it was: try again. */
  async step(): Promise<FollowResult> {
    const table = this.#table ?? (await this.#open())
    if (!table) return 'waiting'
    try {
      const { log, pageSizeMax } = this.#options
      const page = await log.read(this.#position, pageSizeMax)
      if (page.length === 0) return await this.#rest(table)
      const result = await this.#advance(table, page)
      if (result === 'moved') return page.length === pageSizeMax ? 'more' : { taken: page.length }
      this.forget()
      if (result === 'fenced') return 'fenced'
      await this.#stop(result)
      return 'waiting'
    } catch (error) {
      // Whether the page was stored is not known: the checkpoint will tell.
      this.forget()
      throw error
    }
  }

  /** Looks up afresh, at the next step, which generation is live and where it stands. */
  forget(): void {
    this.#table = undefined
    this.#cache.clear()
  }

  async #open(): Promise<ViewTable | undefined> {
    const { pool, context, log, view, signal } = this.#options
    const registered = await readRegistered(pool, context, view.name)
    if (registered?.state !== 'live' || registered.version !== view.version) return undefined
    this.#position = await servedPosition(pool, context, log.name, view.name)
    this.#written = this.#position
    const { generation } = registered
    const table = liveTable(context, view.name)
    this.#table = new ViewTable({ context, log: log.name, view, generation, table })
    signal.tell(this.#position)
    return this.#table
  }

  /** Halves a page that fails until the event is found that it fails at; everything before it is kept. */
  async #advance(
    table: ViewTable,
    events: readonly RecordedEvent[],
  ): Promise<'moved' | 'fenced' | Fault> {
    const [first] = events
    try {
      return (await this.#fold(table, events)) ? 'moved' : 'fenced'
    } catch (error) {
      if (!isFault(error) || !first) throw error
      if (events.length === 1) return { event: first, error }
    }
    const half = Math.ceil(events.length / 2)
    const before = await this.#advance(table, events.slice(0, half))
    return before === 'moved' ? this.#advance(table, events.slice(half)) : before
  }

  async #fold(table: ViewTable, page: readonly RecordedEvent[]): Promise<boolean> {
    const { view, signal } = this.#options
    const events = page.filter(({ type }) => this.#types.has(type)) as RecordedEvent<E>[]
    const keys = faultless(() => keysOfEach(view, events))
    const rows = await this.#load(
      table,
      faultless(() => keysBefore(view, events, keys)),
    )
    const changed = faultless(() => foldBatch(view, rows, events, keys))
    const to = page.at(-1)?.position ?? this.#position
    // Most views of a context see most of its events pass by: a transaction for each page would be their whole cost.
    const mayWait =
      changed.size === 0 && performance.now() - this.#writtenAt < this.#options.unwrittenMsMax
    if (!mayWait && !(await this.#write(table, to, [...changed.values()]))) return false
    for (const row of changed.values()) this.#cache.put(row)
    this.#position = to
    signal.tell(to)
    return true
  }

  /** Nothing is left to fold: what is not written yet is written now. */
  async #rest(table: ViewTable): Promise<FollowResult> {
    if (this.#written === this.#position || (await this.#write(table, this.#position, [])))
      return 'idle'
    this.forget()
    return 'fenced'
  }

  async #write(table: ViewTable, to: Position, rows: readonly ViewRow<Row>[]): Promise<boolean> {
    const moved = await table.write(this.#options.pool, this.#written, to, rows)
    if (!moved) return false
    this.#written = to
    this.#writtenAt = performance.now()
    return true
  }

  async #load(table: ViewTable, keys: ReadonlySet<string>): Promise<Map<string, ViewRow<Row>>> {
    const rows = new Map<string, ViewRow<Row>>()
    const missing: string[] = []
    for (const key of keys) {
      const row = this.#cache.get(key)
      if (row) rows.set(key, row)
      else missing.push(key)
    }
    if (missing.length === 0) return rows
    const loaded = await table.load<Row>(this.#options.pool, missing)
    for (const row of loaded) rows.set(row.key, row)
    return rows
  }

  async #stop({ event, error }: Fault): Promise<void> {
    const { pool, context, view } = this.#options
    await setState(pool, context, view.name, 'stopped', faultAt(event, error))
  }
}
