import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Instant } from '../../kernel/clock.ts'
import type { Caller } from '../../kernel/role.ts'

/** What a gateway tells the worker that it forwards a request to. From outside, a header of this name is dropped. */
export const admittedHeader = 'millrace-admitted'

/** A request that a gateway has let in: whose it is, and whence it came. */
export interface Admitted {
  readonly caller: Caller
  readonly requestId: string
  /** IP address of the caller. */
  readonly address: string
}

/** How far the clocks of a gateway and a worker may be apart, the way between them included. */
export const clockToleranceMs = 30_000

interface Line {
  readonly method: string
  /** Path and query, as they are sent. */
  readonly url: string
}

/**
 * What was admitted, signed together with the method and the address that it was admitted for. Good for
 * `clockToleranceMs`, and for that request line alone.
 */
export const signAdmitted = (
  secret: Buffer,
  { method, url }: Line,
  { caller, requestId, address }: Admitted,
  now: Instant,
): string => {
  const content = Buffer.from(JSON.stringify({ caller, requestId, address, at: now })).toString(
    'base64url',
  )
  return `${content}.${signature(secret, method, url, content).toString('base64url')}`
}

/** Undefined for anything that was not signed with the secret, for this request line, a moment ago. */
export const readAdmitted = (
  secret: Buffer,
  { method, url }: Line,
  header: string | readonly string[] | undefined,
  now: Instant,
): Admitted | undefined => {
  if (typeof header !== 'string') return undefined
  const [content = '', signed = '', ...rest] = header.split('.')
  const given = Buffer.from(signed, 'base64url')
  const expected = signature(secret, method, url, content)
  if (rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected))
    return undefined
  const { at, ...admitted } = JSON.parse(
    Buffer.from(content, 'base64url').toString(),
  ) as Admitted & { readonly at: Instant }
  return Math.abs(now - at) <= clockToleranceMs ? admitted : undefined
}

const signature = (secret: Buffer, method: string, url: string, content: string): Buffer =>
  createHmac('sha256', secret).update(`millrace admitted\n${method}\n${url}\n${content}`).digest()
