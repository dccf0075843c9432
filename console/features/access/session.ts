import { queryOptions, type QueryClient } from '@tanstack/react-query'
import type { SignedIn } from '../../../contexts/access/contract.ts'
import { call, rememberCsrfToken } from '../../api/client.ts'
import { ApiProblem } from '../../api/problem.ts'

/** Null where nobody is signed in. */
export const sessionQuery = queryOptions<SignedIn | null, ApiProblem>({
  queryKey: ['session'],
  queryFn: async () => {
    try {
      return remember(await call<SignedIn>('/v1/session'))
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) return remember(null)
      throw error
    }
  },
  staleTime: 60_000,
})

export const signIn = async (
  client: QueryClient,
  username: string,
  password: string,
): Promise<void> => {
  const body = { username, password }
  const session = await call<SignedIn>('/v1/sessions', { method: 'POST', body })
  client.setQueryData(sessionQuery.queryKey, remember(session))
}

/** Forgets everything that was read, also where the server could not be told. */
export const signOut = async (client: QueryClient): Promise<void> => {
  await call('/v1/session', { method: 'DELETE' }).catch(() => undefined)
  remember(null)
  client.clear()
  client.setQueryData(sessionQuery.queryKey, null)
}

const remember = <Known extends SignedIn | null>(session: Known): Known => {
  rememberCsrfToken(session?.csrfToken)
  return session
}

/** The session as it is known: asked for once, and changed by signing in and out. */
export const knownSession = async (client: QueryClient): Promise<SignedIn | null> =>
  client.query({ ...sessionQuery, staleTime: 'static' })
