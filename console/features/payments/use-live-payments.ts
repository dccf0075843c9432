import { useInfiniteQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { PaymentShown } from '../../../contexts/payments/contract.ts'
import type { LiveState } from '../../api/live.ts'
import type { ApiProblem } from '../../api/problem.ts'
import { useLive } from '../../api/use-live.ts'
import { paymentList, paymentQuery, paymentTimeline, type PaymentPage } from './payment-queries.ts'
import { mergeChanges } from './payment-rows.ts'
import type { PaymentSearch } from './payment-search.ts'
import { useFlashes } from './use-flashes.ts'

export interface LivePayments {
  /** Undefined while they are read for the first time. */
  readonly rows: readonly PaymentShown[] | undefined
  readonly problem: ApiProblem | null
  readonly flashes: ReadonlyMap<string, number>
  readonly hasMore: boolean
  readonly isLoadingMore: boolean
  readonly loadMore: () => void
  readonly reload: () => Promise<unknown>
  /** New payments that wait until the reader is back at the top. */
  readonly heldCount: number
  readonly setAtTop: (isAtTop: boolean) => void
  readonly release: () => void
}

// Beyond that the list starts again from its first page: nobody scrolls through more.
const rowsKeptMax = 5_000

/** The payments that a search shows, kept up to date as they change. */
export const useLivePayments = (
  search: PaymentSearch,
  onLive: (state: LiveState) => void,
): LivePayments => {
  const client = useQueryClient()
  const options = useMemo(() => paymentList(search), [search])
  const list = useInfiniteQuery(options)
  const { flashes, flash } = useFlashes()
  const { held, setHeld, isAtTop, setAtTop } = useHeld()

  const merge = useCallback(
    (changed: readonly PaymentShown[]) => {
      client.setQueryData<InfiniteData<PaymentPage>>(options.queryKey, (data) =>
        data ? withChanges(data, changed, search) : data,
      )
    },
    [client, options, search],
  )

  const takeRows = (changed: readonly PaymentShown[]): void => {
    for (const payment of changed) showInDetail(client, payment)
    const known = new Set(list.data?.pages.flatMap(({ items }) => items.map(idOf)))
    const isNew = (payment: PaymentShown): boolean => !known.has(payment.paymentId)
    // Rows that push others down would pull the list away under whoever reads further below.
    merge(isAtTop.current ? changed : changed.filter((payment) => !isNew(payment)))
    if (!isAtTop.current) setHeld((before) => [...before, ...changed.filter(isNew)])
    flash(changed.map(idOf))
    if (known.size > rowsKeptMax) void client.resetQueries({ queryKey: options.queryKey })
  }

  const release = useCallback(() => {
    merge(held)
    setHeld([])
  }, [held, merge, setHeld])

  const live = useLive<PaymentShown>({
    path: '/v1/payments/live',
    after: list.data?.pages[0]?.position,
    onRows: takeRows,
    onLost: () => void client.resetQueries({ queryKey: ['payments'] }),
  })
  useEffect(() => {
    onLive(live)
  }, [live, onLive])

  return {
    rows: list.data?.pages.flatMap(({ items }) => items),
    problem: list.error,
    flashes,
    hasMore: list.hasNextPage,
    isLoadingMore: list.isFetchingNextPage,
    loadMore: () => {
      if (list.hasNextPage && !list.isFetching) void list.fetchNextPage()
    },
    reload: list.refetch,
    heldCount: new Set(held.map(idOf)).size,
    setAtTop: (atTop) => {
      setAtTop(atTop)
      if (atTop && held.length > 0) release()
    },
    release,
  }
}

const idOf = ({ paymentId }: PaymentShown): string => paymentId

const useHeld = () => {
  const [held, setHeld] = useState<readonly PaymentShown[]>([])
  const isAtTop = useRef(true)
  const setAtTop = useCallback((atTop: boolean) => {
    isAtTop.current = atTop
  }, [])
  return { held, setHeld, isAtTop, setAtTop }
}

const withChanges = (
  data: InfiniteData<PaymentPage>,
  changed: readonly PaymentShown[],
  search: PaymentSearch,
): InfiniteData<PaymentPage> => {
  const rows = data.pages.flatMap(({ items }) => items)
  const next = data.pages.at(-1)?.next
  // The oldest of the pages' positions: a stream that begins there misses nothing of any of them.
  const position = data.pages[0]?.position ?? ''
  const merged = mergeChanges({ rows, hasMore: next !== undefined }, changed, search)
  if (merged === rows) return data
  // One page that holds all: the cursor of the last one still leads to what follows.
  const page = { items: merged, position, ...(next === undefined ? {} : { next }) }
  return { pages: [page], pageParams: data.pageParams.slice(0, 1) }
}

const showInDetail = (client: ReturnType<typeof useQueryClient>, payment: PaymentShown): void => {
  const { queryKey } = paymentQuery(payment.paymentId)
  const shown = client.getQueryData(queryKey)
  if (shown && shown.version >= payment.version) return
  if (shown) client.setQueryData(queryKey, payment)
  void client.invalidateQueries({ queryKey: paymentTimeline(payment.paymentId).queryKey })
}
