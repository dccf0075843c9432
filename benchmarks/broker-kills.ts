import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { kafkaMessageBus } from '../adapters/kafka/message-bus.ts'
import { memoryOwnership } from '../adapters/memory/ownership.ts'
import { postgresCheckpoint } from '../adapters/postgres/checkpoints.ts'
import type { MessageBus } from '../kernel/message-bus.ts'
import { asLiveLog } from '../kernel/policy.ts'
import type { Publish } from '../kernel/relay.ts'
import { promptPace, runRelay } from '../processes/running/relay.ts'
import { countingOnPostgres } from '../testing/counting-on-postgres.ts'
import { raiseOne } from '../testing/counting.ts'
import { kafkaMissing } from '../testing/kafka/jars.ts'
import { startKafka, type RunningKafka } from '../testing/kafka/kafka.ts'
import { openEffects } from '../testing/message-bus-on-postgres.ts'
import { startTestPostgres, type TestPostgres } from '../testing/postgres.ts'
import { row, type Benchmark, type Row } from './benchmark.ts'

const [topic, group] = ['kills.facts', 'kills']
const load = { everyMs: 50, commands: 20, counters: 500 }
const times = { beforeMs: 3_000, killEveryMs: 8_000, deadMs: 2_000, kills: 8, settleMs: 180_000 }
/** Brokers miss each other after three seconds here, and choose a controller first where it was that one. */
const pauseMsMax = 12_000

/**
 * Three brokers, one after the other killed as a power cut does, under load: a log, its relay, the topic, a group
 * whose effects are made in the database. What was appended has to be an effect in the end, and once.
 */
export const brokerKills: Benchmark = {
  name: 'broker kills',
  run: async ({ quick, say }) => {
    if (quick) return []
    const missing = await kafkaMissing()
    if (missing !== undefined) {
      say(`broker kills: without Kafka: ${missing}`)
      return []
    }
    const postgres = await startTestPostgres()
    const kafka = await startKafka({ brokers: 3 })
    try {
      return await measure(postgres, kafka, say)
    } finally {
      await kafka.stop()
      await postgres.stop()
    }
  },
}

const publish: Publish = ({ id, type, stream, version, time, traceparent, data }) => [
  {
    topic,
    key: stream,
    id,
    source: 'benchmark',
    type,
    time: new Date(time).toISOString(),
    traceparent,
    subject: stream,
    entityVersion: version,
    payload: JSON.stringify(data),
  },
]

const measure = async (
  postgres: TestPostgres,
  kafka: RunningKafka,
  say: (line: string) => void,
): Promise<readonly Row[]> => {
  const bus = kafkaMessageBus({ settings: kafka.settings, clientId: 'benchmark' })
  await bus.ensureTopics([{ name: topic, partitions: 6, retentionMs: 'for ever' }])
  const counting = await countingOnPostgres(postgres, 'kills')
  const { pool, log, context } = counting
  const relay = runRelay(publish, asLiveLog(log), {
    ownership: memoryOwnership(),
    checkpoint: postgresCheckpoint({ pool, consumer: 'relay', log: context }),
    bus,
    pace: promptPace,
    onAppended: (listener) => log.onAppended(listener),
  })
  const consuming = await makeEffects(bus, postgres.pool)
  const appending = appendAtRate(counting)
  await delay(times.beforeMs)
  const pauses = await killInTurn(kafka, consuming, say)
  const appended = await appending.stop()
  await consuming.reach(appended)
  await consuming.subscription.close()
  await relay.stop()
  const found = await countEffects(postgres.pool)
  await bus.close()
  await counting.close()
  return rowsOf(appended, found, pauses)
}

/** Commands at a steady rate, however the bus is: each that is acknowledged counts. */
const appendAtRate = ({ handle, ids }: Awaited<ReturnType<typeof countingOnPostgres>>) => {
  let acknowledged = 0
  let next = 0
  let isOver = false
  const raise = async () => {
    const outcome = await raiseOne(handle, ids, String(next++ % load.counters))
    if (outcome.kind === 'accepted') acknowledged++
  }
  const running = (async () => {
    while (!isOver)
      await Promise.all([...Array.from({ length: load.commands }, raise), delay(load.everyMs)])
  })()
  return {
    stop: async () => {
      isOver = true
      await running
      return acknowledged
    },
  }
}

const makeEffects = async (bus: MessageBus, pool: pg.Pool) => {
  const effects = await openEffects(pool)
  /** When effects were made, and the message was another one than before. */
  const seen = new Set<string>()
  let lastAt = performance.now()
  let longest = 0
  const subscription = await bus.subscribe({
    topics: [topic],
    group,
    from: 'earliest',
    concurrencyMax: 256,
    handle: async (message) => {
      await effects.store(group, message)
      if (seen.has(message.id)) return
      seen.add(message.id)
      const now = performance.now()
      longest = Math.max(longest, now - lastAt)
      lastAt = now
    },
  })
  return {
    subscription,
    /** The longest pause since it was last asked for, one that lasts included. */
    takeLongest: () => {
      const pause = Math.max(longest, performance.now() - lastAt)
      longest = 0
      return pause
    },
    reach: async (count: number) => {
      const deadline = performance.now() + times.settleMs
      while (seen.size < count && performance.now() < deadline) await delay(100)
    },
  }
}

/** Returns the longest pause after each kill, in milliseconds. */
const killInTurn = async (
  kafka: RunningKafka,
  { takeLongest }: { readonly takeLongest: () => number },
  say: (line: string) => void,
): Promise<readonly number[]> => {
  const pauses: number[] = []
  for (let kill = 0; kill < times.kills; kill++) {
    const node = (kill % 3) + 1
    const begun = performance.now()
    takeLongest()
    await kafka.kill(node)
    await delay(times.deadMs)
    await kafka.start(node)
    await kafka.ready()
    await delay(Math.max(0, times.killEveryMs - (performance.now() - begun)))
    const pause = takeLongest()
    say(`broker kills: ${node} was killed, effects paused for ${(pause / 1_000).toFixed(1)} s`)
    pauses.push(pause)
  }
  return pauses
}

const countEffects = async (pool: pg.Pool): Promise<{ made: number; messages: number }> => {
  const { rows } = await pool.query<{ made: number; messages: number }>(
    `select count(*)::integer as made, count(distinct message_id)::integer as messages
     from public.effects where group_name = $1`,
    [group],
  )
  return rows[0] ?? { made: 0, messages: 0 }
}

const rowsOf = (
  appended: number,
  { made, messages }: { readonly made: number; readonly messages: number },
  pauses: readonly number[],
): readonly Row[] => {
  const name = 'three brokers, one killed every few seconds'
  const reference = { name: 'events acknowledged', value: appended }
  const none = { name: 'limit', value: 0 }
  const noneAim = { of: 'ours', direction: 'at most', bound: 0 } as const
  const inSeconds = pauses.map((pause) => (pause / 1_000).toFixed(1)).join(', ')
  return [
    row({ name: `${name}, effects made`, unit: 'messages' }, messages, reference, {
      note: `${times.kills} kills; after each, effects paused for at most ${inSeconds} s.`,
    }),
    row({ name: `${name}, lost`, unit: 'messages' }, appended - messages, none, { aim: noneAim }),
    row({ name: `${name}, made twice`, unit: 'effects' }, made - messages, none, { aim: noneAim }),
    row(
      { name: `${name}, longest pause`, unit: 's' },
      Math.max(...pauses) / 1_000,
      { name: 'limit', value: pauseMsMax / 1_000 },
      { aim: { of: 'ours', direction: 'at most', bound: pauseMsMax / 1_000 } },
    ),
  ]
}
