import type { Instant } from '../../kernel/clock.ts'
import type { Secrets } from './ports.ts'

/** What somebody was asked to do next. A challenge of one purpose is worth nothing for another. */
export type ChallengePurpose =
  | 'second-factor'
  | 'passkey-sign-in'
  | 'proof'
  | 'totp-enrolment'
  | 'passkey-registration'

/** How long an answer may take; people look for their telephones. */
export const challengeMs = 5 * 60_000

export interface Challenge {
  /** What is kept of it once it was answered: it cannot be answered twice. */
  readonly challengeId: string
  /** Whom it was given to; undefined where nobody is known yet. */
  readonly userId?: string
}

interface Asked {
  readonly purpose: ChallengePurpose
  readonly userId?: string
  /** What it depends on besides: where that is another one by then, the challenge is void. */
  readonly boundTo?: string
}

const pattern =
  /^([a-z-]{5,20})\.([0-9a-f-]{36}|nobody)\.([0-9a-z]{1,11})\.([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})$/

/**
 * A text that says by itself what it is for, for whom, and until when, signed with the installation's key. Nothing
 * is kept when it is given out, so that strangers cannot fill the log, and every process can read it.
 */
export const giveChallenge = (
  secrets: Secrets,
  { purpose, userId = 'nobody', boundTo = '' }: Asked,
  now: Instant,
): string => {
  const until = (now + challengeMs).toString(36)
  const said = [purpose, userId, until, secrets.random()]
  return [...said, signatureOf(secrets, said, boundTo)].join('.')
}

/** The inverse; undefined for what is forged, over, for another purpose, or bound to something else. */
export const readChallenge = (
  secrets: Secrets,
  text: string,
  { purpose, boundTo = '' }: Omit<Asked, 'userId'>,
  now: Instant,
): Challenge | undefined => {
  const [, ...parts] = pattern.exec(text) ?? []
  const signature = parts.pop()
  const [given, userId, until] = parts
  if (!signature || given !== purpose || !until || now >= Number.parseInt(until, 36))
    return undefined
  if (!secrets.same(signature, signatureOf(secrets, parts, boundTo))) return undefined
  const challengeId = secrets.digest(text)
  return userId === undefined || userId === 'nobody' ? { challengeId } : { challengeId, userId }
}

/** Whom a challenge says that it is for, before it can be read: what it is bound to depends on them. */
export const challengedUser = (text: string): string | undefined => {
  const userId = pattern.exec(text)?.[2]
  return userId === 'nobody' ? undefined : userId
}

/** What an authenticator signs: 256 bits that nobody can foretell, and that need no keeping either. */
export const authenticatorChallenge = (secrets: Secrets, text: string): string =>
  secrets.derive('authenticator challenge', text)

const signatureOf = (secrets: Secrets, said: readonly string[], boundTo: string): string =>
  secrets.derive('challenge', ...said, boundTo)
