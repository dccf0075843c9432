import type { Secrets } from './ports.ts'
import { sessionMs } from './session.ts'

const attributes = 'HttpOnly; SameSite=Strict; Path=/'

/**
 * A browser sends a host's cookies to all of its ports, so each installation has a name of its own: signing in to
 * one would sign out of the other.
 */
export const sessionCookieNameOf = (secrets: Secrets): string =>
  `millrace_session_${secrets.derive('session cookie name').slice(0, 8)}`

/** The gateway adds `Secure` where the browser came over TLS. */
export const sessionCookie = (
  secrets: Secrets,
  token: string,
  longestMs: number = sessionMs,
): string =>
  `${sessionCookieNameOf(secrets)}=${token}; ${attributes}; Max-Age=${Math.floor(longestMs / 1_000)}`

export const clearedSessionCookie = (secrets: Secrets): string =>
  `${sessionCookieNameOf(secrets)}=; ${attributes}; Max-Age=0`

/** The token in a `cookie` header. Where the cookie is there twice, one was planted, and none counts. */
export const sessionTokenIn = (
  secrets: Secrets,
  header: string | undefined,
): string | undefined => {
  const start = `${sessionCookieNameOf(secrets)}=`
  const tokens = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(start))
    .map((pair) => pair.slice(start.length))
  return tokens.length === 1 && tokens[0] ? tokens[0] : undefined
}
