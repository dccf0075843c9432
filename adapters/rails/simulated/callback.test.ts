import { describe, expect, it } from 'vitest'
import type { RailChange } from '../../../contexts/payments/ports.ts'
import { verifyCallback } from './callback.ts'
import { sign, signatureToleranceMs } from './signature.ts'

const secret = 'the secret of both sides'
const nowMs = Date.UTC(2026, 10, 21, 12, 0, 0)

const settled: RailChange = {
  eventId: 'SR-1:2',
  submissionId: 'payment-1-1',
  railReference: 'SR-1',
  sequence: 2,
  state: 'settled',
  at: '2026-11-21T11:59:59.000Z',
}

const verifySigned = (body: string | Uint8Array) =>
  verifyCallback(body, sign(body, secret, nowMs), secret, nowMs)

describe('a callback', () => {
  it('is read when its signature is right', () => {
    expect(verifySigned(JSON.stringify(settled))).toEqual({ ok: true, callback: settled })
  })

  it('carries code and reason of a rejection', () => {
    const rejected = { ...settled, state: 'rejected', code: 'AC04', reason: 'Account closed' }
    expect(verifySigned(JSON.stringify(rejected))).toEqual({ ok: true, callback: rejected })
  })

  it('that comes again soon passes again: its event id tells', () => {
    const body = JSON.stringify(settled)
    const header = sign(body, secret, nowMs)
    const first = verifyCallback(body, header, secret, nowMs)
    expect(verifyCallback(body, header, secret, nowMs + 1000)).toEqual(first)
  })

  it('that is replayed later than the tolerance is refused', () => {
    const body = JSON.stringify(settled)
    const header = sign(body, secret, nowMs)
    const lateMs = nowMs + signatureToleranceMs + 1000
    expect(verifyCallback(body, header, secret, lateMs)).toEqual({
      ok: false,
      reason: 'signature-too-old',
    })
  })

  it('of somebody without the secret is refused before it is read', () => {
    const body = 'not even JSON'
    const header = sign(body, 'a guess', nowMs)
    expect(verifyCallback(body, header, secret, nowMs)).toEqual({
      ok: false,
      reason: 'signature-wrong',
    })
  })

  it.each([
    ['no JSON', '{"eventId":', 'body-not-json'],
    ['invalid UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22]), 'body-not-json'],
    ['another shape', '[]', 'body-not-a-callback'],
    ['an unknown state', JSON.stringify({ ...settled, state: 'lost' }), 'body-not-a-callback'],
    ['a sequence of zero', JSON.stringify({ ...settled, sequence: 0 }), 'body-not-a-callback'],
    [
      'an id that is none',
      JSON.stringify({ ...settled, submissionId: "x' or 1=1" }),
      'body-not-a-callback',
    ],
    ['a field too many', JSON.stringify({ ...settled, __proto: 1 }), 'body-not-a-callback'],
    ['a field too few', JSON.stringify({ ...settled, at: undefined }), 'body-not-a-callback'],
    ['too many bytes', ' '.repeat(64 * 1024 + 1), 'body-too-large'],
  ])('with %s is refused although it is signed', (_case, body, reason) => {
    expect(verifySigned(body)).toEqual({ ok: false, reason })
  })
})
