import type { IncomingHttpHeaders } from 'node:http'
import type { Instant } from '../kernel/clock.ts'
import type { Caller } from '../kernel/role.ts'

/** Who somebody is, by what they carry. The context `access` knows; processes hand it over. */
export interface Authenticator {
  /** Name of the session cookie. Left out: `millrace_session`. */
  readonly sessionCookieName?: string
  /** By the value of the session cookie. Undefined when there is no such session, or it has ended. */
  session(token: string): Promise<AuthenticatedSession | undefined>
  /** By what stood behind `Authorization: Bearer`. */
  apiKey(presented: string): Promise<Caller | undefined>
}

/** Who a session is of. */
export interface AuthenticatedSession {
  readonly caller: Caller
  readonly csrfToken: string
  /** Until when the last proof of the person counts as fresh. Left out: always. */
  readonly freshUntil?: Instant
  /** How the person can prove themselves again. */
  readonly proofs?: readonly string[]
}

export const sessionCookieNameOf = ({
  sessionCookieName = 'millrace_session',
}: Pick<Authenticator, 'sessionCookieName'>): string => sessionCookieName

export type Credentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'session'; readonly token: string }
  | { readonly kind: 'api-key'; readonly presented: string }

/** What tells one credential from another; empty where there is none. */
export const textOf = (credentials: Credentials): string => {
  switch (credentials.kind) {
    case 'session':
      return credentials.token
    case 'api-key':
      return credentials.presented
    default:
      return ''
  }
}

const bearer = /^Bearer ([\x21-\x7e]{1,512})$/i

/** What the request carries. An Authorization header counts alone: whoever sends one means it. */
export const credentialsOf = (
  headers: IncomingHttpHeaders,
  authenticator: Pick<Authenticator, 'sessionCookieName'>,
): Credentials => {
  if (headers.authorization !== undefined) {
    const presented = bearer.exec(headers.authorization)?.[1]
    return presented ? { kind: 'api-key', presented } : { kind: 'unreadable' }
  }
  const tokens = cookieValues(headers.cookie ?? '', sessionCookieNameOf(authenticator))
  const [token] = tokens
  if (token === undefined) return { kind: 'none' }
  // Two cookies of one name: one of them was planted by somebody else, and nobody can tell which.
  return tokens.length === 1 ? { kind: 'session', token } : { kind: 'unreadable' }
}

const cookieValues = (header: string, name: string): readonly string[] =>
  header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
    .filter((value) => value !== '' && value.length <= 512)

/** A caller, and the token that shows that a call comes from a page of ours, where a cookie came along. */
export interface Authenticated {
  readonly caller: Caller
  readonly csrfToken?: string
  readonly freshUntil?: Instant
  readonly proofs?: readonly string[]
}

export const authenticate = async (
  authenticator: Authenticator,
  credentials: Credentials,
): Promise<Authenticated | undefined> => {
  switch (credentials.kind) {
    case 'session':
      return authenticator.session(credentials.token)
    case 'api-key': {
      const caller = await authenticator.apiKey(credentials.presented)
      return caller && { caller }
    }
    default:
      return undefined
  }
}

/** The challenge of a 401. */
export const challenge = (credentials: Credentials): Readonly<Record<string, string>> => ({
  'www-authenticate':
    credentials.kind === 'none'
      ? 'Bearer realm="millrace"'
      : 'Bearer realm="millrace", error="invalid_token"',
})
