import { queryOptions } from '@tanstack/react-query'
import type { LimitShown } from '../../../contexts/payments/limits/contract.ts'
import { call } from '../../api/client.ts'
import type { ApiProblem } from '../../api/problem.ts'

interface Limits {
  readonly items: readonly LimitShown[]
  readonly position: string
  readonly next?: string
}

export type ScopeChoice = LimitShown['scope'] | 'all'

export const changedLimits = { path: '/v1/limits', queryKey: ['limits'] } as const

export const limitPath = ({ limitId }: LimitShown): string =>
  `/v1/limits/${encodeURIComponent(limitId)}`

const limitsMax = 200

/** The first two hundred, those that were set last first. */
export const limitList = (scope: ScopeChoice) =>
  queryOptions<Limits, ApiProblem>({
    queryKey: ['limits', scope],
    queryFn: async ({ signal }) =>
      call('/v1/limits', {
        signal,
        query: { limit: limitsMax, ...(scope === 'all' ? {} : { scope }) },
      }),
    // What leaves its window changes no row.
    refetchInterval: 60_000,
  })
