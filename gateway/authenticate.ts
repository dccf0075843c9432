import { hash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Instant } from '../kernel/clock.ts'
import type { Caller } from '../kernel/role.ts'
import type { Problem } from '../kernel/reply.ts'
import type { ClientCertificate } from './client-certificate.ts'
import { problem } from './problem.ts'

/** Who somebody is, by what they carry. The context `access` knows; processes hand it over. */
export interface Authenticator {
  /** Name of the session cookie. Left out: `millrace_session`. */
  readonly sessionCookieName?: string
  /** By the value of the session cookie. Undefined when there is no such session, or it has ended. */
  session(token: string): Promise<AuthenticatedSession | undefined>
  /** By what stood behind `Authorization: Bearer`. */
  apiKey(presented: string): Promise<Caller | undefined>
  /**
   * By a token that an identity provider signed; `certificate` is the fingerprint of the one that the connection has
   * shown. Left out: nobody's tokens are taken.
   */
  token?(presented: string, certificate?: string): Promise<TokenAnswer>
  /** By the certificate of the connection. Left out: certificates say nothing about anybody. */
  certificate?(certificate: ClientCertificate): Promise<TokenAnswer>
  /**
   * Tells when somebody may do less than before, so that open streams end at once. Returns a way to stop. Left out: it
   * is noticed at the next look.
   */
  onLessened?(listener: () => void): () => void
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

/** Who somebody is by something that was signed for them, or why they are nobody. */
export type TokenAnswer =
  | { readonly kind: 'caller'; readonly caller: Caller }
  /** Why, as a slug: `expired`. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Nobody can say at this moment, because the provider's keys cannot be had. */
  | { readonly kind: 'unavailable' }

export const sessionCookieNameOf = ({
  sessionCookieName = 'millrace_session',
}: Pick<Authenticator, 'sessionCookieName'>): string => sessionCookieName

export type Credentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'session'; readonly token: string }
  | { readonly kind: 'api-key'; readonly presented: string }
  | { readonly kind: 'token'; readonly presented: string; readonly certificate?: string }
  | { readonly kind: 'certificate'; readonly certificate: ClientCertificate }

/** What tells one credential from another; empty where there is none. */
export const textOf = (credentials: Credentials): string => {
  switch (credentials.kind) {
    case 'session':
      return credentials.token
    case 'api-key':
      return credentials.presented
    case 'token':
      // Ten thousand tokens as they are would be a lot to remember.
      return hash('sha256', credentials.presented, 'base64url')
    case 'certificate':
      return credentials.certificate.fingerprint
    default:
      return ''
  }
}

// A token carries groups; one that is longer than this carries something else.
const bearer = /^Bearer ([\x21-\x7e]{1,8192})$/i
/** Three parts, the last of which is empty where nobody signed. */
const signedToken = /^[\w-]+\.[\w-]*\.[\w-]*$/

/**
 * What the request carries. An Authorization header counts alone: whoever sends one means it. A certificate comes
 * last, because a browser shows the one that its machine has without being asked.
 */
export const credentialsOf = (
  { headers, certificate }: Pick<FastifyRequest, 'headers' | 'certificate'>,
  authenticator: Pick<Authenticator, 'sessionCookieName' | 'token' | 'certificate'>,
): Credentials => {
  if (headers.authorization !== undefined) {
    const presented = bearer.exec(headers.authorization)?.[1]
    if (!presented) return { kind: 'unreadable' }
    const isToken = authenticator.token !== undefined && signedToken.test(presented)
    if (!isToken) return { kind: 'api-key', presented }
    // A token may be good over a connection of its holder alone.
    return {
      kind: 'token',
      presented,
      ...(certificate && { certificate: certificate.fingerprint }),
    }
  }
  const tokens = cookieValues(headers.cookie ?? '', sessionCookieNameOf(authenticator))
  const [token] = tokens
  if (token === undefined)
    return certificate && authenticator.certificate
      ? { kind: 'certificate', certificate }
      : { kind: 'none' }
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

/** Who carries these credentials; undefined for nobody, a problem where there is more to say. */
export const authenticate = async (
  authenticator: Authenticator,
  credentials: Credentials,
): Promise<Authenticated | Problem | undefined> => {
  switch (credentials.kind) {
    case 'session':
      return authenticator.session(credentials.token)
    case 'api-key': {
      const caller = await authenticator.apiKey(credentials.presented)
      return caller && { caller }
    }
    case 'token':
      return bySignature(
        'token',
        await authenticator.token?.(credentials.presented, credentials.certificate),
      )
    case 'certificate':
      return bySignature('certificate', await authenticator.certificate?.(credentials.certificate))
    default:
      return undefined
  }
}

const providerUnavailable = problem('identity-provider-unavailable', {
  headers: { 'retry-after': '2' },
})

const unavailable = problem('unavailable', { headers: { 'retry-after': '1' } })

const bySignature = (
  what: 'token' | 'certificate',
  answer: TokenAnswer | undefined,
): Authenticated | Problem | undefined => {
  switch (answer?.kind) {
    case 'caller':
      return { caller: answer.caller }
    case 'unavailable':
      return what === 'token' ? providerUnavailable : unavailable
    case 'refused':
      return problem('unauthenticated', {
        detail: `The ${what} is refused: ${answer.reason}`,
        headers: { 'www-authenticate': `${invalidToken}, error_description="${answer.reason}"` },
      })
    default:
      return undefined
  }
}

const invalidToken = 'Bearer realm="millrace", error="invalid_token"'

/** The challenge of a 401. */
export const challenge = (credentials: Credentials): Readonly<Record<string, string>> => ({
  'www-authenticate': credentials.kind === 'none' ? 'Bearer realm="millrace"' : invalidToken,
})
