import { Agent, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { memoryMessageBus } from '../adapters/memory/message-bus.ts'
import { messagingOf } from '../processes/messaging.ts'
import { migrate } from '../adapters/postgres/migrate.ts'
import { readNetwork } from '../adapters/webhooks/allowed-addresses.ts'
import { webhookCaller } from '../adapters/webhooks/caller.ts'
import { derivedSigningKeys } from '../adapters/webhooks/signing-keys.ts'
import { bodyOf, signedHeaders } from '../contexts/webhooks/body.ts'
import { webhooksContext } from '../contexts/webhooks/context.ts'
import { createEndpoint } from '../contexts/webhooks/endpoint.ts'
import type { Fact } from '../contexts/webhooks/events.ts'
import { queueDelivery } from '../contexts/webhooks/lane.ts'
import type { ContextTools } from '../kernel/context.ts'
import type { Intent } from '../kernel/policy.ts'
import { Closing } from '../processes/closing.ts'
import { readConfig } from '../processes/config.ts'
import { openContext } from '../processes/context-runtime.ts'
import { openFoundation } from '../processes/foundation.ts'
import { openDatabases } from '../processes/open-databases.ts'
import { runActing, runRelays, runViews } from '../processes/run-context.ts'
import { readSecrets } from '../processes/secrets.ts'
import { removeDirectory, temporaryDirectory } from '../testing/installation.ts'
import { row, type Benchmark, type Row, type Setting } from './benchmark.ts'
import { startChildServer, type ChildServer } from './child-server.ts'
import { median } from './measure.ts'

const atOnce = 16
const resource = { status: 'settled', amount: { minorUnits: '12345', currency: 'EUR' } }

/** Deliveries of as many entities to one endpoint, from the command that queues each to the answer of its receiver. */
export const webhooks: Benchmark = {
  name: 'webhooks',
  run: async (setting) => {
    const closing = new Closing()
    try {
      return await measure(setting, closing)
    } finally {
      await closing.run()
    }
  },
}

const measure = async ({ quick }: Setting, closing: Closing): Promise<readonly Row[]> => {
  const count = quick ? 1_000 : 5_000
  const sink = await startChildServer('webhook-sink.ts')
  closing.add('the receiver', () => sink.stop())
  const tools = await openWebhooks(closing)
  const ours: number[] = []
  const bare: number[] = []
  for (let round = 0; round < (quick ? 2 : 3); round++) {
    ours.push(await rateOf(count, sink, () => deliverAll(tools, sink, round, count)))
    bare.push(await rateOf(count, sink, () => postAll(tools, sink, count)))
  }
  return [
    row(
      {
        name: `webhooks, ${count.toLocaleString('en')} entities, one endpoint`,
        unit: 'deliveries/s',
      },
      median(ours),
      { name: `bare HTTP client, ${atOnce} at once, same bodies`, value: median(bare) },
      {
        note:
          'ours are queued, announced, signed, posted, and their answers recorded, three durable commands each, views ' +
          'following; the bare client signs and posts.',
      },
    ),
  ]
}

/** From the first that is queued to the last that is received. */
const rateOf = async (
  count: number,
  sink: ChildServer,
  work: () => Promise<void>,
): Promise<number> => {
  const received = async () => Number(await (await fetch(`${sink.url}/count`)).text())
  const before = await received()
  const begun = performance.now()
  await work()
  while ((await received()) < before + count) await delay(5)
  return (count * 1_000) / (performance.now() - begun)
}

const openWebhooks = async (closing: Closing): Promise<ContextTools> => {
  const directory = await temporaryDirectory()
  closing.add('the directory', () => removeDirectory(directory))
  const config = readConfig({ MILLRACE_DATA: directory })
  const databases = await openDatabases(config, () => undefined)
  closing.add('the databases', () => databases.close())
  const secrets = await readSecrets(config, databases)
  await migrate(databases.pool, ['webhooks'])
  const foundation = await openFoundation(databases, secrets.masterKey, {
    begin: () => () => undefined,
  })
  closing.add('the connections to the database', () => foundation.close())
  const loopback = readNetwork('127.0.0.1')
  const caller = webhookCaller({
    allowedNetworks: loopback ? [loopback] : [],
    ports: [[1, 65_535]],
    limits: { underWayMax: atOnce },
  })
  closing.add('calls of webhooks', () => caller.close())
  const resources = { read: () => Promise.resolve(resource) }
  const context = webhooksContext({ caller, keys, resources, published: {} })
  const runtime = openContext(context, foundation, {
    queueLengthMax: 50_000,
    audit: { unmasked: () => Promise.resolve(), acted: () => Promise.resolve() },
    onConflict: () => undefined,
  })
  closing.add('the log webhooks', () => runtime.close())
  const onStatus = () => undefined
  const bus = memoryMessageBus()
  await bus.ensureTopics(messagingOf([context], config.environment).topics)
  const consumers = [
    ...runViews(runtime, foundation, { onStatus }),
    ...runActing(runtime, foundation, { onStatus }),
    ...runRelays(runtime, foundation, { bus, onStatus }),
  ]
  closing.add('background work', () =>
    Promise.all(consumers.map((consumer) => consumer.stop())).then(() => undefined),
  )
  return runtime.tools
}

const keys = derivedSigningKeys({ masterKey: Buffer.alloc(32, 1) })

const factOf = (tools: ContextTools, n: number): Fact => ({
  id: tools.ids.next(),
  type: 'payment.settled',
  time: new Date().toISOString(),
  subject: `payment/${n}`,
  sequence: 6,
  payload: { paymentId: String(n), ...resource },
  after: 'payments~1',
})

const deliverAll = async (
  tools: ContextTools,
  { url }: ChildServer,
  round: number,
  count: number,
): Promise<void> => {
  const endpointId = tools.ids.next()
  const send = async ({ definition, command }: Intent) => {
    const id = tools.ids.next()
    const outcome = await tools.handle(definition, command, {
      commandId: id,
      fingerprint: id,
      onOtherContent: 'refuse',
      actor: 'system',
      correlationId: id,
      causationId: id,
      traceparent: '00-00000000000000000000000000000001-0000000000000001-01',
      now: tools.clock.now(),
    })
    if (outcome.kind !== 'accepted')
      throw new Error(`${command.type} was ${JSON.stringify(outcome)}`)
  }
  const endpoint = { endpointId, url: `${url}/${round}`, eventTypes: ['*'], bodyVersion: 1 }
  await send({
    definition: createEndpoint,
    command: { type: 'CreateEndpoint', data: endpoint },
  })
  await Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const place = { laneId: tools.ids.next(), deliveryId: tools.ids.next(), endpointId }
      const data = { ...place, fact: factOf(tools, n) }
      await send({ definition: queueDelivery, command: { type: 'QueueDelivery', data } })
    }),
  )
}

const postAll = async (tools: ContextTools, { url }: ChildServer, count: number): Promise<void> => {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce })
  const state = { generation: 1, previousUntil: 0 }
  const post = (n: number) =>
    new Promise<void>((resolve, reject) => {
      const fact = factOf(tools, n)
      const body = bodyOf(fact, 1, resource)
      const headers = signedHeaders(keys, 'bare', state, { id: fact.id, body, now: Date.now() })
      const length = { 'content-length': String(Buffer.byteLength(body)) }
      const sending = request(`${url}/bare`, {
        method: 'POST',
        agent,
        headers: { ...headers, ...length },
      })
      sending.once('error', reject)
      sending.once('response', (response) => response.resume().once('end', () => resolve()))
      sending.end(body)
    })
  await Promise.all(Array.from({ length: count }, (_, n) => post(n)))
  agent.destroy()
}
