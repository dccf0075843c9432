import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a receiver learns of a delivery. */
export type Verified =
  | { readonly ok: true; readonly id: string; readonly event: WebhookEvent }
  | {
      readonly ok: false
      readonly reason: 'headers-missing' | 'timestamp-off' | 'signature-wrong' | 'body-malformed'
    }

export interface WebhookEvent {
  readonly id: string
  readonly type: string
  readonly bodyVersion: number
  readonly time: string
  readonly subject: { readonly type: string; readonly id: string }
  readonly sequence: number
  readonly data: Readonly<Record<string, unknown>>
  readonly resource: Readonly<Record<string, unknown>> | null
}

export interface VerifyOptions {
  /** Milliseconds since the epoch. */
  readonly now?: number
  /** A delivery that was signed longer ago, or so far ahead, may be somebody's recording. */
  readonly toleranceMs?: number
}

/**
 * Whether a delivery comes from Millrace and from now. `body` is what came over the wire, byte for byte: JSON that was
 * parsed and written again is another text. Give every secret that may still sign, so that a rotation goes unnoticed.
 *
 * It may come again, rightly: remember each `id` for as long as `toleranceMs` at least, and answer 200 to a known one.
 */
export const verifyWebhook = (
  secrets: readonly string[],
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  body: string | Uint8Array,
  { now = Date.now(), toleranceMs = 5 * 60_000 }: VerifyOptions = {},
): Verified => {
  const id = headers['webhook-id']
  const timestamp = headers['webhook-timestamp']
  const signatures = headers['webhook-signature']
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string')
    return { ok: false, reason: 'headers-missing' }
  const signedAt = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) * 1_000 : Number.NaN
  if (!(Math.abs(now - signedAt) <= toleranceMs)) return { ok: false, reason: 'timestamp-off' }
  const expected = secrets.map((secret) => signatureOf(secret, id, timestamp, body))
  const given = signatures
    .split(' ')
    .flatMap((text) => (text.startsWith('v1,') ? [text.slice(3)] : []))
  if (!given.some((one) => expected.some((other) => isSame(Buffer.from(one, 'base64'), other))))
    return { ok: false, reason: 'signature-wrong' }
  try {
    const event = JSON.parse(Buffer.from(body).toString('utf8')) as WebhookEvent
    return { ok: true, id, event }
  } catch {
    return { ok: false, reason: 'body-malformed' }
  }
}

const signatureOf = (
  secret: string,
  id: string,
  timestamp: string,
  body: string | Uint8Array,
): Buffer =>
  createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
    .update(`${id}.${timestamp}.`)
    .update(body)
    .digest()

const isSame = (one: Buffer, other: Buffer): boolean =>
  one.length === other.length && timingSafeEqual(one, other)
