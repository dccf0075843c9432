import { infiniteQueryOptions } from '@tanstack/react-query'
import type { ApiKey, AuditEntry, User } from '../../../contexts/access/contract.ts'
import { call } from '../../api/client.ts'
import type { ApiProblem } from '../../api/problem.ts'

interface Page<Item> {
  readonly items: readonly Item[]
  readonly next?: string
  readonly position: string
}

const pageSize = 100

const listOf = <Item>(
  name: string,
  path: string,
  query: Readonly<Record<string, string | undefined>> = {},
) =>
  infiniteQueryOptions<
    Page<Item>,
    ApiProblem,
    { pages: Page<Item>[] },
    readonly unknown[],
    string | undefined
  >({
    queryKey: ['access', name, query],
    initialPageParam: undefined,
    queryFn: async ({ pageParam, signal }) =>
      call(path, { signal, query: { ...query, limit: pageSize, cursor: pageParam } }),
    getNextPageParam: ({ next }) => next,
  })

export const userList = listOf<User>('users', '/v1/users')
export const apiKeyList = listOf<ApiKey>('api-keys', '/v1/api-keys')

/** What the audit is narrowed to; it stands in the address. */
export interface AuditSearch {
  readonly kind?: string
  readonly actor?: string
  readonly from?: string
  readonly to?: string
}

export const readAuditSearch = (search: Record<string, unknown>): AuditSearch =>
  Object.fromEntries(
    ['kind', 'actor', 'from', 'to'].flatMap((name) => {
      const value = search[name]
      return typeof value === 'string' && value !== '' ? [[name, value]] : []
    }),
  )

/** Days are whole days of whoever looks. */
export const dayStart = (day: string | undefined, later = 0): string | undefined => {
  if (day === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const at = new Date(year, month - 1, date + later)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

export const auditList = ({ kind, actor, from, to }: AuditSearch) =>
  listOf<AuditEntry>('audit', '/v1/audit', {
    kind,
    actor,
    'at[gte]': dayStart(from),
    'at[lt]': dayStart(to, 1),
  })
