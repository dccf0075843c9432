import {
  readBatchRecords,
  readSilentRecord,
  type BatchRecord,
  type SilentRecord,
} from '../../adapters/postgres/log-records.ts'
import type { Queries } from '../../adapters/postgres/bounded-queries.ts'
import type { BusMessage, Publisher, TopicShape } from '../../kernel/message-bus.ts'
import type { Position } from '../../kernel/message.ts'
import type { Checkpoint } from '../../kernel/relay.ts'
import { topicName } from '../../kernel/topic.ts'

/** A log that is published whole, batch by batch, so that it can be made again from the bus. */
export interface WholeLog {
  /** Publishes what comes next, and returns how far the bus has confirmed the log. */
  relay(): Promise<Position>
}

export interface WholeLogOptions {
  readonly queries: Queries
  readonly log: string
  readonly environment: string
  readonly bus: Publisher
  /** How far batches were published. */
  readonly batches: Checkpoint
  /** How far outcomes without an event were. */
  readonly silent: Checkpoint
}

/** One topic for each context; a log is one partition. */
export const logTopic = (environment: string, log: string): string =>
  topicName({
    product: 'millrace',
    environment,
    domain: log,
    classification: 'log',
    source: log,
    message: 'Batch',
  })

/** Kept for ever, in one partition: its order is all. */
export const logShape = (environment: string, log: string): TopicShape => ({
  name: logTopic(environment, log),
  partitions: 1,
  retentionMs: 'for ever',
})

export const wholeLog = (options: WholeLogOptions): WholeLog => {
  const { queries, log, environment, bus, batches, silent } = options
  const topic = logTopic(environment, log)
  const move = async (checkpoint: Checkpoint, from: number, to: number) => {
    if (!(await checkpoint.move(from, to))) throw new Error(`another relay has taken over ${log}`)
  }
  const relayBatches = async (): Promise<Position> => {
    const from = await batches.read()
    const records = await readBatchRecords(queries, log, from)
    const to = records.at(-1)?.last
    if (to === undefined) return from
    await bus.publish(records.map((record) => batchMessage(topic, record)))
    await move(batches, from, to)
    return to
  }
  const relaySilent = async (): Promise<void> => {
    const from = await silent.read()
    const record = await readSilentRecord(queries, log, from)
    if (!record) return
    await bus.publish([silentMessage(topic, record)])
    await move(silent, from, record.last)
  }
  return {
    relay: async () => {
      await relaySilent()
      return relayBatches()
    },
  }
}

const batchMessage = (topic: string, record: BatchRecord): BusMessage => {
  const { log, epoch, first, last, part, events } = record
  const event = events.at(-1)
  return {
    ...common(topic, log),
    id: `${log}/${epoch}/${first}/${part}`,
    type: 'Batch',
    time: new Date(event?.time ?? 0).toISOString(),
    traceparent: (JSON.parse(event?.origin ?? '{}') as { t?: string }).t ?? '',
    entityVersion: last,
    payload: JSON.stringify(record),
  }
}

const silentMessage = (topic: string, record: SilentRecord): BusMessage => {
  const { log, epoch, first, last, outcomes } = record
  return {
    ...common(topic, log),
    id: `${log}/${epoch}/outcomes/${first}`,
    type: 'Outcomes',
    time: new Date(outcomes.at(-1)?.time ?? 0).toISOString(),
    traceparent: '',
    entityVersion: last,
    payload: JSON.stringify(record),
  }
}

const common = (topic: string, log: string) => ({
  topic,
  key: log,
  partition: 0,
  source: `/millrace/${log}`,
  subject: `log/${log}`,
})
