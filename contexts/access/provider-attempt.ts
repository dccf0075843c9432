import type { Instant } from '../../kernel/clock.ts'
import type { Secrets, SignInAttempt } from './ports.ts'

/** How long somebody may take at the provider. */
export const attemptMs = 10 * 60_000

/** Where the routes of the sign-in through a provider lie; their cookies go nowhere else. */
export const providerSignInPath = '/v1/provider-sign-in'

/** What is remembered while a browser is at the provider. It travels in a cookie, and nothing of it is kept here. */
export interface KnownAttempt {
  /** The cookie's value; all secrets of the attempt are derived from the whole of it. */
  readonly text: string
  readonly beganAt: Instant
  /** Whether the person has to prove themselves to the provider, even if it knows them. */
  readonly provesAgain: boolean
  /** Digest of the session that the browser had. */
  readonly replaces?: string
  readonly to: string
}

/** A page of the console. Anything else, another site's address above all, is the first page. */
export const ownPage = (to: string | undefined): string =>
  to !== undefined && ownPagePattern.test(to) && !to.startsWith('/v1/') ? to : '/payments'

// Browsers take `//x`, `/\x` and, without control characters, `/<tab>/x` for another host.
const ownPagePattern = /^\/(?:[A-Za-z0-9._~!$&'()*+,;=:@%?#-][\x21-\x5b\x5d-\x7e]{0,498})?$/

export const newAttempt = (
  secrets: Secrets,
  { beganAt, provesAgain, replaces, to }: Omit<KnownAttempt, 'text'>,
): KnownAttempt => {
  const kind = provesAgain ? 'again' : 'once'
  const parts = [secrets.random(), beganAt.toString(36), kind, replaces ?? '', pathText(to)]
  const known = { text: parts.join('~'), beganAt, provesAgain, to }
  return replaces === undefined ? known : { ...known, replaces }
}

const pathText = (to: string): string => encodeURIComponent(to)

const attemptPattern =
  /^[A-Za-z0-9_-]{43}~([0-9a-z]{1,11})~(again|once)~([A-Za-z0-9_-]{43})?~([\x21-\x7e]{1,1500})$/

/** The inverse of `newAttempt`; undefined for anything else. Whether it is ours shows in what is derived from it. */
export const readAttempt = (text: string): KnownAttempt | undefined => {
  const [, began = '', kind, replaces, to = ''] = attemptPattern.exec(text) ?? []
  if (kind === undefined) return undefined
  const known = {
    text,
    beganAt: Number.parseInt(began, 36),
    provesAgain: kind === 'again',
    to: ownPage(decoded(to)),
  }
  return replaces === undefined ? known : { ...known, replaces }
}

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** Nobody who has not the cookie and our key can name any of the three, and another cookie has others. */
export const secretsOf = (secrets: Secrets, { text }: KnownAttempt): SignInAttempt => ({
  state: secrets.derive('provider sign-in state', text),
  nonce: secrets.derive('provider sign-in nonce', text),
  codeVerifier: secrets.derive('provider sign-in verifier', text),
})
