import { describe, expect, it } from 'vitest'
import type { Outcome } from './handle-command.ts'
import { ok, outcomeReply, problemReply } from './reply.ts'

const accepted: Extract<Outcome, { kind: 'accepted' }> = {
  kind: 'accepted',
  position: 7,
  versions: {},
  fresh: true,
  events: [],
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
      detail: 'remaining: 500',
      facts: { remaining: '500' },
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

  it('tells that the log lives on elsewhere, and does not ask to try again here', () => {
    const reply = replyTo({ kind: 'failed', reason: 'taken-over' })
    expect(reply).toMatchObject({ status: 503, body: { type: '/problems/log-taken-over' } })
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
