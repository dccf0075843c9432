import { renamed, type RouteChange } from '../../kernel/api-version.ts'
import { decodeCursor, encodeCursor } from '../../kernel/cursor.ts'
import type { Json } from '../../kernel/json.ts'

/** Lists of payments were asked by `from` and `to` before all lists had one grammar. */
export const paymentListChanges: readonly RouteChange[] = [
  {
    version: '2026-11-21',
    what: '`from` and `to` became `receivedAt[gte]` and `receivedAt[lt]`.',
    upgradeRequest: ({ query, body }) => ({
      query: renamed(renamed(query, 'from', 'receivedAt[gte]'), 'to', 'receivedAt[lt]'),
      body,
    }),
  },
]

/** What happened to a payment was paged by the version of the last event that was shown. */
export const paymentEventsChanges: readonly RouteChange[] = [
  {
    version: '2026-11-21',
    what: '`afterVersion` became `cursor`, and `nextAfterVersion` became `next`.',
    upgradeRequest: ({ query, body }) => {
      const { afterVersion, ...rest } = query
      // The first page was asked for by 0 too; what is no version stays, and is refused by its old name.
      if (afterVersion === '0') return { query: rest, body }
      return typeof afterVersion === 'string' && /^[1-9]\d{0,8}$/.test(afterVersion)
        ? { query: { ...rest, cursor: encodeCursor(Number(afterVersion)) }, body }
        : { query, body }
    },
    downgradeAnswer: (answer) => {
      const { next, ...page } = answer as { readonly next?: string } & Readonly<
        Record<string, Json>
      >
      const version = next === undefined ? undefined : decodeCursor(next)
      return version === undefined ? page : { ...page, nextAfterVersion: version }
    },
  },
]
