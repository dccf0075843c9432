import { queryOptions } from '@tanstack/react-query'
import type { ApprovalShown } from '../../../contexts/payments/transfers/contract.ts'
import { call } from '../../api/client.ts'
import type { ApiProblem } from '../../api/problem.ts'

interface Approvals {
  readonly items: readonly ApprovalShown[]
  readonly position: string
  readonly next?: string
}

/** The first hundred, the newest first: who has more waiting has other worries. */
export const approvalList = (state: 'waiting' | 'all') =>
  queryOptions<Approvals, ApiProblem>({
    queryKey: ['approvals', state],
    queryFn: async ({ signal }) =>
      call('/v1/approvals', {
        signal,
        query: { limit: 100, ...(state === 'waiting' ? { state } : {}) },
      }),
    // The sidebar counts on every page, without a stream of its own.
    refetchInterval: 30_000,
  })
