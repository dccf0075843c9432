import { createHash } from 'node:crypto'
import type { PoolClient } from 'pg'
import { kafkaMessageBus } from '../adapters/kafka/message-bus.ts'
import type { KafkaSettings } from '../adapters/kafka/settings.ts'
import { nodeIds } from '../adapters/node/ids.ts'
import { CopyInto } from '../adapters/postgres/archive/copy-into.ts'
import type { BatchRecord, RecordEvent, RecordOutcome } from '../adapters/postgres/log-records.ts'
import { migrate } from '../adapters/postgres/migrate.ts'
import { eventRow, outcomeRow, rowColumns } from '../adapters/postgres/restore/row-text.ts'
import { eventHash } from '../adapters/postgres/stored-event.ts'
import type { MessageBus } from '../kernel/message-bus.ts'
import { restoreInstallation } from '../processes/restoring/restore-installation.ts'
import { logShape, logTopic } from '../processes/running/whole-log.ts'
import { countingEvents } from '../testing/counting.ts'
import { kafkaMissing } from '../testing/kafka/jars.ts'
import { startKafka } from '../testing/kafka/kafka.ts'
import { startTestPostgres, type TestPostgres } from '../testing/postgres.ts'
import { row, type Benchmark, type Row } from './benchmark.ts'
import { bareConsumer } from './consume-to-effect.ts'
import { perSecond } from './measure.ts'

const counts = { quick: 50_000, whole: 1_000_000 }
const environment = 'bench'
const log = 'counting'
const topic = logTopic(environment, log)
/** As batches come under load, and streams of about a payment's length. */
const [eventsEach, eventsOfStream] = [100, 10]
const filling = 'x'.repeat(250)

/** A database that is made again from its log on Kafka, beside the two things that it cannot do without. */
export const restore: Benchmark = {
  name: 'restore',
  run: async ({ quick, say }) => {
    const missing = await kafkaMissing()
    if (missing !== undefined) {
      say(`restore: without Kafka: ${missing}`)
      return []
    }
    const [postgres, kafka] = await Promise.all([startTestPostgres(), startKafka()])
    const bus = kafkaMessageBus({ settings: kafka.settings, clientId: 'benchmark' })
    try {
      return await measure(postgres, kafka.settings, bus, quick ? counts.quick : counts.whole)
    } finally {
      await bus.close()
      await kafka.stop()
      await postgres.stop()
    }
  },
}

const measure = async (
  postgres: TestPostgres,
  kafka: KafkaSettings,
  bus: MessageBus,
  count: number,
): Promise<readonly Row[]> => {
  await bus.ensureTopics([logShape(environment, log)])
  await publishLog(bus, count)
  const consumed = (await bareConsumer(kafka, topic, count / eventsEach)) * eventsEach
  const copied = await bareCopy(postgres, count)
  const { pool } = await postgres.createDatabase('restored')
  const used = process.cpuUsage()
  const restored = await perSecond(count, () =>
    restoreInstallation({
      pool,
      bus,
      environment,
      contexts: [{ name: log, events: countingEvents }],
      kind: 'drill',
      ids: nodeIds(),
      now: () => Date.now(),
    }),
  )
  const { user, system } = process.cpuUsage(used)
  const note = `checked, loaded, read back and verified; ${Math.round((user + system) / count)} µs of one core each, beside the server's`
  const name = `a log of ${count.toLocaleString('en-US')} events restored from Kafka`
  return [
    row(
      { name, unit: 'events/s' },
      restored,
      { name: 'bare COPY of the same rows', value: copied },
      { note },
    ),
    row({ name, unit: 'events/s' }, restored, {
      name: 'bare consumer of the same topic',
      value: consumed,
    }),
  ]
}

/** Event `index` of a log, counted from 0: always the same. */
const eventAt = (index: number): RecordEvent => {
  const uuid = (kind: string) =>
    `0193000${kind}-0000-7000-8000-${index.toString(16).padStart(12, '0')}`
  const event = {
    position: index + 1,
    stream: `counter-${Math.floor(index / eventsOfStream)}`,
    version: (index % eventsOfStream) + 1,
    id: uuid('0'),
    type: 'CounterRaised',
    schemaVersion: 1,
    time: 1_700_000_000_000 + index,
    origin: JSON.stringify({ a: 'system', c: uuid('1'), k: uuid('2'), t: '' }),
    data: JSON.stringify({ counter: String(Math.floor(index / eventsOfStream)), by: 1, filling }),
  }
  return { ...event, hash: eventHash(event).toString('hex') }
}

/** The log as its relay would have published it. */
const publishLog = async (bus: MessageBus, count: number): Promise<void> => {
  let previous = '0'.repeat(64)
  let waiting: Promise<void>[] = []
  for (let from = 0; from < count; from += eventsEach) {
    const record = batchAt(from, previous)
    previous = record.hash
    waiting.push(
      bus.publish([
        {
          topic,
          key: log,
          partition: 0,
          id: `${log}/1/${record.first}/1`,
          source: `/millrace/${log}`,
          type: 'Batch',
          time: new Date(0).toISOString(),
          traceparent: '',
          subject: `log/${log}`,
          entityVersion: record.last,
          payload: JSON.stringify({ environment, ...record }),
        },
      ]),
    )
    if (waiting.length === 50) {
      await Promise.all(waiting)
      waiting = []
    }
  }
  await Promise.all(waiting)
}

const batchAt = (from: number, previous: string): BatchRecord => {
  const events = Array.from({ length: eventsEach }, (_, index) => eventAt(from + index))
  const digest = createHash('sha256')
  for (const event of events) digest.update(Buffer.from(event.hash, 'hex'))
  const bounds = Buffer.alloc(16)
  bounds.writeBigInt64BE(BigInt(from + 1), 0)
  bounds.writeBigInt64BE(BigInt(from + eventsEach), 8)
  const hash = createHash('sha256').update(Buffer.from(previous, 'hex')).update(bounds)
  return {
    kind: 'batch',
    log,
    epoch: 1,
    first: from + 1,
    last: from + eventsEach,
    previous,
    hash: hash.update(digest.digest()).digest('hex'),
    part: 1,
    parts: 1,
    events,
    outcomes: events.map(outcomeOf),
  }
}

/** Each event is of a command of its own. */
const outcomeOf = ({ origin, stream, version, time }: RecordEvent): RecordOutcome => ({
  commandId: (JSON.parse(origin) as { k: string }).k,
  fingerprint: 'fingerprint',
  outcome: JSON.stringify({ kind: 'accepted', versions: { [stream]: version } }),
  stream,
  version,
  time,
  keptUntil: null,
})

const rowsAtOnce = 10_000

/** The same rows, events and outcomes, into the same tables with their indexes, one transaction; making their text is not counted. */
const bareCopy = async (postgres: TestPostgres, count: number): Promise<number> => {
  const { pool } = await postgres.createDatabase('copied')
  await migrate(pool, [log])
  const client: PoolClient = await pool.connect()
  await client.query('begin')
  let ms = 0
  for (let from = 0; from < count; from += rowsAtOnce) {
    const events = Array.from({ length: rowsAtOnce }, (_, index) => eventAt(from + index))
    const texts = {
      events: events.map(eventRow).join(''),
      outcomes: events.map((event) => outcomeRow(outcomeOf(event))).join(''),
    }
    const begun = performance.now()
    for (const [table, text] of Object.entries(texts)) {
      const columns = rowColumns[table as keyof typeof texts]
      const copy = new CopyInto(client, `log_${log}.${table}`, columns)
      await copy.write(text)
      await copy.end()
    }
    ms += performance.now() - begun
  }
  const begun = performance.now()
  await client.query('commit')
  client.release()
  return (count * 1_000) / (ms + performance.now() - begun)
}
