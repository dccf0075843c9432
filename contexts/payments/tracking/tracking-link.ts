import type { Instant } from '../../../kernel/clock.ts'
import type { Vault } from '../../../kernel/personal-data.ts'

/** Who follows the payment with it. */
export const trackers = ['payer', 'payee'] as const
export type Tracker = (typeof trackers)[number]

export interface TrackingLink {
  readonly paymentId: string
  readonly tracker: Tracker
  /** Good until then. */
  readonly expiresAt: Instant
}

/** Whole seconds, because each character of a link is one that somebody may have to type. */
const secondMs = 1_000

/**
 * `<payment>.<tracker>.<expiry>.<signature>`: whoever has it may look, and nobody can make another one of it. The
 * signature is keyed by the vault, so links of one installation say nothing to another, and none is stored.
 */
export const tokenOf = (vault: Vault, { paymentId, tracker, expiresAt }: TrackingLink): string => {
  const said = `${paymentId}.${tracker}.${Math.floor(expiresAt / secondMs).toString(36)}`
  return `${said}.${sign(vault, said)}`
}

/** The inverse of `tokenOf`; undefined for anything that this installation has not signed. */
export const readToken = (vault: Vault, token: string): TrackingLink | undefined => {
  const [, said = '', paymentId = '', tracker, expiry = '', signature = ''] =
    tokenPattern.exec(token) ?? []
  if (!isTracker(tracker) || !isEqual(signature, sign(vault, said))) return undefined
  return { paymentId, tracker, expiresAt: Number.parseInt(expiry, 36) * secondMs }
}

const tokenPattern = /^(([0-9a-f-]{36})\.(payer|payee)\.([0-9a-z]{1,9}))\.([A-Za-z0-9_-]{43})$/

const sign = (vault: Vault, said: string): string => vault.blindIndex('tracking-link', said)

const isTracker = (text: string | undefined): text is Tracker =>
  trackers.some((tracker) => tracker === text)

/** Takes as long for a wrong first character as for a wrong last one. */
const isEqual = (given: string, right: string): boolean => {
  if (given.length !== right.length) return false
  let difference = 0
  for (let index = 0; index < right.length; index++)
    difference |= given.charCodeAt(index) ^ right.charCodeAt(index)
  return difference === 0
}
