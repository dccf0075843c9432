import Type from 'typebox'
import { describe, expect, it } from 'vitest'
import { memoryEventStore } from '../adapters/memory/event-store.ts'
import type { Decider } from '../kernel/decider.ts'
import { commandFor } from '../kernel/decider.ts'
import { Entities } from '../kernel/entities.ts'
import { catalogueOf, eventData, type EventOf } from '../kernel/event-schema.ts'
import { commandHandler, type HandleCommand } from '../kernel/handle-command.ts'
import { withIdempotency } from '../kernel/idempotency.ts'
import type { CommandEnvelope } from '../kernel/message.ts'
import { refuse, type Refusal } from '../kernel/refusal.ts'
import { positionToken } from '../kernel/position-token.ts'
import { outcomeReply } from '../kernel/reply.ts'
import { route } from '../kernel/route.ts'
import { problemIn, startGateway, testIds } from '../testing/gateway.ts'

const events = { ParcelSent: { version: 1, data: eventData({ weight: Type.Integer() }) } } as const
type ParcelSent = EventOf<typeof events>
interface SendParcel {
  readonly type: 'SendParcel'
  readonly data: { readonly weight: number }
}
const desk: Decider<number, SendParcel, ParcelSent, Refusal> = {
  name: 'desk',
  initialState: 0,
  evolve: (sent) => sent + 1,
  decide: ({ data }) =>
    data.weight > 100
      ? refuse('parcel-too-heavy', { weightMax: 100 })
      : [{ type: 'ParcelSent', data: { weight: data.weight } }],
}
const sendParcel = commandFor(desk, 'SendParcel', (_command: SendParcel) => 'desk-1')

const start = async () => {
  const catalogue = catalogueOf(events)
  const log = memoryEventStore({ log: 'parcels', catalogue })
  const handling = { log, entities: new Entities(log), events: catalogue, ids: testIds }
  const envelopes: CommandEnvelope[] = []
  const gate = { open: Promise.resolve(), fails: false }
  const slow: HandleCommand = async (definition, command, envelope) => {
    envelopes.push(envelope)
    await gate.open
    return gate.fails
      ? { kind: 'failed', reason: 'overloaded' }
      : commandHandler(handling)(definition, command, envelope)
  }
  const handle = withIdempotency(slow)
  const refusals = { 'parcel-too-heavy': 409 }
  const send = (name: string, path: string) =>
    route<Record<string, never>, Record<string, never>, { weight: number }>({
      method: 'POST',
      path,
      name,
      summary: name,
      tag: 'Parcels',
      access: { roles: ['operator', 'service'] },
      body: { schema: Type.Object({ weight: Type.Integer() }) },
      replies: { 201: Type.Object({ position: Type.String(), sent: Type.Integer() }) },
      refusals,
      handle: async ({ body, envelope }) => {
        const command: SendParcel = { type: 'SendParcel', data: { weight: body.weight } }
        const outcome = await handle(sendParcel, command, envelope({ weight: body.weight }))
        return outcomeReply(outcome, refusals, ({ position, versions }) => ({
          status: 201,
          body: { position: positionToken('parcels', position), sent: versions['desk-1'] ?? 0 },
        }))
      },
    })
  const running = await startGateway([
    send('sendParcel', '/v1/parcels'),
    send('sendLetter', '/v1/letters'),
  ])
  const post = (
    key: string | undefined,
    weight: number,
    role: 'operator' | 'service' = 'operator',
    path = '/v1/parcels',
  ) =>
    running.ask(role, path, {
      method: 'POST',
      body: JSON.stringify({ weight }),
      ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
    })
  return { ...running, log, post, gate, envelopes }
}

describe('the same key', () => {
  it('with the same request gives the first answer again, and no second effect', async () => {
    const { post, log } = await start()
    const first = await post('k', 5)
    const again = await post('k', 5)
    expect([first.status, again.status]).toEqual([201, 201])
    expect(await again.json()).toEqual(await first.json())
    expect(first.headers.get('idempotency-replayed')).toBeNull()
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(await log.head()).toBe(1)
  })

  it('gives the first refusal again too', async () => {
    const { post } = await start()
    await post('k', 500)
    const again = await post('k', 500)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(await problemIn(again)).toMatchObject({
      status: 409,
      type: '/problems/parcel-too-heavy',
    })
  })

  it('with another request is 422', async () => {
    const { post, log } = await start()
    await post('k', 5)
    expect(await problemIn(await post('k', 6))).toMatchObject({
      status: 422,
      type: '/problems/idempotency-key-reused',
    })
    expect(await log.head()).toBe(1)
  })

  it('while the first is under way is 409, with the time to wait', async () => {
    const { post, gate, log } = await start()
    let letGo = () => {}
    gate.open = new Promise((resolve) => (letGo = resolve))
    const first = post('k', 5)
    const second = post('k', 5)
    const answers = [await Promise.race([first, second])]
    letGo()
    answers.push(...(await Promise.all([first, second])).filter((one) => !answers.includes(one)))
    expect(answers.map(({ status }) => status)).toEqual([409, 201])
    expect(answers[0]?.headers.get('retry-after')).toBe('1')
    expect(await problemIn(answers[0]!)).toMatchObject({ type: '/problems/request-in-flight' })
    expect(await log.head()).toBe(1)
  })

  it('after a passing failure is tried anew', async () => {
    const { post, gate } = await start()
    gate.fails = true
    const failed = await post('k', 5)
    expect(failed.status).toBe(503)
    expect(failed.headers.get('retry-after')).toBe('1')
    gate.fails = false
    expect((await post('k', 5)).status).toBe(201)
  })

  it('of another caller, or for another route, is another key', async () => {
    const { post, log } = await start()
    await post('k', 5)
    await post('k', 5, 'service')
    await post('k', 5, 'operator', '/v1/letters')
    expect(await log.head()).toBe(3)
  })

  it('is remembered for seven days, and is a new request afterwards', async () => {
    const { post, log, envelopes } = await start()
    await post('k', 5)
    const sevenDaysOn = Number(envelopes[0]?.now) + 7 * 24 * 60 * 60 * 1_000
    expect(await log.pruneOutcomes(sevenDaysOn - 1)).toBe(0)
    expect((await post('k', 5)).headers.get('idempotency-replayed')).toBe('true')
    expect(await log.pruneOutcomes(sevenDaysOn)).toBe(1)
    expect((await post('k', 6)).status).toBe(201)
    expect(await log.head()).toBe(2)
  })
})

describe('a key', () => {
  it('is needed to change something', async () => {
    const { url, log } = await start()
    const response = await fetch(`${url}/v1/parcels`, {
      method: 'POST',
      headers: { authorization: 'Bearer key-of-operator', 'content-type': 'application/json' },
      body: '{"weight":5}',
    })
    expect(await problemIn(response)).toMatchObject({
      status: 400,
      fields: [{ field: 'header/idempotency-key', reason: 'is required' }],
    })
    expect(await log.head()).toBe(0)
  })

  it('may have 255 characters and no more', async () => {
    const { post } = await start()
    expect((await post('k'.repeat(255), 5)).status).toBe(201)
    for (const key of ['k'.repeat(256), 'k'.repeat(1_000), 'a b', 'ü', ''])
      expect(await problemIn(await post(key, 5))).toMatchObject({
        status: 400,
        fields: [{ field: 'header/idempotency-key' }],
      })
  })
})

describe('the envelope of a command', () => {
  it('carries who asked, the story, and the trace that the caller began', async () => {
    const { ask, envelopes } = await start()
    const trace = '0123456789abcdef0123456789abcdef'
    await ask('operator', '/v1/parcels', {
      method: 'POST',
      body: '{"weight":5}',
      headers: { traceparent: `00-${trace}-0123456789abcdef-01` },
    })
    const [envelope] = envelopes
    expect(envelope).toMatchObject({
      actor: 'user:operator',
      onOtherContent: 'refuse',
      correlationId: envelope?.commandId,
      traceparent: expect.stringMatching(new RegExp(`^00-${trace}-(?!0123456789abcdef)`)) as string,
    })
  })

  it('begins a trace where the caller sent none, or nonsense', async () => {
    const { ask, envelopes } = await start()
    await ask('operator', '/v1/parcels', {
      method: 'POST',
      body: '{"weight":5}',
      headers: { traceparent: '00-xyz' },
    })
    expect(envelopes[0]?.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
  })
})
