import {
  readBatchRecords,
  readPlaces,
  readSilentRecord,
  type BatchRecord,
  type EpochRecord,
  type LogRecord,
  type PlacesRecord,
  type SilentRecord,
} from '../../adapters/postgres/log-records.ts'
import type { Queries } from '../../adapters/postgres/bounded-queries.ts'
import { logSchema } from '../../adapters/postgres/migrate.ts'
import type { BusMessage, Publisher, TopicShape } from '../../kernel/message-bus.ts'
import type { Position } from '../../kernel/message.ts'
import type { Checkpoint } from '../../kernel/relay.ts'
import { topicName } from '../../kernel/topic.ts'

/** A log that is published whole, batch by batch, so that it can be made again from the bus. */
export interface WholeLog {
  /** Publishes what comes next, and returns how far the bus has confirmed the log. */
  relay(): Promise<Position>
}

/** Whether this database's log is still the one that counts. */
export interface TakenOver {
  /**
   * Throws `Stuck` where a restore has begun a later life of the log on its topic. To be asked before anything is
   * published: looks where it has not done so within the last second. A restore waits for longer than that until
   * nobody writes.
   */
  refuse(): Promise<void>
  /** This relay has put so many records there itself: they need not be read. */
  published(records: number): void
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
  /** Hash of the first batch on the topic; undefined where there is none. */
  readonly begunWith?: (topic: string) => Promise<string | undefined>
  /** Asked before anything is published; left out where nobody takes logs over. */
  readonly takenOver?: TakenOver
  /** Told of what the bus has confirmed. */
  readonly onConfirmed?: (place: { readonly position?: number; readonly silent?: number }) => void
  /** How often it is told how far who follows the log has come. */
  readonly placesEveryMs?: number
}

/** The topic holds another log than the database. */
export class OtherLog extends Error {
  override readonly name = 'OtherLog'
  constructor(log: string, topic: string, what?: string) {
    super(
      what ??
        `The topic ${topic} holds a log ${log} that is not the one in this database. To get that one back, run ` +
          '`millrace restore --from kafka` on an empty database; to begin another, set MILLRACE_ENVIRONMENT to ' +
          'a name of its own.',
    )
  }
}

/** Why nothing of this database's log may go on. */
export const takenOverWords = ({
  log,
  topic,
  epoch,
  own,
}: {
  readonly log: string
  readonly topic: string
  readonly epoch: number
  readonly own: number
}): string =>
  `A restore has taken over the log ${log} (epoch ${epoch} on ${topic}; this database is of epoch ${own}): ` +
  'what is decided here would count for nothing. Run what was restored; where that restore never ended, restore again.'

export const replacedWords = (replaced: {
  readonly log: string
  readonly epoch: number
  readonly own: number
}): string =>
  `Another database has taken the place of the one with the log ${replaced.log} (it is of epoch ${replaced.epoch}, this ` +
  `process works on epoch ${replaced.own}): what is decided here would not fit it. Start this process again.`

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
  const { queries, log, environment, batches, silent, begunWith, onConfirmed, takenOver } = options
  const topic = logTopic(environment, log)
  const placesOf = toldPlaces(options)
  const move = async (checkpoint: Checkpoint, from: number, to: number) => {
    if (!(await checkpoint.move(from, to))) throw new Error(`another relay has taken over ${log}`)
  }
  const publish = async (messages: readonly BusMessage[]): Promise<void> => {
    await takenOver?.refuse()
    await options.bus.publish(messages)
    takenOver?.published(messages.length)
  }
  /** A second log on one topic would make both worthless. */
  const refuseOther = async (first: BatchRecord): Promise<void> => {
    const begun = await begunWith?.(topic)
    if (begun !== undefined && begun !== first.hash) throw new OtherLog(log, topic)
  }
  const relayBatches = async (): Promise<Position> => {
    const from = await batches.read()
    const records = await readBatchRecords(queries, log, from)
    const [first, last] = [records.at(0), records.at(-1)]
    if (!first || !last) return from
    if (from === 0) await refuseOther(first)
    await publish(records.map((record) => batchMessage(topic, environment, record)))
    await move(batches, from, last.last)
    onConfirmed?.({ position: last.last })
    return last.last
  }
  const relaySilent = async (): Promise<number> => {
    const from = await silent.read()
    const record = await readSilentRecord(queries, log, from)
    if (!record) return from
    await publish([silentMessage(topic, environment, record)])
    await move(silent, from, record.last)
    onConfirmed?.({ silent: record.last })
    return record.last
  }
  return {
    relay: async () => {
      // Also where it has nothing to say itself: what relies on it is published next.
      await takenOver?.refuse()
      await placesOf.look()
      const outcomes = await relaySilent()
      const position = await relayBatches()
      const record = placesOf.toldBy(position, outcomes)
      if (record) await publish([placesMessage(topic, environment, record)])
      await takenOver?.refuse()
      return position
    },
  }
}

const placesEveryMsDefault = 30_000

/**
 * How far consumers have come is looked at first, then where the log ends, and told once it was published up to there:
 * whatever they had done by then is on the bus before it.
 */
const toldPlaces = ({
  queries,
  log,
  placesEveryMs = placesEveryMsDefault,
}: Pick<WholeLogOptions, 'queries' | 'log' | 'placesEveryMs'>) => {
  let lookedAt = -Infinity
  let told = ''
  let looked: { record: PlacesRecord; position: number; silent: number } | undefined
  return {
    look: async (): Promise<void> => {
      if (looked || performance.now() - lookedAt < placesEveryMs) return
      lookedAt = performance.now()
      const { at, places } = await readPlaces(queries, log)
      if (JSON.stringify(places) === told) return
      const end = await readEnd(queries, log)
      const { position, silent, epoch } = end
      looked = { record: { kind: 'places', log, epoch, at, places }, position, silent }
    },
    toldBy: (position: number, silent: number): PlacesRecord | undefined => {
      if (!looked || position < looked.position || silent < looked.silent) return undefined
      const { record } = looked
      told = JSON.stringify(record.places)
      looked = undefined
      return record
    },
  }
}

/** Where a log ends; of outcomes, the last number that is kept still. */
const readEnd = async (queries: Queries, log: string) => {
  const schema = logSchema(log)
  const { rows } = await queries.query<{ position: string; silent: string; epoch: number }>(
    `select position, epoch, (select coalesce(max(number), 0) from ${schema}.silent_outcomes) as silent
     from ${schema}.log`,
  )
  const [row] = rows
  return {
    position: Number(row?.position ?? 0),
    silent: Number(row?.silent ?? 0),
    epoch: row?.epoch ?? 1,
  }
}

/** A record says of which installation it is: topics are copied, and names mistaken. */
const payloadOf = (environment: string, record: LogRecord): string =>
  JSON.stringify({ environment, ...record })

const batchMessage = (topic: string, environment: string, record: BatchRecord): BusMessage => {
  const { log, epoch, first, last, part, events } = record
  const event = events.at(-1)
  return {
    ...common(topic, log),
    id: `${log}/${epoch}/${first}/${part}`,
    type: 'Batch',
    time: new Date(event?.time ?? 0).toISOString(),
    traceparent: (JSON.parse(event?.origin ?? '{}') as { t?: string }).t ?? '',
    entityVersion: last,
    payload: payloadOf(environment, record),
  }
}

const silentMessage = (topic: string, environment: string, record: SilentRecord): BusMessage => {
  const { log, epoch, first, last, outcomes } = record
  return {
    ...common(topic, log),
    id: `${log}/${epoch}/outcomes/${first}`,
    type: 'Outcomes',
    time: new Date(outcomes.at(-1)?.time ?? 0).toISOString(),
    entityVersion: last,
    payload: payloadOf(environment, record),
  }
}

const placesMessage = (topic: string, environment: string, record: PlacesRecord): BusMessage => ({
  ...common(topic, record.log),
  id: `${record.log}/${record.epoch}/places/${record.at}`,
  type: 'Places',
  time: new Date(record.at).toISOString(),
  entityVersion: 0,
  payload: payloadOf(environment, record),
})

/** By which a restore says that it has taken over. */
export const epochMessage = (environment: string, record: EpochRecord): BusMessage => ({
  ...common(logTopic(environment, record.log), record.log),
  id: `${record.log}/${record.epoch}/by/${record.by}`,
  type: 'Epoch',
  time: new Date(record.at).toISOString(),
  entityVersion: 0,
  payload: payloadOf(environment, record),
})

const common = (topic: string, log: string) => ({
  topic,
  key: log,
  partition: 0,
  source: `/millrace/${log}`,
  subject: `log/${log}`,
  traceparent: '',
})
