import { queryOptions } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import type { ApiProblem } from '../../api/problem.ts'

/** The API of operations has no contract of a context; these are its shapes. */
export type LetterState = 'dead' | 'waiting' | 'redriving' | 'redriven' | 'discarded'

export interface LetterSummary {
  readonly group: string
  readonly topic: string
  readonly reason: string
  readonly state: LetterState
  readonly letters: number
  readonly oldestAt: string
  readonly newestAt: string
}

export interface Letter {
  readonly letterId: string
  readonly group: string
  readonly topic: string
  readonly key: string
  readonly messageId: string
  readonly type: string
  readonly subject: string
  readonly reason: string
  readonly error: string
  readonly attempts: number
  readonly state: LetterState
  readonly isEdited: boolean
  readonly setAsideAt: string
  readonly changedAt: string
}

export interface LetterDetail extends Letter {
  readonly headers: Readonly<Record<string, string>>
  readonly payload: string
  readonly schema?: string
  readonly misfit?: {
    readonly reason: string
    readonly detail: { readonly fields?: readonly { field: string; keyword: string }[] }
  }
  readonly history: readonly {
    readonly action: string
    readonly actor: string
    readonly at: string
    readonly why?: string
  }[]
}

export interface LetterFilter {
  readonly group?: string
  readonly topic?: string
  readonly reason?: string
}

export interface LetterBatch {
  readonly batchId: string
  readonly does: 'redrive' | 'discard'
  readonly filter: LetterFilter
  readonly letters: number
  readonly ratePerSecond: number
  readonly state: 'proposed' | 'approved' | 'denied'
  readonly proposed: { readonly actor: string; readonly at: string; readonly why?: string }
  readonly decided?: { readonly actor: string; readonly at: string; readonly why?: string }
}

export interface BatchDetail extends LetterBatch {
  readonly items: readonly Letter[]
}

const lookAgainMs = 3_000
const lettersMax = 100

export const letterSummary = queryOptions<readonly LetterSummary[], ApiProblem>({
  queryKey: ['messages', 'letters', 'summary'],
  queryFn: async ({ signal }) => {
    const { items } = await call<{ items: readonly LetterSummary[] }>('/v1/dead-letters/summary', {
      signal,
    })
    return items
  },
  refetchInterval: lookAgainMs,
})

export const letterList = (filter: LetterFilter & { readonly state?: LetterState }) =>
  queryOptions<{ readonly items: readonly Letter[] }, ApiProblem>({
    queryKey: ['messages', 'letters', filter],
    queryFn: async ({ signal }) =>
      call('/v1/dead-letters', { signal, query: { ...filter, limit: lettersMax } }),
    refetchInterval: lookAgainMs,
  })

/** Looking is written down, so it is not done by itself. */
export const letterQuery = (letterId: string) =>
  queryOptions<LetterDetail, ApiProblem>({
    queryKey: ['messages', 'letter', letterId],
    queryFn: async ({ signal }) => call(letterPath(letterId), { signal }),
    refetchOnWindowFocus: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })

export const batchList = queryOptions<readonly LetterBatch[], ApiProblem>({
  queryKey: ['messages', 'batches'],
  queryFn: async ({ signal }) => {
    const { items } = await call<{ items: readonly LetterBatch[] }>('/v1/dead-letter-batches', {
      signal,
    })
    return items
  },
  refetchInterval: lookAgainMs,
})

export const batchQuery = (batchId: string) =>
  queryOptions<BatchDetail, ApiProblem>({
    queryKey: ['messages', 'batch', batchId],
    queryFn: async ({ signal }) =>
      call(`/v1/dead-letter-batches/${encodeURIComponent(batchId)}`, { signal }),
  })

export const letterPath = (letterId: string): string =>
  `/v1/dead-letters/${encodeURIComponent(letterId)}`
