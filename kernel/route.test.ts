import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Outcome } from './handle-command.ts'
import { ok, outcomeReply, positionToken, problemReply, readPositionToken } from './route.ts'

const accepted: Extract<Outcome, { kind: 'accepted' }> = {
  kind: 'accepted',
  position: 7,
  versions: {},
  fresh: true,
}
const refused: Extract<Outcome, { kind: 'refused' }> = {
  kind: 'refused',
  refusal: { refused: 'capture-exceeds-authorization', detail: { remaining: '500' } },
  position: 7,
  fresh: true,
}
const replyTo = (outcome: Outcome, refusals: Record<string, number> = {}) =>
  outcomeReply(outcome, refusals, ({ position }) => ({ ...ok({ position }), etag: '3' }))

describe('The answer to a command', () => {
  it('shows what was accepted', () => {
    expect(replyTo(accepted)).toEqual({ status: 200, body: { position: 7 }, etag: '3' })
  })

  it.each([accepted, refused])('says that it is that of an earlier request: $kind', (outcome) => {
    const [first, again] = [replyTo(outcome), replyTo({ ...outcome, fresh: false })]
    expect(first.headers ?? {}).not.toMatchObject({ 'idempotency-replayed': 'true' })
    expect(again).toEqual({
      ...first,
      headers: { ...first.headers, 'idempotency-replayed': 'true' },
    })
  })

  it('keeps what the route itself says in its headers when it repeats itself', () => {
    const located = () => ({ ...ok({}), status: 201, headers: { location: '/v1/payments/1' } })
    expect(outcomeReply({ ...accepted, fresh: false }, {}, located).headers).toEqual({
      location: '/v1/payments/1',
      'idempotency-replayed': 'true',
    })
  })

  it('is a problem named by the refusal, with the status that the route gave it', () => {
    const body = {
      type: '/problems/capture-exceeds-authorization',
      title: 'capture exceeds authorization',
      detail: '{"remaining":"500"}',
    }
    expect(replyTo(refused, { 'capture-exceeds-authorization': 409 })).toEqual({
      status: 409,
      body: { ...body, status: 409 },
      headers: { 'content-type': 'application/problem+json' },
    })
    expect(replyTo(refused)).toMatchObject({ status: 422, body: { ...body, status: 422 } })
  })

  it('has no detail where the refusal has none', () => {
    const bare: Outcome = { ...refused, refusal: { refused: 'overdrawn' } }
    expect(replyTo(bare).body).toEqual({
      type: '/problems/overdrawn',
      title: 'overdrawn',
      status: 422,
    })
  })

  it('tells a key that was used for something else, and does not ask to try again', () => {
    const reply = replyTo({ kind: 'other-content' })
    expect(reply).toMatchObject({ status: 422, body: { type: '/problems/idempotency-key-reused' } })
    expect(reply.headers).not.toHaveProperty('retry-after')
  })

  it.each([
    ['conflict', 409, 'busy'],
    ['in-flight', 409, 'request-in-flight'],
    ['overloaded', 503, 'overloaded'],
    ['unavailable', 503, 'log-unavailable'],
  ] as const)('asks to try again after %s', (reason, status, slug) => {
    expect(replyTo({ kind: 'failed', reason })).toMatchObject({
      status,
      body: { type: `/problems/${slug}`, status },
      headers: { 'content-type': 'application/problem+json', 'retry-after': '1' },
    })
  })
})

describe('A problem document', () => {
  it('names each bad field, and says nothing that it was not given', () => {
    const fields = [{ field: '/amount/minorUnits', reason: 'must match pattern', line: 3 }]
    expect(problemReply({ slug: 'invalid-request', status: 400, title: 'No' })).toEqual({
      status: 400,
      body: { type: '/problems/invalid-request', title: 'No', status: 400 },
      headers: { 'content-type': 'application/problem+json' },
    })
    expect(
      problemReply({ slug: 'invalid-request', status: 400, title: 'No', detail: 'why', fields })
        .body,
    ).toMatchObject({ detail: 'why', fields })
  })
})

describe('A position token', () => {
  it('gives back the place that it was made of', () => {
    const log = fc.stringMatching(/^[a-z][a-z0-9-]{0,40}$/)
    fc.assert(
      fc.property(log, fc.maxSafeNat(), (name, position) => {
        expect(readPositionToken(positionToken(name, position))).toEqual({ log: name, position })
      }),
    )
  })

  it('needs no escaping in an address', () => {
    const token = positionToken('payments', Number.MAX_SAFE_INTEGER)
    expect(encodeURIComponent(token)).toBe(token)
  })

  it.each([
    ['nothing', ''],
    ['a bare number', '17'],
    ['no log', '~17'],
    ['no position', 'payments~'],
    ['a log in upper case', 'Payments~17'],
    ['a position in upper case', 'payments~1Z'],
    ['a negative position', 'payments~-1'],
    ['a fraction', 'payments~1.5'],
    ['a position past every safe number', 'payments~zzzzzzzzzzz'],
    ['a position with a zero before it', 'payments~01'],
    ['two positions', 'payments~1~2'],
    ['a line end', 'payments~1\n'],
    ['a log that is too long', `${'p'.repeat(42)}~1`],
  ])('is not %s', (_, token) => {
    expect(readPositionToken(token)).toBeUndefined()
  })
})
