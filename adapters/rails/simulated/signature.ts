import { createHmac, timingSafeEqual } from 'node:crypto'

/** `t=<unix seconds>,v1=<hex HMAC-SHA-256 of "<t>.<content>">` */
export const signatureHeader = 'millrace-rail-signature'

/** How far the time in a signature may be from ours, in either direction. */
export const signatureToleranceMs = 5 * 60_000

export type SignatureRefusal =
  | 'signature-missing'
  | 'signature-malformed'
  | 'signature-too-old'
  | 'signature-from-the-future'
  | 'signature-wrong'

const headerForm = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/

/** The header's value for this content. The time is part of what is signed, so it cannot be renewed. */
export const sign = (content: string | Uint8Array, secret: string, nowMs: number): string => {
  const seconds = String(Math.floor(nowMs / 1000))
  return `t=${seconds},v1=${digest(seconds, content, secret).toString('hex')}`
}

/** Undefined if the content was signed with the secret and not too long ago. Replays are not detected. */
export const checkSignature = (
  content: string | Uint8Array,
  header: string | undefined,
  secret: string,
  nowMs: number,
): SignatureRefusal | undefined => {
  if (header === undefined || header === '') return 'signature-missing'
  const [, seconds, signature] = headerForm.exec(header) ?? []
  if (seconds === undefined || signature === undefined) return 'signature-malformed'
  // Compared before the age is looked at, so that a stranger learns nothing about our clock.
  const expected = digest(seconds, content, secret)
  if (!timingSafeEqual(expected, Buffer.from(signature, 'hex'))) return 'signature-wrong'
  const ageMs = nowMs - Number(seconds) * 1000
  if (ageMs > signatureToleranceMs) return 'signature-too-old'
  return ageMs < -signatureToleranceMs ? 'signature-from-the-future' : undefined
}

/**
 * What a request signs: method and path too, so that the signature of one call cannot be
 * used for another. A callback signs its raw body alone.
 */
export const requestContent = (
  method: string,
  pathAndQuery: string,
  body: string | Uint8Array,
): Buffer => Buffer.concat([Buffer.from(`${method} ${pathAndQuery}\n`), Buffer.from(body)])

const digest = (seconds: string, content: string | Uint8Array, secret: string): Buffer =>
  createHmac('sha256', secret).update(`${seconds}.`).update(content).digest()
