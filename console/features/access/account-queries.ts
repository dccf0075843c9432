import { queryOptions } from '@tanstack/react-query'
import type { Factors, Session } from '../../../contexts/access/contract.ts'
import { call } from '../../api/client.ts'
import type { ApiProblem } from '../../api/problem.ts'

/** What proves the person who is signed in, besides the password. */
export const ownFactors = queryOptions<Factors, ApiProblem>({
  queryKey: ['account', 'factors'],
  queryFn: async ({ signal }) => call('/v1/account/factors', { signal }),
})

export interface Sessions {
  readonly items: readonly Session[]
  readonly position: string
}

export const ownSessions = queryOptions<Sessions, ApiProblem>({
  queryKey: ['account', 'sessions'],
  queryFn: async ({ signal }) => call('/v1/account/sessions', { signal }),
  refetchInterval: 30_000,
})

export const sessionsOf = (userId: string) =>
  queryOptions<Sessions, ApiProblem>({
    queryKey: ['access', 'sessions', userId],
    queryFn: async ({ signal }) => call(`/v1/users/${userId}/sessions`, { signal }),
  })
