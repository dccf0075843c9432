import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogReader } from '../kernel/event-store.ts'
import type { DomainEvent } from '../kernel/message.ts'
import type { View, ViewQuery, ViewReader } from '../kernel/view.ts'
import { ArrayLog } from './array-log.ts'

interface Letter {
  readonly round: string
  readonly sentAt: number
  readonly touchedAt: number
  readonly state: string
}

type LetterChanged = DomainEvent<'LetterChanged', { readonly id: string } & Partial<Letter>>

const letters: View<Letter, LetterChanged> = {
  name: 'letters',
  version: 1,
  events: ['LetterChanged'],
  keys: ({ data }) => [data.id],
  fold: (row, { data: { id, ...changes } }) => ({
    ...(row ?? { round: id, sentAt: 0, touchedAt: 0, state: 'new' }),
    ...changes,
  }),
  indexed: { round: 'text', sentAt: 'integer', touchedAt: 'integer', state: 'text' },
}

type OpenView = (
  view: View<Letter, LetterChanged>,
  log: LogReader,
) => Promise<{ reader: ViewReader<Letter>; catchUp(): Promise<void>; close(): Promise<void> }>

/** What happens between two pages: somebody new comes, somewhere in the order, or somebody known changes. */
type Meanwhile = { readonly kind: 'comes' | 'changes'; readonly which: number }

const meanwhile: fc.Arbitrary<readonly Meanwhile[]> = fc.array(
  fc.record({ kind: fc.constantFrom('comes', 'changes'), which: fc.nat({ max: 40 }) }),
  { maxLength: 6 },
)

/** Whoever pages through a list while it changes sees all that was there throughout: whatever holds the rows. */
export const viewPagingConformance = (where: string, open: OpenView): void => {
  describe(`Pages of a list that changes in ${where}`, () => {
    it('show each row once that was there throughout, and the same at the end as at the start', async () => {
      const log = new ArrayLog('letters')
      const opened = await open(letters, log)
      let touched = 0
      let rounds = 0
      const append = async (id: string, changes: Partial<Letter>) => {
        log.append({
          type: 'LetterChanged',
          data: { id, touchedAt: ++touched, ...changes },
        } satisfies LetterChanged)
        await opened.catchUp()
      }

      const pageThrough = async (
        query: Omit<ViewQuery<Letter>, 'limit' | 'cursor'>,
        limit: number,
        between: (page: number) => Promise<void>,
      ): Promise<string[]> => {
        const seen: string[] = []
        let cursor: string | undefined
        for (let page = 0; ; page++) {
          const asked = { ...query, limit, ...(cursor === undefined ? {} : { cursor }) }
          const { rows, next } = await opened.reader.query(asked)
          seen.push(...rows.map(({ key }) => key))
          if (next === undefined) return seen
          cursor = next
          await between(page)
        }
      }

      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 12 }),
          fc.array(meanwhile, { maxLength: 12 }),
          fc.integer({ min: 1, max: 4 }),
          fc.constantFrom('ascending' as const, 'descending' as const),
          fc.constantFrom('sentAt' as const, 'touchedAt' as const),
          async (there, changes, limit, direction, field) => {
            const round = `round-${++rounds}`
            const ids = there.map((_, index) => `${round}/${index}`)
            for (const [index, id] of ids.entries())
              await append(id, { round, sentAt: there[index] ?? 0 })
            const changed = new Set<string>()
            let come = 0
            const seen = await pageThrough(
              { filter: { round }, sort: { field, direction } },
              limit,
              async (page) => {
                for (const { kind, which } of changes[page] ?? []) {
                  const id = ids[which % ids.length] ?? ''
                  if (kind === 'changes') changed.add(id)
                  await (kind === 'comes'
                    ? append(`${round}/new-${come++}`, { round, sentAt: which % 7 })
                    : append(id, { state: `changed-${which}` }))
                }
              },
            )
            const times = (id: string) => seen.filter((key) => key === id).length
            for (const id of ids) {
              // What the list is sorted by stayed as it was, or the row moved in the order.
              const moved = field === 'touchedAt' && changed.has(id)
              // Who follows changes upwards misses nobody: whoever moves, moves ahead.
              const least = moved && direction === 'descending' ? 0 : 1
              const most = moved && direction === 'ascending' ? Number.POSITIVE_INFINITY : 1
              expect(times(id), `${id} too seldom`).toBeGreaterThanOrEqual(least)
              expect(times(id), `${id} too often`).toBeLessThanOrEqual(most)
            }
          },
        ),
        { numRuns: 40 },
      )
      await opened.close()
    })
  })
}
