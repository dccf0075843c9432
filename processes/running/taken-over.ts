import type { Queries } from '../../adapters/postgres/bounded-queries.ts'
import { logSchema } from '../../adapters/postgres/migrate.ts'
import type { Place } from '../../kernel/message-bus.ts'
import { Stuck } from './consumer.ts'
import { recordsLookedAt, readRecords, type PlaceBefore, type ReadableBus } from './log-on-topic.ts'
import { logTopic, replacedWords, takenOverWords, type TakenOver } from './whole-log.ts'

export interface TakenOverOptions {
  readonly queries: Queries
  readonly log: string
  readonly environment: string
  readonly bus: ReadableBus
  readonly placeBefore: PlaceBefore
  readonly recordsBetween: (first: Place, second: Place) => number
  readonly lookEveryMs?: number
  /**
   * For how long what others put there may be left unread while it becomes more. For whom the relay is one of the others:
   * each look would read what it published. A restore begins on a topic at rest.
   */
  readonly restlessMsMax?: number
}

const lookEveryMsDefault = 1_000

/** A start looks too (`refuseOtherLog`); this is for what goes on running when its database was given up. */
export const watchTakenOver = (options: TakenOverOptions): TakenOver => {
  const { queries, log, environment, bus, placeBefore, recordsBetween } = options
  const { lookEveryMs = lookEveryMsDefault, restlessMsMax = 0 } = options
  const topic = logTopic(environment, log)
  let epoch: number | undefined
  let lookedAt = -Infinity
  let readAt = -Infinity
  /** Up to where all is known. */
  let seen: Place | undefined
  let own = 0
  let lastEnd: Place | undefined

  const isLeftForLater = (end: Place): boolean => {
    const rests = lastEnd !== undefined && recordsBetween(lastEnd, end) === 0
    lastEnd = end
    return !rests && performance.now() - readAt < restlessMsMax
  }

  /** Those that somebody may have put there since: the last ones, or none. */
  const unknown = async (end: Place): Promise<Place | undefined> => {
    if (seen && recordsBetween(seen, end) === own) return undefined
    const [earliest = end] = seen ? [seen] : await bus.places([topic], 'earliest')
    return placeBefore(end, recordsLookedAt, earliest)
  }
  /** The database that is there may be the restored one: it took the place of the lost one, under its address. */
  const ownOnceKnown = async (): Promise<number> => {
    const found = await ownEpoch(queries, log).catch((error: unknown) => {
      if (epoch === undefined) throw error
      return epoch
    })
    epoch ??= found
    if (found !== epoch) throw new Stuck(replacedWords({ log, epoch: found, own: epoch }))
    return epoch
  }
  const look = async (): Promise<void> => {
    const known = await ownOnceKnown()
    const [end] = await bus.places([topic], 'latest')
    if (end && isLeftForLater(end)) return
    const from = end && (await unknown(end))
    let newest = known
    if (from) {
      await readRecords(bus, { from: [from], to: [end] }, (record) => {
        newest = Math.max(newest, record.epoch)
        return true
      })
      readAt = performance.now()
    }
    if (newest > known) throw new Stuck(takenOverWords({ log, topic, epoch: newest, own: known }))
    seen = end
    own = 0
  }
  return {
    refuse: async () => {
      const begun = performance.now()
      if (begun - lookedAt < lookEveryMs) return
      await look()
      lookedAt = begun
    },
    published: (records) => void (own += records),
  }
}

const ownEpoch = async (queries: Queries, log: string): Promise<number> => {
  const { rows } = await queries.query<{ epoch: number }>(`select epoch from ${logSchema(log)}.log`)
  return rows[0]?.epoch ?? 1
}
