import type { RailCallback } from '../../../contexts/payments/ports.ts'
import { checkSignature, type SignatureRefusal } from './signature.ts'
import { fits } from './shape.ts'
import { bodyBytesMax, CallbackBody } from './wire.ts'

export type CallbackRefusal =
  | SignatureRefusal
  | 'body-too-large'
  | 'body-not-json'
  | 'body-not-a-callback'

export type VerifiedCallback =
  | { readonly ok: true; readonly callback: RailCallback }
  | { readonly ok: false; readonly reason: CallbackRefusal }

/**
 * Checks who sent a callback and what it says. A genuine one that is sent again within five minutes
 * passes here too: whoever records it knows it by its `eventId`. Pass the bytes as they came, never
 * a body that was parsed and written again, and the header `signatureHeader` names.
 */
export const verifyCallback = (
  rawBody: string | Uint8Array,
  header: string | undefined,
  secret: string,
  nowMs: number,
): VerifiedCallback => {
  const bytes = typeof rawBody === 'string' ? Buffer.from(rawBody) : rawBody
  if (bytes.length > bodyBytesMax) return { ok: false, reason: 'body-too-large' }
  const refusal = checkSignature(bytes, header, secret, nowMs)
  if (refusal) return { ok: false, reason: refusal }
  const body = parsed(bytes)
  if (body === undefined) return { ok: false, reason: 'body-not-json' }
  return fits(CallbackBody, body)
    ? { ok: true, callback: body }
    : { ok: false, reason: 'body-not-a-callback' }
}

const parsed = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}
