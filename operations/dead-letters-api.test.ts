import Type from 'typebox'
import { describe, expect, it } from 'vitest'
import { memoryDeadLetters } from '../adapters/memory/dead-letters.ts'
import { contractCheck } from '../kernel/contract-check.ts'
import type { Audit } from '../kernel/context.ts'
import type { DeliveredMessage } from '../kernel/message-bus.ts'
import { messageContract } from '../kernel/message-contract.ts'
import type { Role } from '../kernel/role.ts'
import { startGateway, testIds } from '../testing/gateway.ts'
import { deadLetterBatchRoutes } from './dead-letter-batches-api.ts'
import { deadLetterRoutes } from './dead-letters-api.ts'

const sent = messageContract({
  name: 'ParcelSent',
  version: 1,
  classification: 'fct',
  domain: 'prc',
  source: 'parcels',
  summary: 'A parcel was sent',
  payload: Type.Object(
    { parcelId: Type.String(), weight: Type.Integer() },
    { additionalProperties: false },
  ),
  key: 'parcelId',
  example: { parcelId: 'p-1', weight: 5 },
  partitions: 3,
  retentionMs: 1_000,
})
const topic = 'millrace.qa.prc.fct.parcels.ParcelSent'

const message = (key: string, offset: number, payload: object): DeliveredMessage => ({
  topic,
  partition: 0,
  offset: String(offset),
  attempt: 3,
  key,
  id: `m-${offset}`,
  source: '/depot',
  type: 'ParcelSent',
  time: '2026-01-01T12:00:00.000Z',
  traceparent: '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
  subject: `parcel/${key}`,
  entityVersion: 1,
  payload: JSON.stringify(payload),
  extensions: { correlationid: 'c-1' },
})

const open = async () => {
  const store = memoryDeadLetters({ now: () => Date.now() })
  const acts: string[] = []
  const audit: Pick<Audit, 'acted'> = {
    acted: async ({ actor, action, thing, reason = '-' }) =>
      void acts.push([actor, action, thing.replaceAll(/[0-9a-f-]{36}/g, '…'), reason].join(', ')),
  }
  const desk = { store, check: contractCheck([sent], 'qa'), ids: testIds, audit }
  const { ask } = await startGateway([...deadLetterRoutes(desk), ...deadLetterBatchRoutes(desk)])
  const call = async (role: Role, method: string, path: string, body?: object) => {
    const answer = await ask(role, path, {
      method,
      ...(body
        ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
        : {}),
    })
    return {
      status: answer.status,
      // The shape of an answer is what the tests are about.
      // oxlint-disable-next-line typescript/no-explicit-any
      body: (await answer.json()) as any,
    }
  }
  const put = async (key: string, offset: number, payload: object, reason = 'schema-mismatch') => {
    const one = message(key, offset, payload)
    await store.add({ group: 'shop', message: one, reason, error: 'it is wrong', attempts: 3 })
    return store.letters.find((letter) => letter.message.id === one.id)?.letterId ?? ''
  }
  return { store, acts, call, put, states: () => store.letters.map(({ state }) => state) }
}

describe('Dead letters over HTTP', () => {
  it('are counted by their reason, and listed without what they say', async () => {
    const { call, put } = await open()
    await put('p-1', 1, { parcelId: 'p-1', weight: 'five' })
    await put('p-1', 2, { parcelId: 'p-1', weight: 6 }, 'waits-behind')
    const counted = await call('viewer', 'GET', '/v1/dead-letters/summary')
    expect(counted.body).toMatchObject({
      items: [
        { group: 'shop', topic, reason: 'schema-mismatch', state: 'dead', letters: 1 },
        { reason: 'waits-behind', state: 'waiting', letters: 1 },
      ],
    })
    const listed = await call('viewer', 'GET', '/v1/dead-letters?state=dead&limit=1')
    expect(listed.body).toMatchObject({
      items: [{ messageId: 'm-1', key: 'p-1', subject: 'parcel/p-1', attempts: 3 }],
    })
    expect(JSON.stringify(listed.body)).not.toContain('five')
    const all = await call('viewer', 'GET', '/v1/dead-letters?limit=1')
    const rest = await call('viewer', 'GET', `/v1/dead-letters?limit=1&cursor=${all.body.next}`)
    expect([all.body.items[0].messageId, rest.body.items[0].messageId]).toEqual(['m-2', 'm-1'])
    expect((await call('viewer', 'GET', '/v1/dead-letters?cursor=x')).status).toBe(400)
  })

  it('show which field does not fit, and that somebody looked', async () => {
    const { call, put } = await open()
    const id = await put('p-1', 1, { parcelId: 'p-1', weight: 'five' })
    expect((await call('viewer', 'GET', `/v1/dead-letters/${id}`)).status).toBe(403)
    await call('operator', 'GET', `/v1/dead-letters/${id}`)
    const { body } = await call('compliance', 'GET', `/v1/dead-letters/${id}`)
    expect(body).toMatchObject({
      headers: { id: 'm-1', source: '/depot', correlationid: 'c-1', entityversion: '1' },
      payload: '{"parcelId":"p-1","weight":"five"}',
      schema: '/schemas/parcels.ParcelSent.json',
      misfit: {
        reason: 'schema-mismatch',
        detail: { fields: [{ field: '/weight', keyword: 'type' }] },
      },
      history: [
        { action: 'set-aside', actor: 'bus:shop' },
        { action: 'shown', actor: 'user:operator' },
        { action: 'shown', actor: 'user:compliance' },
      ],
    })
    const unknown = await call('operator', 'GET', `/v1/dead-letters/${testIds.next()}`)
    expect(unknown.status).toBe(404)
  })

  it('can be put right by an operator, and only into what keeps to the contract', async () => {
    const { call, put } = await open()
    const id = await put('p-1', 1, { parcelId: 'p-1', weight: 'five' })
    const edit = (role: Role, payload: string) =>
      call(role, 'PUT', `/v1/dead-letters/${id}/payload`, { payload, why: 'a word for a number' })
    const right = '{"parcelId":"p-1","weight":5}'
    expect((await edit('approver', right)).status).toBe(403)
    for (const [wrong, field, reason] of [
      ['{', '', 'not json'],
      ['{"parcelId":"p-1"}', '', 'breaks the rule "required" of its schema'],
      ['{"parcelId":"p-1","weight":"5"}', '/weight', 'breaks the rule "type" of its schema'],
      ['{"parcelId":"p-2","weight":5}', '/parcelId', 'must stay what it was'],
    ] as const)
      expect((await edit('operator', wrong)).body).toMatchObject({
        type: '/problems/payload-misfit',
        status: 422,
        fields: [{ field: `body/payload${field}`, reason }],
      })
    expect(await edit('operator', right)).toMatchObject({ status: 200, body: { isEdited: true } })
    const { body } = await call('operator', 'GET', `/v1/dead-letters/${id}`)
    expect(body).toMatchObject({ payload: right })
    expect(body.misfit).toBeUndefined()
    await call('operator', 'POST', `/v1/dead-letters/${id}/redrive`, {})
    expect((await edit('operator', right)).status).toBe(409)
  })

  it('are redriven or discarded one by one, by an operator who says why', async () => {
    const { call, put, states } = await open()
    const [one, other] = [await put('p-1', 1, {}), await put('p-2', 2, {})]
    const waiting = await put('p-2', 3, {}, 'waits-behind')
    const act = (id: string, verb: string, body: object = { why: 'a test' }) =>
      call('operator', 'POST', `/v1/dead-letters/${id}/${verb}`, body)
    expect((await act(one, 'redrive')).body).toMatchObject({ state: 'redriving' })
    expect((await act(one, 'redrive')).status).toBe(409)
    expect((await act(other, 'discard', {})).status).toBe(400)
    expect((await act(waiting, 'redrive')).status).toBe(409)
    expect((await act(other, 'discard')).body).toMatchObject({ state: 'discarded' })
    expect(states()).toEqual(['redriving', 'discarded', 'redriving'])
    expect((await act(testIds.next(), 'discard')).status).toBe(404)
    expect((await call('viewer', 'POST', `/v1/dead-letters/${one}/redrive`, {})).status).toBe(403)
  })
})

describe('Many dead letters at once', () => {
  const proposal = {
    does: 'redrive',
    filter: { reason: 'schema-mismatch' },
    ratePerSecond: 5,
    why: 'the sender is fixed',
  }

  it('are an exact set that is shown before anybody approves', async () => {
    const { call, put, states } = await open()
    const ids = [await put('p-1', 1, {}), await put('p-2', 2, {})]
    await put('p-3', 3, {}, 'handler-failed')
    const { status, body } = await call('operator', 'POST', '/v1/dead-letter-batches', proposal)
    expect([status, body.letters, body.state]).toEqual([201, 2, 'proposed'])
    await put('p-4', 4, {})
    const path = `/v1/dead-letter-batches/${body.batchId}`
    const shown = await call('viewer', 'GET', path)
    expect(shown.body.items.map(({ letterId }: { letterId: string }) => letterId)).toEqual(ids)
    expect(states()).toEqual(['dead', 'dead', 'dead', 'dead'])
    expect((await call('operator', 'POST', `${path}/approve`, {})).status).toBe(403)
    const approved = await call('approver', 'POST', `${path}/approve`, { why: 'seen' })
    expect(approved.body).toMatchObject({
      state: 'approved',
      proposed: { actor: 'user:operator', why: 'the sender is fixed' },
      decided: { actor: 'user:approver', why: 'seen' },
    })
    expect(states()).toEqual(['redriving', 'redriving', 'dead', 'dead'])
    expect((await call('approver', 'POST', `${path}/deny`, {})).status).toBe(409)
    const { body: all } = await call('viewer', 'GET', '/v1/dead-letter-batches')
    expect(all.items).toHaveLength(1)
  })

  it('are not approved by whoever proposed them', async () => {
    const { store, call, put } = await open()
    await put('p-1', 1, {})
    const batchId = testIds.next()
    const by = { actor: 'user:approver', at: 1 }
    const filter = {}
    await store.propose({ batchId, does: 'discard', filter, ratePerSecond: 1, proposed: by }, 10)
    const answer = await call('approver', 'POST', `/v1/dead-letter-batches/${batchId}/approve`, {})
    expect(answer).toMatchObject({
      status: 403,
      body: { type: '/problems/proposer-cannot-approve' },
    })
    const denied = await call('approver', 'POST', `/v1/dead-letter-batches/${batchId}/deny`, {})
    expect(denied.body).toMatchObject({ state: 'denied' })
  })

  it('need something that is dead', async () => {
    const { call } = await open()
    expect(await call('operator', 'POST', '/v1/dead-letter-batches', proposal)).toMatchObject({
      status: 422,
      body: { type: '/problems/nothing-dead' },
    })
    const unknown = `/v1/dead-letter-batches/${testIds.next()}`
    expect((await call('viewer', 'GET', unknown)).status).toBe(404)
  })

  it('leave a line in the audit for whatever is done with them, before it is done', async () => {
    const { acts, call, put } = await open()
    const [first, second] = [
      await put('p-1', 1, { parcelId: 'p-1', weight: 'five' }),
      await put('p-2', 2, { parcelId: 'p-2', weight: 'six' }),
    ]
    const payload = JSON.stringify({ parcelId: 'p-1', weight: 5 })
    await call('compliance', 'GET', `/v1/dead-letters/${first}`)
    await call('operator', 'PUT', `/v1/dead-letters/${first}/payload`, { payload, why: 'a typo' })
    await call('operator', 'POST', `/v1/dead-letters/${first}/redrive`, {})
    const why = 'of a test'
    const proposed = await call('operator', 'POST', '/v1/dead-letter-batches', {
      does: 'discard',
      filter: { key: 'p-2' },
      why,
    })
    const { batchId } = proposed.body as { batchId: string }
    await call('approver', 'POST', `/v1/dead-letter-batches/${batchId}/approve`, {})
    const done = [
      'user:compliance, dead-letter-shown, dead letter …, -',
      'user:operator, dead-letter-edited, dead letter …, a typo',
      'user:operator, dead-letter-redriven, dead letter …, -',
      'user:operator, batch-to-discard-proposed, batch … of dead letters, of a test',
      'user:approver, batch-to-discard-approved, batch … of dead letters, -',
    ]
    expect(acts).toEqual(done)
    // What cannot be done is none.
    await call('operator', 'POST', `/v1/dead-letters/${second}/discard`, { why })
    await call('operator', 'PUT', `/v1/dead-letters/${second}/payload`, {
      payload: JSON.stringify({ parcelId: 'p-2', weight: 5 }),
      why,
    })
    await call('approver', 'POST', `/v1/dead-letter-batches/${batchId}/deny`, {})
    expect(acts).toEqual(done)
  })

  it('are not touched where the audit cannot take it down', async () => {
    const store = memoryDeadLetters()
    const audit = { acted: () => Promise.reject(new Error('the log is away')) }
    const { ask } = await startGateway(
      deadLetterRoutes({ store, check: contractCheck([sent], 'qa'), audit }),
    )
    const one = message('p-1', 1, { parcelId: 'p-1' })
    await store.add({ group: 'shop', message: one, reason: 'x', error: 'y', attempts: 1 })
    const [letter] = store.letters
    const answer = await ask('operator', `/v1/dead-letters/${letter?.letterId}/redrive`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    })
    expect(answer.status).toBe(500)
    expect(store.letters[0]?.state).toBe('dead')
  })
})
