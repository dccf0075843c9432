import Type from 'typebox'
import { describe, expect, it } from 'vitest'
import { memoryOperations } from '../adapters/memory/operations.ts'
import type { OperationStore } from '../kernel/operation-store.ts'
import { ok, problemReply, type Reply } from '../kernel/reply.ts'
import { route, type ExchangeRoute, type Route } from '../kernel/route.ts'
import { problemIn, startGateway, type GatewaySettings } from '../testing/gateway.ts'
import { preferenceIn } from './prefer.ts'

type Handle = (body: { label: string }, commandId: string) => Promise<Reply>

const sending = (handle: Handle, more: Partial<ExchangeRoute> = {}): Route =>
  route<Record<string, never>, Record<string, never>, { label: string }>({
    method: 'POST',
    path: '/v1/parcels',
    name: 'sendParcel',
    summary: 'Send',
    tag: 'Parcels',
    access: { roles: ['operator', 'viewer'] },
    body: { schema: Type.Object({ label: Type.String() }) },
    replies: { 201: Type.Object({ label: Type.String() }) },
    refusals: { 'parcel-too-heavy': 422 },
    ...more,
    handle: ({ body, envelope }) => handle(body, envelope(body).commandId),
  })

const sent: Handle = ({ label }) =>
  Promise.resolve({ status: 201, body: { label }, headers: { location: '/v1/parcels/1' } })

const quick = { backoffMs: 1, backoffMaxMs: 2, lookEveryMs: 5 }

const start = async (
  handle: Handle,
  operationStore: OperationStore = memoryOperations(),
  settings: GatewaySettings = {},
) => {
  const running = await startGateway([sending(handle)], {
    operationStore,
    operationLimits: quick,
    ...settings,
  })
  const send = (prefer: string, key = 'k', label = 'tea') =>
    running.ask('operator', '/v1/parcels', {
      method: 'POST',
      body: JSON.stringify({ label }),
      headers: { 'idempotency-key': key, prefer },
    })
  const ended = async (path: string) => {
    await expect
      .poll(async () => (await (await running.ask('operator', path)).json()) as object)
      .not.toMatchObject({ state: 'in-progress' })
    return (await running.ask('operator', path)).json()
  }
  return { ...running, send, ended }
}

const locationOf = (response: Response): string => response.headers.get('location') ?? ''

/** A way to hold something up until the test says so. */
const gate = () => {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { open: () => open(), opened }
}

describe('A command whose caller would rather not wait', () => {
  it('is promised, carried out, and shows the answer that it would have had at once', async () => {
    const held = gate()
    const { send, ended, ask } = await start(async (body, commandId) => {
      await held.opened
      return sent(body, commandId)
    })
    const promised = await send('respond-async')
    expect([promised.status, promised.headers.get('preference-applied')]).toEqual([
      202,
      'respond-async',
    ])
    const path = locationOf(promised)
    const waiting = await ask('operator', path)
    expect(await waiting.json()).toMatchObject({ operation: 'sendParcel', state: 'in-progress' })
    expect(waiting.headers.get('retry-after')).toBe('1')
    held.open()
    expect(await ended(path)).toMatchObject({
      state: 'done',
      answer: { status: 201, headers: { location: '/v1/parcels/1' }, body: { label: 'tea' } },
    })
  })

  it('is carried out once for one key, and refused where the key was used for something else', async () => {
    const carriedOut: string[] = []
    const { send, ended } = await start((body, commandId) => {
      carriedOut.push(commandId)
      return sent(body, commandId)
    })
    const path = locationOf(await send('respond-async'))
    await ended(path)
    const again = await send('respond-async')
    expect([again.status, locationOf(again), again.headers.get('idempotency-replayed')]).toEqual([
      202,
      path,
      'true',
    ])
    const other = await send('respond-async', 'k', 'coffee')
    expect([other.status, (await problemIn(other)).type]).toEqual([
      422,
      '/problems/idempotency-key-reused',
    ])
    expect(carriedOut).toEqual([path.split('/').at(-1)])
  })

  it('is refused like any other: that is an answer', async () => {
    const refused = problemReply({ slug: 'parcel-too-heavy', status: 422, title: 'too heavy' })
    const { send, ended } = await start(() => Promise.resolve(refused))
    expect(await ended(locationOf(await send('respond-async')))).toMatchObject({
      state: 'done',
      answer: { status: 422, body: { type: '/problems/parcel-too-heavy' } },
    })
  })

  it('is tried again through an outage, and given up in the end', async () => {
    let attempts = 0
    const away = problemReply({
      slug: 'unavailable',
      status: 503,
      title: 'away',
      headers: { 'retry-after': '1' },
    })
    const passing = await start((body, id) =>
      Promise.resolve(++attempts < 4 ? away : ok({ label: body.label, id })),
    )
    const path = locationOf(await passing.send('respond-async'))
    expect(await passing.ended(path)).toMatchObject({ state: 'done', answer: { status: 200 } })
    expect(attempts).toBe(4)

    const lasting = await start(() => Promise.resolve(away), memoryOperations(), {
      operationLimits: { ...quick, givenUpAfterMs: 0 },
    })
    expect(await lasting.ended(locationOf(await lasting.send('respond-async')))).toMatchObject({
      state: 'failed',
      answer: { status: 503 },
    })
  })

  it('that meets a bug has failed, and says no more than an answer at once would', async () => {
    const { send, ended } = await start(() => Promise.reject(new Error('secret of the house')))
    const shown = await ended(locationOf(await send('respond-async')))
    expect(shown).toMatchObject({ state: 'failed', answer: { status: 500 } })
    expect(JSON.stringify(shown)).not.toContain('secret')
  })

  it('is carried out by another process where the first one is gone', async () => {
    const store = memoryOperations()
    const never = gate()
    const gone = await start(
      async (body, id) => {
        await never.opened
        return sent(body, id)
      },
      store,
      // It is silent from the first moment, as a process that was killed.
      { operationLimits: { ...quick, leaseMs: 0, lookEveryMs: 60_000 } },
    )
    const path = locationOf(await gone.send('respond-async'))
    const other = await start(sent, store)
    expect(await other.ended(path)).toMatchObject({ state: 'done', answer: { status: 201 } })
    never.open()
  })

  it('is seen by its caller alone', async () => {
    const { send, ask } = await start(sent)
    const path = locationOf(await send('respond-async'))
    expect((await ask('operator', path)).status).toBe(200)
    const other = await ask('viewer', path)
    expect([other.status, (await problemIn(other)).type]).toEqual([
      404,
      '/problems/operation-unknown',
    ])
  })

  it('is answered at once where that is soon enough', async () => {
    const { send } = await start(sent)
    const soon = await send('respond-async, wait=20')
    expect([soon.status, soon.headers.get('preference-applied'), await soon.json()]).toEqual([
      201,
      'respond-async, wait=20',
      { label: 'tea' },
    ])
    expect(locationOf(soon)).toBe('/v1/parcels/1')
  })

  it('is not promised what cannot be right: it is refused at once', async () => {
    const { ask } = await start(sent)
    const response = await ask('operator', '/v1/parcels', {
      method: 'POST',
      body: JSON.stringify({ label: 5 }),
      headers: { prefer: 'respond-async' },
    })
    expect(response.status).toBe(400)
  })

  it('waits like the others where nothing is kept, and says so by leaving out the header', async () => {
    const { ask } = await startGateway([sending(sent)])
    const response = await ask('operator', '/v1/parcels', {
      method: 'POST',
      body: JSON.stringify({ label: 'tea' }),
      headers: { prefer: 'respond-async' },
    })
    expect([response.status, response.headers.get('preference-applied')]).toEqual([201, null])
  })
})

describe('A preference', () => {
  it.each([
    ['respond-async', true, 0],
    ['Respond-Async; foo=bar, wait=5', false, 5],
    ['return=minimal, respond-async, wait=5', true, 5],
    ['respond-async,wait="7"', true, 7],
    ['respond-async, wait=9999', true, 30],
    ['respond-async, wait=-1', true, 0],
    ['wait=99999999999999999999', false, 0],
    ['', false, 0],
  ])('is read as it was said: %j', (header, respondAsync, waitSeconds) => {
    expect(preferenceIn(header)).toEqual({ respondAsync, waitSeconds })
  })
})
