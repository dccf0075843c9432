import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { PaymentFileShown } from '../../../contexts/payments/contract.ts'
import { call } from '../../api/client.ts'
import type { ApiProblem } from '../../api/problem.ts'

export interface FilePage {
  readonly items: readonly PaymentFileShown[]
  readonly next?: string
  readonly position: string
}

const pageSize = 100

export const fileList = infiniteQueryOptions<
  FilePage,
  ApiProblem,
  { pages: FilePage[] },
  readonly unknown[],
  string | undefined
>({
  queryKey: ['payment-files', 'list'],
  initialPageParam: undefined,
  queryFn: async ({ pageParam, signal }) =>
    call('/v1/payment-files', { signal, query: { limit: pageSize, cursor: pageParam } }),
  getNextPageParam: ({ next }) => next,
})

export const fileQuery = (fileId: string) =>
  queryOptions<PaymentFileShown, ApiProblem>({
    queryKey: ['payment-files', 'one', fileId],
    queryFn: async ({ signal }) =>
      call(`/v1/payment-files/${encodeURIComponent(fileId)}`, { signal }),
  })
