import { queryOptions } from '@tanstack/react-query'
import type { ErrorShown } from '../../../contexts/payments/rail-errors/contract.ts'
import type { RailShown, RuleShown } from '../../../contexts/payments/routing/contract.ts'
import { call } from '../../api/client.ts'
import type { ApiProblem } from '../../api/problem.ts'

interface Rails {
  readonly items: readonly RailShown[]
  readonly rules: readonly RuleShown[]
}

/** How they are changes by the second, and no stream tells of it. */
export const railList = queryOptions<Rails, ApiProblem>({
  queryKey: ['rails'],
  queryFn: async ({ signal }) => call('/v1/rails', { signal }),
  refetchInterval: 5_000,
})

export const railErrorList = queryOptions<{ readonly items: readonly ErrorShown[] }, ApiProblem>({
  queryKey: ['rails', 'errors'],
  queryFn: async ({ signal }) => call('/v1/rails/errors', { signal }),
  // It changes with the installation alone.
  staleTime: Number.POSITIVE_INFINITY,
})
