import type { DomainEvent, Position, RecordedEvent } from './message.ts'

/**
 * What a view's rows can be filtered and sorted by. `instant` is milliseconds, `amount` a text of whole minor units.
 * A `key` is the row's key under a name of its own, and costs nothing. Two kinds cost a good deal less to keep than the
 * others: a `keyword` is a text that is looked up and never sorted by (a status, a reference); an `ordinal` is a whole
 * number that only some rows have, such as a place in a file.
 */
export type IndexedType =
  | 'key'
  | 'text'
  | 'keyword'
  | 'integer'
  | 'ordinal'
  | 'instant'
  | 'amount'
  | 'boolean'

/**
 * A read model: a pure fold over a context's log. It can be thrown away and built again, so it holds nothing
 * that is not in the log; personal data stays sealed in its rows.
 */
export interface View<Row extends object = object, E extends DomainEvent = DomainEvent> {
  /** Within its context; lower case with dashes. */
  readonly name: string
  /** Raised when `keys`, `fold` or `indexed` change: the view is then rebuilt beside the live one, and swapped. */
  readonly version: number
  /** Events of other types never reach `keys` and `fold`, and are not even parsed during a rebuild. */
  readonly events: readonly E['type'][]
  /** Of these, events before which none of their rows can be there: nobody looks for it. */
  readonly begins?: readonly E['type'][]
  /** The rows that an event changes. */
  readonly keys: (event: RecordedEvent<E>) => readonly string[]
  /** A row once written stays: what has ended says so in a field. */
  readonly fold: (row: Row | undefined, event: RecordedEvent<E>, key: string) => Row
  /** Fields of the row that queries may filter and sort by. */
  readonly indexed: Readonly<Partial<Record<keyof Row & string, IndexedType>>>
}

export type FilterValue = string | number | boolean
export type Filter =
  | FilterValue
  | { readonly in: readonly FilterValue[] }
  | { readonly from?: FilterValue; readonly to?: FilterValue }

export interface ViewQuery<Row extends object = object> {
  /** All must hold. `from` is inclusive, `to` exclusive. */
  readonly filter?: Readonly<Partial<Record<keyof Row & string, Filter>>>
  /** Rows that are equal in it are sorted by key, so that pages never overlap. */
  readonly sort?: {
    readonly field: keyof Row & string
    readonly direction: 'ascending' | 'descending'
  }
  /** 1 to `pageSizeMax`. */
  readonly limit: number
  /** From the page before. Stable while rows change: it names a place in the order, not a count. */
  readonly cursor?: string
}

export const pageSizeMax = 500

export interface ViewRow<Row extends object> {
  readonly key: string
  /** The event that changed the row last. */
  readonly position: Position
  readonly row: Row
}

export interface ViewPage<Row extends object> {
  readonly rows: readonly ViewRow<Row>[]
  readonly next?: string
}

/** Asks a view. Throws `InvalidQuery` for a field that is not indexed or a cursor that is not its own. */
export interface ViewReader<Row extends object = object> {
  readonly name: string
  /** Name of the log that its positions speak of. */
  readonly log: string
  get(key: string): Promise<ViewRow<Row> | undefined>
  /** Those that there are, in no order. */
  getMany(keys: readonly string[]): Promise<readonly ViewRow<Row>[]>
  query(query: ViewQuery<Row>): Promise<ViewPage<Row>>
  count(filter?: ViewQuery<Row>['filter']): Promise<number>
  /** How many rows there are of each value of an indexed text, all counted at one moment; those without one are left out. */
  countBy(
    field: keyof Row & string,
    filter?: ViewQuery<Row>['filter'],
  ): Promise<ReadonlyMap<string, number>>
  /** Rows that changed behind `after`, in the order of their last change; each row once, as it is now. */
  changes(after: Position, limit: number): Promise<readonly ViewRow<Row>[]>
  /** How far the view has come. */
  position(): Promise<Position>
  /** True once the view shows `position`; false when `timeoutMs` passed first. */
  waitFor(position: Position, timeoutMs: number): Promise<boolean>
  /** Called when rows may have changed. Returns a way to stop. */
  onChanged(listener: () => void): () => void
}

export class InvalidQuery extends Error {
  readonly field: string
  constructor(field: string, message: string) {
    super(message)
    this.name = 'InvalidQuery'
    this.field = field
  }
}

/** Thrown by a reader while its view is being built for the first time, or for fields that it has not had before. */
export class ViewNotReady extends Error {
  constructor(view: string) {
    super(`the view ${view} is being built`)
    this.name = 'ViewNotReady'
  }
}

/** The rows that each event of a batch changes, in the order of the events. */
export type KeysOfEach = readonly (readonly string[])[]

export const keysOfEach = <Row extends object, E extends DomainEvent>(
  { keys }: View<Row, E>,
  events: readonly RecordedEvent<E>[],
): KeysOfEach => events.map((event) => keys(event))

/** Of the rows that a batch changes, those that may be there already. */
export const keysBefore = <Row extends object, E extends DomainEvent>(
  view: View<Row, E>,
  events: readonly RecordedEvent<E>[],
  keys: KeysOfEach = keysOfEach(view, events),
): ReadonlySet<string> => {
  const { begins = [] } = view
  const met = new Set<string>()
  const before = new Set<string>()
  events.forEach(({ type }, place) => {
    for (const key of keys[place] ?? []) {
      if (met.has(key)) continue
      met.add(key)
      if (!begins.includes(type)) before.add(key)
    }
  })
  return before
}

/** Rows as they are before a batch. */
export interface RowsBefore<Row extends object> {
  get(key: string): ViewRow<Row> | undefined
}

/** Folds a batch in memory: rows are loaded by key before and written after, once each. */
export const foldBatch = <Row extends object, E extends DomainEvent>(
  view: View<Row, E>,
  rows: RowsBefore<Row>,
  events: readonly RecordedEvent<E>[],
  keys: KeysOfEach = keysOfEach(view, events),
): Map<string, ViewRow<Row>> => {
  const changed = new Map<string, ViewRow<Row>>()
  events.forEach((event, place) => {
    for (const key of keys[place] ?? []) {
      const before = changed.get(key) ?? rows.get(key)
      changed.set(key, { key, position: event.position, row: view.fold(before?.row, event, key) })
    }
  })
  return changed
}

/**
 * One row as it was at a time: the same fold, over the entity's events up to then. What came before an event had
 * happened when it did, even where the clock of the machine that wrote it down was ahead, or was set back since.
 */
export const foldUntil = <Row extends object, E extends DomainEvent>(
  view: View<Row, E>,
  key: string,
  events: readonly RecordedEvent<E>[],
  until: number,
): Row | undefined =>
  events
    .slice(0, events.findLastIndex(({ time }) => time <= until) + 1)
    .filter((event) => view.events.includes(event.type) && view.keys(event).includes(key))
    .reduce<Row | undefined>((row, event) => view.fold(row, event, key), undefined)
