import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { PaymentShown, SummaryShown } from '../../../contexts/payments/contract.ts'
import { call } from '../../api/client.ts'
import type { ApiProblem } from '../../api/problem.ts'
import type { PaymentSearch } from './payment-search.ts'

export interface PaymentPage {
  readonly items: readonly PaymentShown[]
  readonly next?: string
  readonly position: string
}

const pageSize = 100

export const paymentListKey = (search: PaymentSearch): readonly unknown[] => [
  'payments',
  'list',
  search,
]

/** The list, page by page. */
export const paymentList = (search: PaymentSearch) => {
  const { attention, ...filter } = search
  return infiniteQueryOptions<
    PaymentPage,
    ApiProblem,
    { pages: PaymentPage[] },
    readonly unknown[],
    string | undefined
  >({
    queryKey: paymentListKey(search),
    initialPageParam: undefined,
    queryFn: async ({ pageParam, signal }) =>
      call<PaymentPage>('/v1/payments', {
        signal,
        query: { ...filter, needsOperator: attention, limit: pageSize, cursor: pageParam },
      }),
    getNextPageParam: ({ next }) => next,
    // Kept up to date by the live stream, not by reading again.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    gcTime: 60_000,
  })
}

export interface Summary {
  readonly items: readonly SummaryShown[]
  readonly position: string
}

export const paymentSummary = queryOptions<Summary, ApiProblem>({
  queryKey: ['payments', 'summary'],
  queryFn: async ({ signal }) => call('/v1/payments/summary', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
  refetchOnWindowFocus: false,
})

/** One payment, as it is, or as it was at a time. */
export const paymentQuery = (paymentId: string, at?: string) =>
  queryOptions<PaymentShown, ApiProblem>({
    queryKey: ['payments', 'one', paymentId, ...(at === undefined ? [] : [at])],
    queryFn: async ({ signal }) =>
      call(`/v1/payments/${encodeURIComponent(paymentId)}`, { signal, query: { at } }),
    ...(at === undefined ? {} : { staleTime: 60_000 }),
  })

/** One thing that happened to a payment. */
export interface TimelineEntry {
  readonly type: string
  readonly at: string
  readonly actor: string
  readonly version: number
  readonly position: string
  readonly details: Readonly<Record<string, unknown>>
}

interface TimelinePage {
  readonly items: readonly TimelineEntry[]
  readonly next?: string
}

/** Everything that happened to a payment; there are hundreds of events at the very most. */
export const paymentTimeline = (paymentId: string) =>
  queryOptions<readonly TimelineEntry[], ApiProblem>({
    queryKey: ['payments', 'timeline', paymentId],
    queryFn: async ({ signal }) => {
      const entries: TimelineEntry[] = []
      let cursor: string | undefined
      do {
        const page: TimelinePage = await call(
          `/v1/payments/${encodeURIComponent(paymentId)}/events`,
          { signal, query: { cursor, limit: 500 } },
        )
        entries.push(...page.items)
        cursor = page.next
      } while (cursor !== undefined)
      return entries
    },
  })
