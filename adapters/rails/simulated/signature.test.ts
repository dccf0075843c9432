import { describe, expect, it } from 'vitest'
import { checkSignature, requestContent, sign, signatureToleranceMs } from './signature.ts'

const secret = 'the secret of both sides'
const nowMs = 1_795_000_000_000
const body = '{"state":"settled"}'

describe('a signature', () => {
  it('is the time and the keyed hash of time and body', () => {
    // Computed apart: printf '%s' '1795000000.{"state":"settled"}' | openssl dgst -sha256 -hmac "$secret"
    expect(sign(body, secret, nowMs)).toBe(
      't=1795000000,v1=6b3e461d625e89eab2dbe3ec935b182bf13c1f0cf0c80b7fef1d61ba6623f87a',
    )
  })

  it('is accepted for what was signed, as text and as bytes', () => {
    const header = sign(body, secret, nowMs)
    expect(checkSignature(body, header, secret, nowMs)).toBeUndefined()
    expect(checkSignature(Buffer.from(body), header, secret, nowMs)).toBeUndefined()
  })

  const header = sign(body, secret, nowMs)
  const renewed = header.replace(/^t=\d+/, `t=${nowMs / 1000 + 60}`)
  it.each([
    ['another body', `${body} `, header, secret, nowMs, 'signature-wrong'],
    ['another secret', body, header, 'another secret', nowMs, 'signature-wrong'],
    ['another time than was signed', body, renewed, secret, nowMs, 'signature-wrong'],
    ['no header', body, undefined, secret, nowMs, 'signature-missing'],
    ['an empty header', body, '', secret, nowMs, 'signature-missing'],
    ['no time', body, header.replace(/^t=\d+,/, ''), secret, nowMs, 'signature-malformed'],
    ['a short hash', body, header.slice(0, -2), secret, nowMs, 'signature-malformed'],
    ['two headers in one', body, `${header}, ${header}`, secret, nowMs, 'signature-malformed'],
    ['a forged old one', body, header, 'x', nowMs + 2 * signatureToleranceMs, 'signature-wrong'],
  ])('is refused with %s', (_case, content, given, key, atMs, refusal) => {
    expect(checkSignature(content, given, key, atMs)).toBe(refusal)
  })

  it('is good for five minutes in either direction, and not a second more', () => {
    const at = (offsetMs: number) => checkSignature(body, header, secret, nowMs + offsetMs)
    expect(at(signatureToleranceMs)).toBeUndefined()
    expect(at(signatureToleranceMs + 1000)).toBe('signature-too-old')
    expect(at(-signatureToleranceMs)).toBeUndefined()
    expect(at(-signatureToleranceMs - 1000)).toBe('signature-from-the-future')
  })

  it('of one request does not authorise another with the same body', () => {
    const signed = sign(requestContent('POST', '/submissions/cancel', body), secret, nowMs)
    const check = (method: string, path: string) =>
      checkSignature(requestContent(method, path, body), signed, secret, nowMs)
    expect(check('POST', '/submissions/cancel')).toBeUndefined()
    expect(check('POST', '/submissions')).toBe('signature-wrong')
    expect(check('GET', '/submissions/cancel')).toBe('signature-wrong')
  })
})
