import { Producer } from '@platformatic/kafka'
import { recordOf } from '../adapters/kafka/cloud-event.ts'
import { kafkaMessageBus } from '../adapters/kafka/message-bus.ts'
import { clientOptions, type KafkaSettings } from '../adapters/kafka/settings.ts'
import { postgresCheckpoint } from '../adapters/postgres/checkpoints.ts'
import type { BusMessage, MessageBus } from '../kernel/message-bus.ts'
import { asLiveLog } from '../kernel/policy.ts'
import type { Publish } from '../kernel/relay.ts'
import { memoryOwnership } from '../adapters/memory/ownership.ts'
import { runRelay } from '../processes/running/relay.ts'
import { countingOnPostgres } from '../testing/counting-on-postgres.ts'
import { raiseMany, raiseOne } from '../testing/counting.ts'
import { kafkaMissing } from '../testing/kafka/jars.ts'
import { startKafka } from '../testing/kafka/kafka.ts'
import { openBusOnPostgres } from '../testing/message-bus-on-postgres.ts'
import { startTestPostgres, type TestPostgres } from '../testing/postgres.ts'
import { row, type Aim, type Benchmark, type Row } from './benchmark.ts'
import { bareConsumer, command, consume, readAll, topic } from './consume-to-effect.ts'
import { callsPerSecond, interleaved, perSecond } from './measure.ts'

const counts = { quick: 20_000, whole: 100_000 }
/** About as large as a published fact of a payment. */
const filling = 'x'.repeat(300)

/** A log published to the bus, and a topic consumed into the database, each beside the carrier alone. */
export const messageBus: Benchmark = {
  name: 'message bus',
  run: async ({ quick, say }) => {
    const missing = await kafkaMissing()
    if (missing !== undefined) say(`message bus: without Kafka: ${missing}`)
    const postgres = await startTestPostgres()
    const kafka = missing === undefined ? await startKafka() : undefined
    try {
      const count = quick ? counts.quick : counts.whole
      return await measure(postgres, kafka?.settings, count)
    } finally {
      await kafka?.stop()
      await postgres.stop()
    }
  },
}

/** Beside the carrier alone, on the cores that are then shared with the database. */
const beside = (
  name: string,
  ours: number,
  reference: { readonly name: string; readonly value: number },
  bound: number,
): Row => {
  const aim: Aim = { of: 'ratio', direction: 'at least', bound }
  return row({ name, unit: 'messages/s' }, ours, reference, { aim })
}

const measure = async (
  postgres: TestPostgres,
  kafka: KafkaSettings | undefined,
  count: number,
): Promise<readonly Row[]> => {
  const counting = await countingOnPostgres(postgres)
  await raiseMany(counting.handle, counting.ids, { counters: 200, count })
  const embedded = openBusOnPostgres(postgres)
  const relayed = await relay(counting, embedded.bus, 'embedded', count)
  const published = await bareBus(embedded.bus, count)
  const reference = { name: 'its publish alone, 500 at a time', value: published }
  const rows = [beside('relay to the bus in the database', relayed, reference, 0.6)]
  if (kafka) rows.push(...(await onKafka(postgres, counting, kafka, count)))
  const effects = await consume(postgres, embedded.bus, 'embedded', Math.min(count, counts.quick))
  const read = { name: 'read alone', value: await readAll(embedded.bus, count) }
  rows.push(beside('bus in the database to effects', effects, read, 0.05))
  rows.push(await besideARelay(postgres, embedded.bus))
  await embedded.close()
  await counting.close()
  return rows
}

const onKafka = async (
  postgres: TestPostgres,
  counting: Awaited<ReturnType<typeof countingOnPostgres>>,
  kafka: KafkaSettings,
  count: number,
): Promise<readonly Row[]> => {
  const bus = kafkaMessageBus({ settings: kafka, clientId: 'benchmark' })
  const some = Math.min(count, counts.quick)
  const relayed = await relay(counting, bus, 'kafka', count)
  const produced = await bareProducer(kafka, count)
  const effects = await consume(postgres, bus, 'from-kafka', some)
  const consumed = { name: 'bare consumer', value: await bareConsumer(kafka, topic, count) }
  const commands = await command(counting, bus, some)
  await bus.close()
  const producer = { name: 'bare producer, 500 at a time', value: produced }
  return [
    beside('relay to Kafka', relayed, producer, 0.35),
    beside('Kafka to effects in the database', effects, consumed, 0.3),
    beside('Kafka to commands in the log', commands, consumed, 0.3),
  ]
}

const callers = 64
const roundMs = 2_000

/** What publishing everything to the bus in the database takes from whoever appends. */
const besideARelay = async (postgres: TestPostgres, bus: MessageBus): Promise<Row> => {
  const counting = await countingOnPostgres(postgres, 'beside')
  const { handle, ids, log, pool, context } = counting
  let next = 0
  const append = () =>
    callsPerSecond(callers, roundMs, () => raiseOne(handle, ids, String(next++ % 1_000)))
  const published = async () => {
    const relaying = runRelay(publish, asLiveLog(log), {
      ownership: memoryOwnership(),
      checkpoint: postgresCheckpoint({ pool, consumer: 'relay', log: context }),
      bus,
      onAppended: (listener) => log.onAppended(listener),
    })
    const rate = await append()
    await relaying.stop()
    return rate
  }
  await append()
  // Each round leaves the relay a backlog; it works as hard as it can while it is measured.
  const rates = await interleaved(3, { published, alone: append })
  await counting.close()
  const name = `appends, ${callers} callers, published to the bus in the database meanwhile`
  return row({ name, unit: 'events/s' }, rates.published, {
    name: 'published to nobody',
    value: rates.alone,
  })
}

const publish: Publish = ({ id, type, stream, version, time, traceparent }) => [
  messageOf(stream, id, { type, version, time, traceparent }),
]

const messageOf = (
  key: string,
  id: string,
  fact: { type: string; version: number; time: number; traceparent: string },
): BusMessage => ({
  topic,
  key,
  id,
  source: 'benchmark',
  type: fact.type,
  time: new Date(fact.time).toISOString(),
  traceparent: fact.traceparent,
  subject: key,
  entityVersion: fact.version,
  payload: JSON.stringify({ filling }),
})

const messages = (count: number): readonly BusMessage[] =>
  Array.from({ length: count }, (_, index) =>
    messageOf(`counter-${index % 200}`, String(index), {
      type: 'CounterRaised',
      version: index,
      time: 1_700_000_000_000,
      traceparent: '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
    }),
  )

const ensure = (bus: MessageBus, name = topic) =>
  bus.ensureTopics([{ name, partitions: 4, retentionMs: 'for ever' }])

/** Until the relay has come to the log's end. */
const relay = async (
  counting: Awaited<ReturnType<typeof countingOnPostgres>>,
  bus: MessageBus,
  consumer: string,
  count: number,
): Promise<number> => {
  await ensure(bus)
  const { pool, log, context } = counting
  const checkpoint = postgresCheckpoint({ pool, consumer, log: context })
  return perSecond(count, async () => {
    const running = runRelay(publish, asLiveLog(log), {
      ownership: memoryOwnership(),
      checkpoint,
      bus,
      onAppended: () => () => undefined,
    })
    while ((await checkpoint.read()) < count) await new Promise((next) => setTimeout(next, 5))
    await running.stop()
  })
}

const batches = (count: number): readonly (readonly BusMessage[])[] => {
  const all = messages(count)
  return Array.from({ length: Math.ceil(count / 500) }, (_, index) =>
    all.slice(index * 500, (index + 1) * 500),
  )
}

const bareBus = async (bus: MessageBus, count: number): Promise<number> => {
  const sends = batches(count)
  return perSecond(count, async () => {
    for (const send of sends) await bus.publish(send)
  })
}

const bareProducer = async (settings: KafkaSettings, count: number): Promise<number> => {
  const producer = new Producer({
    ...clientOptions(settings, 'bare'),
    idempotent: true,
    producerId: -1n,
    producerEpoch: -1,
  })
  const sends = batches(count).map((send) => send.map(recordOf))
  const rate = await perSecond(count, async () => {
    for (const send of sends) await producer.send({ messages: send })
  })
  await producer.close()
  return rate
}
