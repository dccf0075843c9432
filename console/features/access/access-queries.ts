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

const listOf = <Item>(name: string, path: string) =>
  infiniteQueryOptions<
    Page<Item>,
    ApiProblem,
    { pages: Page<Item>[] },
    readonly unknown[],
    string | undefined
  >({
    queryKey: ['access', name],
    initialPageParam: undefined,
    queryFn: async ({ pageParam, signal }) =>
      call(path, { signal, query: { limit: pageSize, cursor: pageParam } }),
    getNextPageParam: ({ next }) => next,
  })

export const userList = listOf<User>('users', '/v1/users')
export const apiKeyList = listOf<ApiKey>('api-keys', '/v1/api-keys')
export const auditList = listOf<AuditEntry>('audit', '/v1/audit')
