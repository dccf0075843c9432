import { queryOptions } from '@tanstack/react-query'
import type { RequestDetail, RequestShown } from '../../../contexts/integrity/contract.ts'
import { call } from '../../api/client.ts'
import type { ApiProblem } from '../../api/problem.ts'

export type RequestState = RequestShown['state']

interface Page {
  readonly items: readonly RequestShown[]
  readonly next?: string
}

const requestsMax = 100
/** Their waiting time grows by itself. */
const lookAgainMs = 2_000

/** Those that wait, the one that waits longest first; or the newest of the others. */
export const requestList = (state: RequestState | 'all') =>
  queryOptions<Page, ApiProblem>({
    queryKey: ['messages', 'requests', state],
    queryFn: async ({ signal }) =>
      call('/v1/requests', {
        signal,
        query: {
          limit: requestsMax,
          ...(state === 'all' ? {} : { state }),
          sort: state === 'open' ? 'askedAt' : '-askedAt',
        },
      }),
    refetchInterval: lookAgainMs,
  })

export const requestQuery = (requestId: string) =>
  queryOptions<RequestDetail, ApiProblem>({
    queryKey: ['messages', 'request', requestId],
    queryFn: async ({ signal }) =>
      call(`/v1/requests/${encodeURIComponent(requestId)}`, { signal }),
    refetchInterval: ({ state: { data } }) => (data?.state === 'open' ? lookAgainMs : false),
  })
