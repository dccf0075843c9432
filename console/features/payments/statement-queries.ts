import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type {
  BankStatementShown,
  StatementLineShown,
} from '../../../contexts/payments/statements/contract.ts'
import { call } from '../../api/client.ts'
import type { ApiProblem } from '../../api/problem.ts'

interface Page<Item> {
  readonly items: readonly Item[]
  readonly next?: string
  readonly position: string
}

const pageSize = 100

export const statementList = infiniteQueryOptions<
  Page<BankStatementShown>,
  ApiProblem,
  { pages: Page<BankStatementShown>[] },
  readonly unknown[],
  string | undefined
>({
  queryKey: ['bank-statements', 'list'],
  initialPageParam: undefined,
  queryFn: async ({ pageParam, signal }) =>
    call('/v1/bank-statements', { signal, query: { limit: pageSize, cursor: pageParam } }),
  getNextPageParam: ({ next }) => next,
})

export const statementQuery = (statementId: string) =>
  queryOptions<BankStatementShown, ApiProblem>({
    queryKey: ['bank-statements', 'one', statementId],
    queryFn: async ({ signal }) =>
      call(`/v1/bank-statements/${encodeURIComponent(statementId)}`, { signal }),
  })

/** The lines of a statement, of one kind or of all. */
export const statementLines = (statementId: string, match: string | undefined) =>
  infiniteQueryOptions<
    Page<StatementLineShown>,
    ApiProblem,
    { pages: Page<StatementLineShown>[] },
    readonly unknown[],
    string | undefined
  >({
    queryKey: ['bank-statements', 'lines', statementId, match],
    initialPageParam: undefined,
    queryFn: async ({ pageParam, signal }) =>
      call('/v1/statement-lines', {
        signal,
        query: { statementId, match, limit: pageSize, cursor: pageParam },
      }),
    getNextPageParam: ({ next }) => next,
  })
