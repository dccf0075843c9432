import { setTimeout as delay } from 'node:timers/promises'
import type { Queries } from '../../adapters/postgres/bounded-queries.ts'
import type { LogRecord } from '../../adapters/postgres/log-records.ts'
import { logSchema } from '../../adapters/postgres/migrate.ts'
import type { MessageBus, Place, Reading } from '../../kernel/message-bus.ts'
import type { Position } from '../../kernel/message.ts'
import { logTopic, OtherLog, takenOverWords } from './whole-log.ts'

export type ReadableBus = Pick<MessageBus, 'places' | 'read'>

const readWithinMs = 15_000

/** Looks up the hash of the first batch on the topic of a log: by that, one log is told from another. Throws after a while. */
export const firstBatchOn =
  (bus: ReadableBus) =>
  async (topic: string): Promise<string | undefined> => {
    let hash: string | undefined
    const [from, to] = [await bus.places([topic], 'earliest'), await bus.places([topic], 'latest')]
    await readRecords(bus, { from, to }, (record) => {
      if (record.kind === 'batch') hash ??= record.hash
      return hash === undefined
    })
    return hash
  }

/** Where a log ends on its topic. */
interface End {
  readonly epoch: number
  /** The last position of the newest epoch; 0 where nothing of it was found. */
  readonly last: Position
}

/** More than a relay repeats. */
export const recordsLookedAt = 500

export type PlaceBefore = (place: Place, records: number, earliest: Place) => Place

/** Looks at the last records of a topic. */
export const endOn =
  (bus: ReadableBus, placeBefore: PlaceBefore) =>
  async (topic: string): Promise<End> => {
    const [earliest, to] = [
      await bus.places([topic], 'earliest'),
      await bus.places([topic], 'latest'),
    ]
    const from = to.map((place, index) =>
      placeBefore(place, recordsLookedAt, earliest[index] ?? place),
    )
    let end: End = { epoch: 0, last: 0 }
    await readRecords(bus, { from, to }, (record) => {
      const last = record.kind === 'batch' ? record.last : 0
      if (record.epoch > end.epoch) end = { epoch: record.epoch, last }
      else if (record.epoch === end.epoch && last > end.last) end = { ...end, last }
      return true
    })
    return end
  }

/** Until there are no more, or `take` has seen enough. */
export const readRecords = async (
  bus: ReadableBus,
  { from, to }: { readonly from: readonly Place[]; readonly to: readonly Place[] },
  take: (record: LogRecord) => boolean,
): Promise<void> => {
  const enough = Promise.withResolvers<void>()
  const reading: Reading = await bus.read({
    from,
    to,
    handle: (messages) => {
      const isMore = messages.every(({ payload }) => take(JSON.parse(payload) as LogRecord))
      if (!isMore) enough.resolve()
      return Promise.resolve()
    },
  })
  try {
    const late = delay(readWithinMs, 'late' as const, { ref: false })
    if ((await Promise.race([reading.done, enough.promise, late])) === 'late')
      throw new Error(`${from[0]?.topic ?? ''} cannot be read`)
  } finally {
    await reading.close()
  }
}

export interface OtherLogOptions {
  readonly queries: Queries
  readonly log: string
  readonly environment: string
  readonly begunWith: (topic: string) => Promise<string | undefined>
  readonly endOn: (topic: string) => Promise<End>
}

/**
 * Throws `OtherLog` where the topic of a log is not the one of this database: it begins with another batch, a restore
 * has taken it over, or it goes on behind the database's end.
 */
export const refuseOtherLog = async (options: OtherLogOptions): Promise<void> => {
  const { queries, log, environment } = options
  const topic = logTopic(environment, log)
  const begun = await options.begunWith(topic)
  if (begun === undefined) return
  const schema = logSchema(log)
  const { rows } = await queries.query<{ hash: string | null; epoch: number; position: string }>(
    `select (select encode(hash, 'hex') from ${schema}.batches where first = 1) as hash, epoch, position
     from ${schema}.log`,
  )
  const [own] = rows
  if (own?.hash !== begun) throw new OtherLog(log, topic)
  const { epoch, last } = await options.endOn(topic)
  if (epoch > own.epoch)
    throw new OtherLog(log, topic, takenOverWords({ log, topic, epoch, own: own.epoch }))
  if (epoch === own.epoch && last > Number(own.position))
    throw new OtherLog(
      log,
      topic,
      `The topic ${topic} goes on to position ${last}, this database ends at ${own.position}: it was made from something ` +
        'older. Run `millrace restore --from kafka` on an empty database to get all of it back.',
    )
}
