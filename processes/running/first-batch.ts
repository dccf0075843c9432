import { setTimeout as delay } from 'node:timers/promises'
import type { Queries } from '../../adapters/postgres/bounded-queries.ts'
import type { LogRecord } from '../../adapters/postgres/log-records.ts'
import type { MessageBus, Reading } from '../../kernel/message-bus.ts'
import { logSchema } from '../../adapters/postgres/migrate.ts'
import { logTopic, OtherLog } from './whole-log.ts'

const readWithinMs = 15_000

/** Looks up the hash of the first batch on the topic of a log: by that, one log is told from another. Throws after a while. */
export const firstBatchOn =
  (bus: Pick<MessageBus, 'places' | 'read'>) =>
  async (topic: string): Promise<string | undefined> => {
    let hash: string | undefined
    const found = Promise.withResolvers<void>()
    const [from, to] = [await bus.places([topic], 'earliest'), await bus.places([topic], 'latest')]
    const reading: Reading = await bus.read({
      from,
      to,
      handle: async (messages) => {
        for (const { payload } of messages) {
          const record = JSON.parse(payload) as Partial<LogRecord>
          if (record.kind !== 'batch') continue
          hash ??= record.hash
          found.resolve()
          return
        }
      },
    })
    try {
      const late = delay(readWithinMs, 'late' as const, { ref: false })
      if ((await Promise.race([reading.done, found.promise, late])) === 'late')
        throw new Error(`${topic} cannot be read`)
      return hash
    } finally {
      await reading.close()
    }
  }

export interface OtherLogOptions {
  readonly queries: Queries
  readonly log: string
  readonly environment: string
  readonly begunWith: (topic: string) => Promise<string | undefined>
}

/** Throws `OtherLog` where the topic of a log begins with another batch than the database. */
export const refuseOtherLog = async ({
  queries,
  log,
  environment,
  begunWith,
}: OtherLogOptions): Promise<void> => {
  const topic = logTopic(environment, log)
  const begun = await begunWith(topic)
  if (begun === undefined) return
  const { rows } = await queries.query<{ hash: string }>(
    `select encode(hash, 'hex') as hash from ${logSchema(log)}.batches where first = 1`,
  )
  if (rows[0]?.hash !== begun) throw new OtherLog(log, topic)
}
