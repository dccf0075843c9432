import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type {
  AccountShown,
  HistoryShown,
  LineShown,
  TransactionShown,
} from '../../../contexts/payments/journal/contract.ts'
import { call } from '../../api/client.ts'
import type { ApiProblem } from '../../api/problem.ts'

interface ListPage<Item> {
  readonly items: readonly Item[]
  readonly next?: string
  readonly position: string
}

const pageSize = 100
const oneAccount = (accountId: string): string => `/v1/accounts/${encodeURIComponent(accountId)}`

const pages = <Item>(key: readonly unknown[], path: string, query: object) =>
  infiniteQueryOptions<
    ListPage<Item>,
    ApiProblem,
    { pages: ListPage<Item>[] },
    readonly unknown[],
    string | undefined
  >({
    queryKey: key,
    initialPageParam: undefined,
    queryFn: async ({ pageParam, signal }) =>
      call<ListPage<Item>>(path, {
        signal,
        query: { ...query, limit: pageSize, cursor: pageParam },
      }),
    getNextPageParam: ({ next }) => next,
  })

/** The list that openings and postings change. */
export const changedAccounts = { path: '/v1/accounts', queryKey: ['accounts'] } as const

/** Accounts whose ids begin so. */
export const accountList = (prefix: string | undefined) =>
  pages<AccountShown>(['accounts', 'list', prefix ?? ''], '/v1/accounts', { prefix })

export const accountQuery = (accountId: string) =>
  queryOptions<AccountShown, ApiProblem>({
    queryKey: ['accounts', 'one', accountId],
    queryFn: async ({ signal }) => call(oneAccount(accountId), { signal }),
  })

/** What happened on an account, the newest first. */
export const accountLines = (accountId: string) =>
  pages<LineShown>(['accounts', 'one', accountId, 'lines'], `${oneAccount(accountId)}/postings`, {})

export const accountHistory = (accountId: string, from: string) =>
  queryOptions<HistoryShown, ApiProblem>({
    queryKey: ['accounts', 'one', accountId, 'history', from],
    queryFn: async ({ signal }) =>
      call(`${oneAccount(accountId)}/history`, { signal, query: { from } }),
  })

export const transactionQuery = (transactionId: string) =>
  queryOptions<TransactionShown, ApiProblem>({
    queryKey: ['journal-transactions', transactionId],
    queryFn: async ({ signal }) =>
      call(`/v1/journal-transactions/${encodeURIComponent(transactionId)}`, { signal }),
  })
