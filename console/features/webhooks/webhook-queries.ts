import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type {
  DeliveryDetail,
  DeliveryShown,
  DeliveryStatus,
  EndpointShown,
  EventTypeShown,
} from '../../../contexts/webhooks/contract.ts'
import { call } from '../../api/client.ts'
import type { ApiProblem } from '../../api/problem.ts'

export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next?: string
  readonly position: string
}

const endpointsMax = 100
const pageSize = 100

/** All of them: there are a hundred at the most. */
export const endpointList = queryOptions<Page<EndpointShown>, ApiProblem>({
  queryKey: ['webhooks', 'endpoints'],
  queryFn: async ({ signal }) =>
    call('/v1/webhooks/endpoints', { signal, query: { limit: endpointsMax } }),
})

export const endpointQuery = (endpointId: string) =>
  queryOptions<EndpointShown, ApiProblem>({
    queryKey: ['webhooks', 'endpoint', endpointId],
    queryFn: async ({ signal }) => call(endpointPath(endpointId), { signal }),
  })

export const eventTypeList = queryOptions<readonly EventTypeShown[], ApiProblem>({
  queryKey: ['webhooks', 'event-types'],
  queryFn: async ({ signal }) => {
    const { items } = await call<{ items: readonly EventTypeShown[] }>('/v1/webhooks/event-types', {
      signal,
    })
    return items
  },
  staleTime: Number.POSITIVE_INFINITY,
})

export interface DeliveryAsked {
  readonly endpointId: string
  readonly status?: DeliveryStatus
}

/** The delivery log of an endpoint, the newest first. */
export const deliveryList = ({ endpointId, status }: DeliveryAsked) =>
  infiniteQueryOptions<
    Page<DeliveryShown>,
    ApiProblem,
    { pages: Page<DeliveryShown>[] },
    readonly unknown[],
    string | undefined
  >({
    queryKey: ['webhooks', 'deliveries', endpointId, status ?? 'all'],
    initialPageParam: undefined,
    queryFn: async ({ pageParam, signal }) =>
      call('/v1/webhooks/deliveries', {
        signal,
        query: { endpointId, status, limit: pageSize, cursor: pageParam },
      }),
    getNextPageParam: ({ next }) => next,
    // Kept up to date by the live stream, not by reading again.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    gcTime: 60_000,
  })

const movingMs = 1_000
const isMoving = (delivery: DeliveryDetail | undefined): boolean =>
  delivery?.status === 'due' || delivery?.status === 'sending'

export const deliveryQuery = (deliveryId: string) =>
  queryOptions<DeliveryDetail, ApiProblem>({
    queryKey: ['webhooks', 'delivery', deliveryId],
    queryFn: async ({ signal }) =>
      call(`/v1/webhooks/deliveries/${encodeURIComponent(deliveryId)}`, { signal }),
    // The call takes its time, and its end may come before this is asked about it.
    refetchInterval: ({ state }) => (isMoving(state.data) ? movingMs : false),
  })

export const endpointPath = (endpointId: string): string =>
  `/v1/webhooks/endpoints/${encodeURIComponent(endpointId)}`

/** What a change of an endpoint makes stale, and where it shows first. */
export const changedList = { path: '/v1/webhooks/endpoints', queryKey: ['webhooks'] } as const
