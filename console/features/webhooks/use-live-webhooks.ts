import { useInfiniteQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query'
import type { DeliveryShown, EndpointShown } from '../../../contexts/webhooks/contract.ts'
import type { LiveState } from '../../api/live.ts'
import type { ApiProblem } from '../../api/problem.ts'
import { useLive } from '../../api/use-live.ts'
import { mergeDeliveries } from './delivery-rows.ts'
import {
  deliveryList,
  deliveryQuery,
  endpointList,
  endpointQuery,
  type DeliveryAsked,
  type Page,
} from './webhook-queries.ts'

/** Keeps what is shown of endpoints up to date. */
export const useLiveEndpoints = (after: string | undefined): LiveState => {
  const client = useQueryClient()
  return useLive<EndpointShown>({
    path: '/v1/webhooks/endpoints/live',
    after,
    onRows: (changed) => {
      client.setQueryData<Page<EndpointShown>>(endpointList.queryKey, (page) =>
        page ? { ...page, items: withEndpoints(page.items, changed) } : page,
      )
      for (const endpoint of changed)
        client.setQueryData(endpointQuery(endpoint.endpointId).queryKey, (before) =>
          before ? endpoint : before,
        )
    },
    onLost: () => void client.invalidateQueries({ queryKey: ['webhooks'] }),
  })
}

const withEndpoints = (
  items: readonly EndpointShown[],
  changed: readonly EndpointShown[],
): readonly EndpointShown[] => {
  const news = new Map(changed.map((endpoint) => [endpoint.endpointId, endpoint]))
  const known = new Set(items.map(({ endpointId }) => endpointId))
  const added = changed.filter(({ endpointId }) => !known.has(endpointId))
  return [...added, ...items.map((item) => news.get(item.endpointId) ?? item)].filter(
    ({ status }) => status !== 'removed',
  )
}

export interface LiveDeliveries {
  readonly rows: readonly DeliveryShown[] | undefined
  readonly problem: ApiProblem | null
  readonly live: LiveState
  readonly hasMore: boolean
  readonly loadMore: () => void
  readonly reload: () => Promise<unknown>
}

/** The delivery log of an endpoint, kept up to date. */
export const useLiveDeliveries = (
  asked: DeliveryAsked,
  onChanged: (ids: readonly string[]) => void,
): LiveDeliveries => {
  const client = useQueryClient()
  const options = deliveryList(asked)
  const list = useInfiniteQuery(options)
  const live = useLive<DeliveryShown>({
    path: '/v1/webhooks/deliveries/live',
    after: list.data?.pages[0]?.position,
    onRows: (changed) => {
      client.setQueryData<InfiniteData<Page<DeliveryShown>>>(options.queryKey, (data) =>
        data ? withDeliveries(data, changed, asked) : data,
      )
      for (const { deliveryId } of changed)
        void client.invalidateQueries({ queryKey: deliveryQuery(deliveryId).queryKey })
      onChanged(changed.map(({ deliveryId }) => deliveryId))
    },
    onLost: () => void client.resetQueries({ queryKey: ['webhooks'] }),
  })
  return {
    rows: list.data?.pages.flatMap(({ items }) => items),
    problem: list.error,
    live,
    hasMore: list.hasNextPage,
    loadMore: () => {
      if (list.hasNextPage && !list.isFetching) void list.fetchNextPage()
    },
    reload: list.refetch,
  }
}

const withDeliveries = (
  data: InfiniteData<Page<DeliveryShown>>,
  changed: readonly DeliveryShown[],
  asked: DeliveryAsked,
): InfiniteData<Page<DeliveryShown>> => {
  const rows = data.pages.flatMap(({ items }) => items)
  const next = data.pages.at(-1)?.next
  const merged = mergeDeliveries(rows, changed, asked, next !== undefined)
  if (merged === rows) return data
  const position = data.pages[0]?.position ?? ''
  // One page that holds all: the cursor of the last one still leads to what follows.
  const page = { items: merged, position, ...(next === undefined ? {} : { next }) }
  return { pages: [page], pageParams: data.pageParams.slice(0, 1) }
}
