import { expect as assert } from 'vitest'
import type { DomainEvent } from '../kernel/message.ts'
import { valueOf } from '../kernel/view-query.ts'
import { foldBatch, type View, type ViewRow } from '../kernel/view.ts'
import { recorded, typesOf, type Fact } from './facts.ts'

interface Shown<Row> {
  /** All rows, by key. */
  readonly expect: (rows: Readonly<Record<string, Row>>) => void
  /** One row, or that there is none. */
  readonly expectRow: (key: string, row: Row | undefined) => void
}

/**
 * What a view shows of a story:
 *
 *   given(payments, [received]).when([settled]).expect({ 'p-1': { status: 'settled' } })
 *
 * Events of types that the view does not name never reach it, as in the real thing.
 */
export const given = <Row extends object, E extends DomainEvent>(
  view: View<Row, E>,
  before: readonly Fact<E>[] = [],
) => ({
  when: (facts: readonly Fact<E>[]): Shown<Row> => {
    const keyFields = Object.entries(view.indexed).filter(([, type]) => type === 'key')
    const events = recorded([...before, ...facts]).filter(({ type }) => view.events.includes(type))
    // One by one and all at once must come to the same: a rebuild folds in other batches than life did.
    const rows = events.reduce(
      (held, event) => new Map([...held, ...foldBatch(view, held, [event])]),
      new Map<string, ViewRow<Row>>(),
    )
    const atOnce = foldBatch(view, new Map<string, ViewRow<Row>>(), events)
    assert(atOnce, `${view.name} shows something else when events come in one batch`).toEqual(rows)
    for (const { key, row } of rows.values())
      for (const [field] of keyFields)
        assert(valueOf(row, field), `${view.name}, ${field} is its key`).toBe(key)
    const story = `${view.name}, after ${typesOf(events)}`
    return {
      expect: (expected) =>
        assert(
          Object.fromEntries([...rows].map(([key, { row }]) => [key, row])),
          `${story}, has other rows`,
        ).toEqual(expected),
      expectRow: (key, expected) =>
        assert(rows.get(key)?.row, `${story}, shows ${key} otherwise`).toEqual(expected),
    }
  },
})
