import { timingSafeEqual } from 'node:crypto'
import type { Problem } from '../kernel/reply.ts'
import { problem } from './problem.ts'

/** Compares in a time that tells nothing about where two texts differ. */
export const isSameSecret = (one: string, other: string): boolean => {
  const [left, right] = [Buffer.from(one), Buffer.from(other)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** Browsers name the page that a changing call comes from; programs do not. */
export const originFailure = (origin: string | undefined, host: string): Problem | undefined =>
  origin === undefined || hostOf(origin) === host.toLowerCase()
    ? undefined
    : problem('foreign-origin')

const hostOf = (origin: string): string | undefined =>
  URL.canParse(origin) ? new URL(origin).host : undefined

/** A cookie comes along by itself, so a call that changes something must carry the session's own token too. */
export const csrfFailure = (
  header: string | readonly string[] | undefined,
  csrfToken: string,
): Problem | undefined =>
  typeof header === 'string' && isSameSecret(header, csrfToken)
    ? undefined
    : problem('csrf-token-mismatch')
