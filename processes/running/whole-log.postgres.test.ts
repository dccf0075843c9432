import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postgresCheckpoint } from '../../adapters/postgres/checkpoints.ts'
import {
  readBatchRecords,
  type BatchRecord,
  type LogRecord,
  type RecordOutcome,
} from '../../adapters/postgres/log-records.ts'
import { pruneOutcomes } from '../../adapters/postgres/prune-outcomes.ts'
import { eventHash } from '../../adapters/postgres/stored-event.ts'
import { memoryCheckpoint } from '../../adapters/memory/checkpoints.ts'
import { memoryOwnership } from '../../adapters/memory/ownership.ts'
import { memoryMessageBus } from '../../adapters/memory/message-bus.ts'
import type { MessageBus, Publisher } from '../../kernel/message-bus.ts'
import { asLiveLog } from '../../kernel/policy.ts'
import { countingOnPostgres } from '../../testing/counting-on-postgres.ts'
import { closeOne, raiseMany, raiseOne } from '../../testing/counting.ts'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { runRelay } from './relay.ts'
import { logShape, logTopic, wholeLog } from './whole-log.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())

const topic = logTopic('qa', 'counting')
const facts = 'facts'

/** A log with events, refusals among them, and a batch of refusals alone. */
const livedLog = async (context: string) => {
  const counting = await countingOnPostgres(postgres, context)
  await raiseMany(counting.handle, counting.ids, { counters: 5, count: 600 })
  await closeOne(counting.handle, counting.ids, '1')
  await raiseMany(counting.handle, counting.ids, { counters: 5, count: 100 })
  await raiseOne(counting.handle, counting.ids, '1')
  return counting
}

const recordsOn = async (bus: MessageBus, name = topic): Promise<readonly LogRecord[]> => {
  const records: LogRecord[] = []
  const reading = await bus.read({
    from: await bus.places([name], 'earliest'),
    to: await bus.places([name], 'latest'),
    handle: (messages) => {
      for (const { payload } of messages) records.push(JSON.parse(payload) as LogRecord)
      return Promise.resolve()
    },
  })
  await reading.done
  return records
}

/** The chain as the records say it, recomputed from what they hold. */
const recomputed = (records: readonly BatchRecord[]): string => {
  let hash = Buffer.alloc(32)
  let expected = 1
  for (const record of records) {
    expect([record.previous, record.first]).toEqual([hash.toString('hex'), expected])
    const digest = createHash('sha256')
    for (const event of record.events) {
      expect(eventHash(event).toString('hex')).toBe(event.hash)
      expect(event.position).toBe(expected++)
      digest.update(Buffer.from(event.hash, 'hex'))
    }
    const bounds = Buffer.alloc(16)
    bounds.writeBigInt64BE(BigInt(record.first), 0)
    bounds.writeBigInt64BE(BigInt(record.last), 8)
    hash = createHash('sha256').update(hash).update(bounds).update(digest.digest()).digest()
    expect(hash.toString('hex')).toBe(record.hash)
  }
  return hash.toString('hex')
}

const stored = async (context: string) => {
  const { rows } = await postgres.pool.query<{
    position: string
    hash: string
    outcomes: string
    silent: string
    numbered: string
  }>(
    `select position, encode(hash, 'hex') as hash, silent,
       (select count(*) from log_${context}.outcomes) as outcomes,
       (select count(*) from log_${context}.silent_outcomes) as numbered
     from log_${context}.log`,
  )
  return rows[0]
}

describe('A log that is published whole', () => {
  it('comes with every event to the byte, every outcome, and the chain that proves it', async () => {
    const counting = await livedLog('counting')
    const bus = memoryMessageBus()
    await bus.ensureTopics([{ name: topic, partitions: 1, retentionMs: 'for ever' }])
    const checkpoint = (consumer: string) =>
      postgresCheckpoint({ pool: counting.pool, consumer, log: 'counting' })
    const batches = checkpoint('whole-log/batches')
    const whole = wholeLog({
      queries: postgres.pool,
      log: 'counting',
      environment: 'qa',
      bus,
      batches,
      silent: checkpoint('whole-log/outcomes'),
    })
    const head = await counting.log.head()
    while ((await whole.relay()) < head);
    await raiseOne(counting.handle, counting.ids, '1')
    await whole.relay()

    const records = await recordsOn(bus)
    const ofBatches = records.filter((record) => record.kind === 'batch')
    const now = await stored('counting')
    expect(recomputed(ofBatches)).toBe(now?.hash)
    expect(ofBatches.at(-1)?.last).toBe(head)
    const outcomes = new Map<string, RecordOutcome>(
      records.flatMap((record) =>
        'outcomes' in record ? record.outcomes.map((one) => [one.commandId, one] as const) : [],
      ),
    )
    expect(String(outcomes.size)).toBe(now?.outcomes)
    const refused = [...outcomes.values()].filter(({ stream }) => stream === null)
    expect(refused.length).toBe(22)
    expect(now).toMatchObject({ silent: '22', numbered: '22' })
    for (const { outcome } of refused) expect(outcome).toContain('closed')
    await counting.close()
  })

  it('is divided where a batch is too large for a message', async () => {
    const counting = await livedLog('divided')
    const whole = await readBatchRecords(postgres.pool, 'divided', 0, { eventsMax: 10_000 })
    const divided = await readBatchRecords(postgres.pool, 'divided', 0, {
      eventsMax: 10_000,
      bytesMax: 2_000,
    })
    expect(divided.length).toBeGreaterThan(whole.length)
    for (const { first, last, hash, events } of whole) {
      const parts = divided.filter((record) => record.first === first)
      expect(parts.map(({ part }) => part)).toEqual(parts.map((_, index) => index + 1))
      for (const part of parts) expect(part).toMatchObject({ last, hash, parts: parts.length })
      expect(parts.flatMap((part) => part.events)).toEqual(events)
    }
    const ids = (records: readonly BatchRecord[]) =>
      records.flatMap(({ outcomes }) => outcomes.map(({ commandId }) => commandId)).toSorted()
    expect(ids(divided)).toEqual(ids(whole))
    await counting.close()
  })

  it('goes on where refusals that came together are too large for one message', async () => {
    const counting = await countingOnPostgres(postgres, 'wordy')
    await raiseOne(counting.handle, counting.ids, '1')
    await closeOne(counting.handle, counting.ids, '1')
    for (let count = 0; count < 30; count++) await raiseOne(counting.handle, counting.ids, '1')
    const refusal = { refused: 'closed', detail: { why: 'ä'.repeat(25_000) } }
    await postgres.pool.query('update log_wordy.outcomes set outcome = $1 where stream is null', [
      JSON.stringify({ kind: 'refused', refusal }),
    ])
    const bus = memoryMessageBus()
    await bus.ensureTopics([logShape('qa', 'wordy')])
    const [batches, silent] = [memoryCheckpoint(), memoryCheckpoint()]
    const log = { queries: postgres.pool, log: 'wordy', environment: 'qa', bus, batches, silent }
    const whole = wholeLog(log)
    for (let step = 0; step < 10; step++) await whole.relay()
    const records = await recordsOn(bus, logTopic('qa', 'wordy'))
    const outcomes = records.flatMap((one) => (one.kind === 'outcomes' ? one.outcomes : []))
    expect(outcomes.length).toBe(30)
    await counting.close()
  })

  it('is confirmed before the facts of the same positions', async () => {
    const counting = await countingOnPostgres(postgres, 'ordered')
    const [logTopicName, taken] = [logTopic('qa', 'ordered'), [] as string[]]
    let isAway = true
    const bus: Publisher = {
      publish: (messages) => {
        if (isAway && messages.some((message) => message.topic === logTopicName))
          return Promise.reject(new Error('the bus is away'))
        taken.push(...messages.map((message) => `${message.topic} ${message.entityVersion}`))
        return Promise.resolve()
      },
    }
    const whole = wholeLog({
      queries: postgres.pool,
      log: 'ordered',
      environment: 'qa',
      bus,
      batches: memoryCheckpoint(),
      silent: memoryCheckpoint(),
    })
    const states: string[] = []
    const relay = runRelay(
      ({ id, type, stream, position, traceparent }) => [
        {
          topic: facts,
          key: stream,
          id,
          source: 'counting',
          type,
          time: '',
          traceparent,
          subject: stream,
          entityVersion: position,
          payload: '{}',
        },
      ],
      asLiveLog(counting.log),
      {
        ownership: memoryOwnership(),
        checkpoint: memoryCheckpoint(),
        bus,
        whole,
        onAppended: (listener) => counting.log.onAppended(listener),
        onStatus: ({ state }) => states.push(state),
      },
    )
    await raiseMany(counting.handle, counting.ids, { counters: 5, count: 1_200 })
    await expect.poll(() => states, { timeout: 30_000 }).toContain('retrying')
    expect(taken).toEqual([])
    isAway = false
    await expect.poll(() => taken.at(-1), { timeout: 30_000 }).toBe(`${facts} 1200`)
    await relay.stop()
    let confirmed = 0
    const tooEarly = taken.filter((entry) => {
      const [name, position] = entry.split(' ')
      // Records that tell of places or epochs have no position.
      if (name === logTopicName) confirmed = Math.max(confirmed, Number(position))
      return Number(position) > confirmed
    })
    expect(tooEarly).toEqual([])
    await counting.close()
  })

  it('forgets the numbers of outcomes with the outcomes', async () => {
    const counting = await livedLog('pruned')
    await postgres.pool.query(
      `update log_pruned.outcomes set kept_until = 1 where stream is null and command_id <>
         (select max(command_id::text)::uuid from log_pruned.outcomes where stream is null)`,
    )
    expect(await pruneOutcomes(postgres.pool, 'pruned', 2)).toBe(20)
    expect(await stored('pruned')).toMatchObject({ silent: '21', numbered: '1' })
    await counting.close()
  })
})
