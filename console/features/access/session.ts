import { hashKey, queryOptions, type QueryClient } from '@tanstack/react-query'
import type { SecondFactorNeeded, SignedIn, UsePasskey } from '../../../contexts/access/contract.ts'
import { call, refreshCsrfTokenWith, rememberCsrfToken } from '../../api/client.ts'
import { ApiProblem } from '../../api/problem.ts'
import { askForPasskey, type PasskeyUsed } from './browser-passkeys.ts'
import { providerSignOutAddress, signInMethodsQuery } from './provider-sign-in.tsx'

/** What somebody gave as a proof; one of them. */
export interface TypedProof {
  readonly password?: string
  readonly code?: string
  readonly recoveryCode?: string
  readonly passkey?: PasskeyUsed
}

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
  // In another window somebody may have signed out, or signed in as somebody else.
  refetchOnWindowFocus: 'always',
})

/**
 * What one person was shown is not for the next one: where somebody else is signed in, in this window or in another of
 * the browser, everything that was read is forgotten, and what is on the page is read again.
 */
export const forgetForOthers = (client: QueryClient): void => {
  let known: string | undefined
  client.getQueryCache().subscribe(({ type, query }) => {
    if (type !== 'updated' || query.queryHash !== hashKey(sessionQuery.queryKey)) return
    const actor = client.getQueryData(sessionQuery.queryKey)?.actor
    if (actor === undefined || actor === known) return
    const isOther = known !== undefined
    known = actor
    if (isOther) void client.resetQueries({ predicate: (other) => other !== query })
  })
  refreshCsrfTokenWith(async () => {
    const before = known
    keepSession(client, await call<SignedIn>('/v1/session'))
    return before === known
  })
}

/** What is still to be proved, or nothing where somebody is signed in now. */
export const signIn = async (
  client: QueryClient,
  username: string,
  password: string,
): Promise<SecondFactorNeeded | undefined> => {
  const answer = await call<SignedIn | SecondFactorNeeded>('/v1/sessions', {
    method: 'POST',
    body: { username, password },
    isSigningIn: true,
  })
  if ('next' in answer) return answer
  keepSession(client, answer)
  return undefined
}

/** The second step of a sign-in. */
export const completeSignIn = async (
  client: QueryClient,
  { challenge }: SecondFactorNeeded,
  proof: TypedProof,
): Promise<void> => {
  const body = { challenge, ...proof }
  const path = '/v1/sessions/second-factor'
  keepSession(client, await call<SignedIn>(path, { method: 'POST', body, isSigningIn: true }))
}

/** Without a name or a password. */
export const signInWithPasskey = async (client: QueryClient): Promise<void> => {
  const begun = { method: 'POST', isSigningIn: true } as const
  const asked = await call<{ challenge: string; passkey: UsePasskey }>(
    '/v1/sessions/passkey-challenge',
    begun,
  )
  const passkey = await askForPasskey(asked.passkey)
  const body = { challenge: asked.challenge, passkey }
  keepSession(client, await call<SignedIn>('/v1/sessions/passkey', { ...begun, body }))
}

/** Somebody is signed in, or has proved that it is still them: the session has another token now. */
export const keepSession = (client: QueryClient, session: SignedIn): void => {
  client.setQueryData(sessionQuery.queryKey, remember(session))
}

/** Forgets everything that was read, also where the server could not be told. */
export const signOut = async (client: QueryClient): Promise<void> => {
  const methods = await client.query(signInMethodsQuery).catch(() => undefined)
  await call('/v1/session', { method: 'DELETE' }).catch(() => undefined)
  remember(null)
  client.clear()
  client.setQueryData(sessionQuery.queryKey, null)
  // Whoever did not come from there is led back at once.
  if (methods?.provider) location.assign(providerSignOutAddress)
}

const remember = <Known extends SignedIn | null>(session: Known): Known => {
  rememberCsrfToken(session?.csrfToken)
  return session
}

/** The session as it is known: asked for once, and changed by signing in and out. */
export const knownSession = async (client: QueryClient): Promise<SignedIn | null> =>
  client.query({ ...sessionQuery, staleTime: 'static' })
