import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LogReader } from '../kernel/event-store.ts'
import type { DomainEvent, RecordedEvent } from '../kernel/message.ts'
import { InvalidQuery, type View, type ViewQuery, type ViewReader } from '../kernel/view.ts'
import { ArrayLog } from './array-log.ts'

interface Parcel {
  readonly id: string
  readonly weight: number
  readonly carrier: string
  readonly sentAt: number
  readonly value: string
  readonly insured: boolean
  readonly note?: string
  readonly round?: string
  readonly placeInRound?: number
}

type ParcelChanged = DomainEvent<
  'ParcelChanged',
  { readonly ids: readonly string[] } & Partial<Parcel>
>

export const parcels: View<Parcel, ParcelChanged> = {
  name: 'parcels-by-id',
  version: 1,
  events: ['ParcelChanged'],
  keys: ({ data }) => data.ids,
  fold: (row, { data: { ids, ...changes } }, id) => ({
    id,
    ...(row ?? { weight: 0, carrier: 'none', sentAt: 0, value: '0', insured: ids.length === 0 }),
    ...changes,
  }),
  indexed: {
    id: 'key',
    weight: 'integer',
    carrier: 'text',
    sentAt: 'instant',
    value: 'amount',
    insured: 'boolean',
    note: 'text',
    round: 'keyword',
    placeInRound: 'ordinal',
  },
}

/** A view under test: its reader, and a way to let it come up to its log. */
export interface ReadableView {
  readonly reader: ViewReader<Parcel>
  catchUp(): Promise<void>
  close(): Promise<void>
}

type OpenView = (view: View<Parcel, ParcelChanged>, log: LogReader) => Promise<ReadableView>

const changed = (ids: readonly string[], changes: Partial<Parcel>) => ({
  type: 'ParcelChanged',
  data: { ids, ...changes },
})

/** What every reader of views promises, whatever holds the rows. */
export const viewReaderConformance = (where: string, open: OpenView): void => {
  describe(`A view in ${where}`, () => {
    const log = new ArrayLog('parcels')
    let opened: ReadableView
    let reader: ViewReader<Parcel>

    beforeAll(async () => {
      opened = await open(parcels, log)
      reader = opened.reader
      log.append(
        changed(['a'], { weight: 5, carrier: 'ship', sentAt: 50, value: '900', note: 'z' }),
        changed(['b'], { weight: 3, carrier: 'rail', sentAt: 20, value: '12345678901234567890' }),
        changed(['c'], {
          weight: 5,
          carrier: 'Ship',
          sentAt: 40,
          value: '-5',
          insured: true,
          round: 'x',
        }),
        changed(['d'], { weight: 1, carrier: 'über', sentAt: 10, value: '70', note: 'a' }),
        changed(['e'], { weight: 5, carrier: '\u{1f69a}', sentAt: 30, value: '8', note: '\uffee' }),
        { type: 'SomethingElse', data: {} },
        changed(['c'], { placeInRound: 2 }),
        changed(['e'], { placeInRound: 1, round: 'x' }),
      )
      await opened.catchUp()
    })
    afterAll(() => opened.close())

    const keys = async (query: Omit<ViewQuery<Parcel>, 'limit'>, limit = 100) =>
      (await reader.query({ ...query, limit })).rows.map(({ key }) => key).join('')

    const pages = async (query: Omit<ViewQuery<Parcel>, 'limit'>, limit: number) => {
      const found: string[] = []
      let cursor: string | undefined
      do {
        const page = await reader.query({ ...query, limit, ...(cursor ? { cursor } : {}) })
        expect(page.rows.length).toBeLessThanOrEqual(limit)
        found.push(page.rows.map(({ key }) => key).join(''))
        cursor = page.next
      } while (cursor)
      return found.join('|')
    }

    it('gives a row by key, with the position of the event that changed it last', async () => {
      const row = { id: 'b', weight: 3, carrier: 'rail', sentAt: 20, value: '12345678901234567890' }
      expect(await reader.get('b')).toEqual({
        key: 'b',
        position: 2,
        row: { ...row, insured: false },
      })
      expect(await reader.get('nobody')).toBeUndefined()
      expect(await reader.get('a\0b')).toBeUndefined()
      expect(await reader.get(`' or true --`)).toBeUndefined()
    })

    it('gives rows by many keys at once, each that there is', async () => {
      const found = await reader.getMany(['b', 'nobody', 'a', 'a\0b', `' or true --`])
      expect(found.map(({ key, row }) => `${key}${row.weight}`).sort()).toEqual(['a5', 'b3'])
      expect(await reader.getMany([])).toEqual([])
    })

    it('is asked by its key as by any other field', async () => {
      const descending = { field: 'id', direction: 'descending' } as const
      const ascending = { field: 'id', direction: 'ascending' } as const
      expect(await pages({ sort: ascending }, 2)).toBe('ab|cd|e')
      expect(await pages({ sort: descending }, 2)).toBe('ed|cb|a')
      expect(await pages({ filter: { weight: 5 }, sort: descending }, 1)).toBe('e|c|a')
      expect(await keys({ filter: { id: { from: 'b', to: 'd' } } })).toBe('bc')
      expect(await keys({ filter: { id: { in: ['e', 'a', 'x'] } } })).toBe('ae')
      expect(await keys({ filter: { id: 'd' } })).toBe('d')
      expect(await reader.count({ id: { from: 'c' } })).toBe(3)
    })

    it('looks keywords up, and sorts by the place of those rows that have one', async () => {
      const sort = { field: 'placeInRound', direction: 'ascending' } as const
      expect(await pages({ filter: { round: 'x' }, sort }, 1)).toBe('e|c')
      expect(await pages({ filter: { round: { in: ['x', 'y'] } } }, 5)).toBe('ce')
      expect(await pages({ sort }, 2)).toBe('ec|ab|d')
      expect(await keys({ filter: { placeInRound: { from: 2 } } })).toBe('c')
    })

    it('knows its name, its log, and how far it has come', async () => {
      expect([reader.name, reader.log]).toEqual(['parcels-by-id', 'parcels'])
      expect(await reader.position()).toBe(8)
    })

    it('sorts by every type, and by key where rows are equal', async () => {
      const by = (field: keyof Parcel, direction: 'ascending' | 'descending') =>
        keys({ sort: { field, direction } })
      expect(await keys({})).toBe('abcde')
      expect(await by('weight', 'ascending')).toBe('dbace')
      expect(await by('weight', 'descending')).toBe('ecabd')
      expect(await by('sentAt', 'ascending')).toBe('dbeca')
      expect(await by('value', 'ascending')).toBe('cedab')
      expect(await by('carrier', 'ascending')).toBe('cbade')
      expect(await by('insured', 'descending')).toBe('cedba')
    })

    it('puts rows without a value last, or first when descending', async () => {
      expect(await keys({ sort: { field: 'note', direction: 'ascending' } })).toBe('daebc')
      expect(await keys({ sort: { field: 'note', direction: 'descending' } })).toBe('cbead')
    })

    it('filters by equality, by choice and by range, all of which must hold', async () => {
      expect(await keys({ filter: { weight: 5 } })).toBe('ace')
      expect(await keys({ filter: { weight: 5, insured: false } })).toBe('ae')
      expect(await keys({ filter: { carrier: { in: ['rail', 'ship', `'; drop table x`] } } })).toBe(
        'ab',
      )
      expect(await keys({ filter: { value: { in: ['8', '70'] } } })).toBe('de')
      expect(await keys({ filter: { carrier: { in: [] } } })).toBe('')
      expect(await keys({ filter: { sentAt: { from: 20, to: 40 } } })).toBe('be')
      expect(await keys({ filter: { value: { from: '70' } } })).toBe('abd')
      expect(await keys({ filter: { note: { to: 'zz' } } })).toBe('ad')
      expect(await keys({ filter: { note: {} } })).toBe('abcde')
      expect(await keys({ filter: { carrier: '%' } })).toBe('')
    })

    it('counts', async () => {
      expect(await reader.count()).toBe(5)
      expect(await reader.count({ weight: 5 })).toBe(3)
      expect(await reader.count({ value: { to: '8' } })).toBe(1)
    })

    it('counts the rows of each value', async () => {
      const counted = async (...asked: Parameters<typeof reader.countBy>) =>
        Object.fromEntries(await reader.countBy(...asked))
      expect(await counted('carrier', { weight: 5 })).toEqual({ ship: 1, Ship: 1, '\u{1f69a}': 1 })
      expect(await counted('round')).toEqual({ x: 2 })
      expect(await counted('note', { id: { from: 'b' } })).toEqual({ a: 1, '\uffee': 1 })
      expect(await counted('carrier', { weight: 99 })).toEqual({})
      await expect(reader.countBy('unknown' as never)).rejects.toThrow(InvalidQuery)
    })

    it('pages through every row once, in the same order, whatever the size of a page', async () => {
      for (const field of ['weight', 'note', 'value', 'insured', 'carrier'] as const)
        for (const direction of ['ascending', 'descending'] as const) {
          const sort = { field, direction }
          const whole = await keys({ sort })
          for (const size of [1, 2, 3, 5])
            expect((await pages({ sort }, size)).replaceAll('|', '')).toBe(whole)
        }
      expect(await pages({}, 2)).toBe('ab|cd|e')
      expect(await pages({ filter: { weight: 5 } }, 2)).toBe('ac|e')
      expect(await pages({ sort: { field: 'note', direction: 'descending' } }, 2)).toBe('cb|ea|d')
    })

    it('takes no cursor that is not its own', async () => {
      const { next = '' } = await reader.query({ limit: 1, filter: { weight: 5 } })
      const other: Omit<ViewQuery<Parcel>, 'limit'>[] = [
        {},
        { filter: { weight: 3 } },
        { filter: { weight: 5 }, sort: { field: 'note', direction: 'ascending' } },
      ]
      for (const query of other)
        await expect(reader.query({ ...query, limit: 1, cursor: next })).rejects.toThrow(
          InvalidQuery,
        )
      for (const cursor of ['', '!', 'bm90IGpzb24', 'W10', 'e30', `${next}A`, 'x'.repeat(100_000)])
        await expect(reader.query({ limit: 1, filter: { weight: 5 }, cursor })).rejects.toThrow(
          InvalidQuery,
        )
    })

    it('names the field that a query may not ask for', async () => {
      const refused = async (query: object, field: string) =>
        expect(
          await reader.query({ limit: 1, ...query }).catch((error: unknown) => error),
        ).toMatchObject({ name: 'InvalidQuery', field })
      await refused({ filter: { unknown: 1 } }, 'unknown')
      await refused({ filter: { constructor: 1 } }, 'constructor')
      await refused(
        { sort: { field: 'key; drop table x', direction: 'ascending' } },
        'key; drop table x',
      )
      await refused({ sort: { field: 'round', direction: 'ascending' } }, 'round')
      await refused({ filter: { round: 5 } }, 'round')
      await refused({ filter: { placeInRound: 'first' } }, 'placeInRound')
      await refused({ filter: { weight: 'heavy' } }, 'weight')
      await refused({ filter: { weight: 1.5 } }, 'weight')
      await refused({ filter: { carrier: 5 } }, 'carrier')
      await refused({ filter: { carrier: 'a\0' } }, 'carrier')
      await refused({ filter: { value: '1e5' } }, 'value')
      await refused({ filter: { insured: 'yes' } }, 'insured')
      await refused({ filter: { sentAt: { from: '2026' } } }, 'sentAt')
      for (const limit of [0, 501, 1.5, -1, Number.NaN]) await refused({ limit }, 'limit')
      expect((await reader.query({ limit: 500 })).rows.length).toBe(5)
    })

    it('tells what changed behind a position, each row once, never parting one event', async () => {
      log.append(
        changed(['a'], { weight: 6 }),
        changed(['x', 'y', 'z'], { weight: 9 }),
        changed(['a'], { weight: 7 }),
      )
      await opened.catchUp()
      const told = async (after: number, limit: number) =>
        (await reader.changes(after, limit)).map(({ key, position }) => `${key}${position}`).sort()
      expect(await told(8, 100)).toEqual(['a11', 'x10', 'y10', 'z10'])
      expect(await told(8, 1)).toEqual(['x10', 'y10', 'z10'])
      expect(await told(10, 1)).toEqual(['a11'])
      expect(await told(11, 1)).toEqual([])
      expect((await reader.get('a'))?.row.weight).toBe(7)
    })

    it('keeps its pages apart while rows change between them', async () => {
      const sort = { field: 'weight', direction: 'ascending' } as const
      const first = await reader.query({ limit: 3, sort })
      log.append(changed(['d'], { weight: 100 }))
      await opened.catchUp()
      const rest = await reader.query({ limit: 100, sort, cursor: first.next ?? '' })
      const seen = [...first.rows, ...rest.rows].map(({ key }) => key)
      expect(first.rows.map(({ key }) => key)).toEqual(['d', 'b', 'c'])
      // `d` moved behind the place where the next page begins, and is shown there too; nobody else is lost.
      expect(seen).toEqual(['d', 'b', 'c', 'e', 'a', 'x', 'y', 'z', 'd'])
    })

    it('waits for a position, with a bound, and calls whoever listens', async () => {
      let calls = 0
      const stop = reader.onChanged(() => calls++)
      const head = await reader.position()
      expect(await reader.waitFor(head, 0)).toBe(true)
      expect(await reader.waitFor(head + 1, 20)).toBe(false)
      const waiting = reader.waitFor(head + 1, 10_000)
      log.append(changed(['a'], {}))
      await opened.catchUp()
      expect(await waiting).toBe(true)
      expect(calls).toBeGreaterThan(0)
      stop()
      const before = calls
      log.append(changed(['a'], {}))
      await opened.catchUp()
      expect(calls).toBe(before)
    })
  })
}

export type ParcelEvent = RecordedEvent<ParcelChanged>
