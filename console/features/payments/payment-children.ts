import { queryOptions } from '@tanstack/react-query'
import type {
  AttemptShown,
  CaptureShown,
  DisputeShown,
  RefundShown,
} from '../../../contexts/payments/transfers/contract.ts'
import { call } from '../../api/client.ts'
import type { ApiProblem } from '../../api/problem.ts'

const childrenOf = <Child>(paymentId: string, kind: string) =>
  queryOptions<readonly Child[], ApiProblem>({
    // Beneath the timeline's key: what makes the timeline stale makes this stale too.
    queryKey: ['payments', 'timeline', paymentId, kind],
    queryFn: async ({ signal }) => {
      const path = `/v1/payments/${encodeURIComponent(paymentId)}/${kind}`
      const { items } = await call<{ items: readonly Child[] }>(path, { signal })
      return items
    },
  })

export const capturesOf = (paymentId: string) => childrenOf<CaptureShown>(paymentId, 'captures')
export const refundsOf = (paymentId: string) => childrenOf<RefundShown>(paymentId, 'refunds')
export const disputesOf = (paymentId: string) => childrenOf<DisputeShown>(paymentId, 'disputes')
export const attemptsOf = (paymentId: string) => childrenOf<AttemptShown>(paymentId, 'attempts')
