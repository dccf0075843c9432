import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recorded, type Fact } from '../testing/facts.ts'
import type { DomainEvent, RecordedEvent } from './message.ts'
import { foldBatch, foldUntil, keysBefore, type View, type ViewRow } from './view.ts'

type Moved = DomainEvent<'Moved', { readonly from: string; readonly to: string }>
type Noted = DomainEvent<'Noted', { readonly of: string }>
type ParcelEvent = Moved | Noted
interface Shelf {
  readonly parcels: number
  readonly last: number
}

/** How many parcels lie where: each move changes two rows, and a note is not its business. */
const shelves: View<Shelf, ParcelEvent> = {
  name: 'shelves',
  version: 1,
  events: ['Moved'],
  keys: (event) => (event.type === 'Moved' ? [event.data.from, event.data.to] : []),
  fold: (row, event, key) => {
    if (event.type !== 'Moved') throw new Error('a view is not shown what it did not ask for')
    const change = (event.data.to === key ? 1 : 0) - (event.data.from === key ? 1 : 0)
    return { parcels: (row?.parcels ?? 0) + change, last: event.position }
  },
  indexed: { parcels: 'integer' },
}

const move = (from: string, to: string, time = 0): Fact<ParcelEvent> => ({
  type: 'Moved',
  data: { from, to },
  time,
})
const none: ReadonlyMap<string, ViewRow<Shelf>> = new Map()
const fold = (
  rows: ReadonlyMap<string, ViewRow<Shelf>>,
  events: readonly RecordedEvent<ParcelEvent>[],
) => foldBatch(shelves, new Map(rows), events)

const moves = fc.array(
  fc
    .tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('a', 'b', 'c'))
    .map(([from, to]) => move(from, to)),
  { maxLength: 30 },
)

describe('The rows that a batch may find there already', () => {
  const placed: View<Shelf, ParcelEvent> = {
    ...shelves,
    events: ['Moved', 'Noted'],
    begins: ['Noted'],
    keys: (event) => (event.type === 'Moved' ? [event.data.from, event.data.to] : [event.data.of]),
  }
  const note = (of: string): Fact<ParcelEvent> => ({ type: 'Noted', data: { of }, time: 0 })

  it('are all that it changes, each once', () => {
    const events = recorded([move('a', 'b'), move('b', 'c')])
    expect([...keysBefore(shelves, events)]).toEqual(['a', 'b', 'c'])
  })

  it('are not those that begin in it, whatever changes them afterwards', () => {
    const events = recorded([note('a'), move('a', 'b'), note('c'), move('c', 'd')])
    expect([...keysBefore(placed, events)]).toEqual(['b', 'd'])
  })

  it('are those that it changes before one of them begins', () => {
    expect([...keysBefore(placed, recorded([move('a', 'b'), note('a')]))]).toEqual(['a', 'b'])
  })
})

describe('A batch of events, folded', () => {
  it('gives each row that it changed once, with the position of its last change', () => {
    const rows = fold(none, recorded([move('a', 'b'), move('b', 'c'), move('a', 'b')]))
    expect([...rows.values()]).toEqual([
      { key: 'a', position: 3, row: { parcels: -2, last: 3 } },
      { key: 'b', position: 3, row: { parcels: 1, last: 3 } },
      { key: 'c', position: 2, row: { parcels: 1, last: 2 } },
    ])
  })

  it('starts from the rows that were loaded, and leaves them as they were', () => {
    const loaded = fold(none, recorded([move('a', 'b')]))
    const before = structuredClone(loaded)
    const changed = fold(loaded, recorded([move('b', 'c')], { after: 1 }))
    expect(changed.get('b')).toEqual({ key: 'b', position: 2, row: { parcels: 0, last: 2 } })
    expect([...changed.keys()]).toEqual(['b', 'c'])
    expect(loaded).toEqual(before)
  })

  it('of nothing changes nothing', () => {
    expect(fold(fold(none, recorded([move('a', 'b')])), []).size).toBe(0)
  })

  it('comes to the same wherever it is cut in two', () => {
    fc.assert(
      fc.property(moves, fc.nat({ max: 30 }), (facts, cut) => {
        const events = recorded(facts)
        const first = fold(none, events.slice(0, cut))
        const second = fold(first, events.slice(cut))
        expect(Object.fromEntries([...first, ...second])).toEqual(
          Object.fromEntries(fold(none, events)),
        )
      }),
    )
  })
})

describe('One row as it was', () => {
  const story = recorded([
    move('a', 'b', 10),
    { type: 'Noted', data: { of: 'b' }, time: 15 },
    move('b', 'c', 20),
    move('a', 'b', 20),
  ])

  it.each([
    ['before anything happened', 'b', 9, undefined],
    ['at the very time of an event', 'b', 10, { parcels: 1, last: 1 }],
    ['between two', 'b', 19, { parcels: 1, last: 1 }],
    ['at a time of several events', 'b', 20, { parcels: 1, last: 4 }],
    ['of another key', 'c', 99, { parcels: 1, last: 3 }],
    ['of a key that never was', 'd', 99, undefined],
  ])('%s', (_, key, until, row) => {
    expect(foldUntil(shelves, key, story, until)).toEqual(row)
  })

  it('leaves out nothing that came before, where a clock was ahead', () => {
    const skewed = recorded([move('a', 'b', 10), move('a', 'b', 25), move('b', 'c', 20)])
    expect(foldUntil(shelves, 'b', skewed, 22)).toEqual({ parcels: 1, last: 3 })
    expect(foldUntil(shelves, 'b', skewed, 19)).toEqual({ parcels: 1, last: 1 })
  })

  it('is, at the end, the row as it is', () => {
    fc.assert(
      fc.property(moves, (facts) => {
        const events = recorded(facts)
        for (const [key, { row }] of fold(none, events))
          expect(foldUntil(shelves, key, events, Number.MAX_SAFE_INTEGER)).toEqual(row)
      }),
    )
  })
})
