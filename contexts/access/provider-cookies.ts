import { attemptMs, providerSignInPath } from './provider-attempt.ts'
import type { Secrets } from './ports.ts'

/*
 * Two cookies that only the routes of the sign-in through a provider see. The one of the attempt must come along when
 * another site sends the browser back here, so it is `Lax`; it opens nothing by itself.
 */

const nameOf = (secrets: Secrets, what: 'attempt' | 'id'): string =>
  `millrace_${what}_${secrets.derive('session cookie name').slice(0, 8)}`

const cookie = (name: string, value: string, sameSite: 'Lax' | 'Strict', maxAgeMs: number) =>
  `${name}=${value}; HttpOnly; SameSite=${sameSite}; Path=${providerSignInPath}; Max-Age=${maxAgeMs / 1_000}`

export const attemptCookie = (secrets: Secrets, text: string): string =>
  cookie(nameOf(secrets, 'attempt'), text, 'Lax', attemptMs)

export const clearedAttemptCookie = (secrets: Secrets): string =>
  cookie(nameOf(secrets, 'attempt'), '', 'Lax', 0)

// Browsers drop longer cookies; then the provider asks whom to sign out.
const idTokenLengthMax = 3_500

/** What the provider wants to see again at the sign-out. The browser keeps it, so that we do not. */
export const idTokenCookie = (secrets: Secrets, idToken: string, maxAgeMs: number): string =>
  idToken.length <= idTokenLengthMax
    ? cookie(nameOf(secrets, 'id'), idToken, 'Strict', maxAgeMs)
    : clearedIdTokenCookie(secrets)

export const clearedIdTokenCookie = (secrets: Secrets): string =>
  cookie(nameOf(secrets, 'id'), '', 'Strict', 0)

export const attemptIn = (secrets: Secrets, header: string | undefined): string | undefined =>
  valueIn(nameOf(secrets, 'attempt'), header)

export const idTokenIn = (secrets: Secrets, header: string | undefined): string | undefined =>
  valueIn(nameOf(secrets, 'id'), header)

/** Where a cookie is there twice, one was planted, and none counts. */
const valueIn = (name: string, header = ''): string | undefined => {
  const values = header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
  return values.length === 1 && values[0] ? values[0] : undefined
}
