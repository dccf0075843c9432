import {
  countedBus,
  messageCounts,
  type CountedBus,
  type MessageCounts,
} from '../adapters/node/delivery/counted-bus.ts'
import { boundedQueries } from '../adapters/postgres/bounded-queries.ts'
import { postgresTraffic, type PostgresTraffic } from '../adapters/postgres/traffic/traffic.ts'
import type { MessageBus } from '../kernel/message-bus.ts'
import type { Closing } from './closing.ts'
import type { Foundation } from './foundation.ts'
import { processName } from './process-name.ts'
import { startRepeating } from './repeating.ts'

/** A bus whose traffic is counted, and written down for all processes together. */
export interface WatchedBus {
  readonly bus: CountedBus
  readonly traffic: Pick<PostgresTraffic, 'read'>
}

const writeEveryMs = 2_000
const pruneEveryMs = 60_000
/** Figures are not worth a longer wait, least of all while the process ends. */
const answerWithinMs = 2_000

export const watchBus = (
  bus: MessageBus,
  { databases, following, clock }: Foundation,
  onError: (error: unknown) => void,
  closing: Closing,
): WatchedBus => {
  const counts = messageCounts()
  const traffic = postgresTraffic(boundedQueries(following, answerWithinMs))
  const writing = startRepeating({
    everyMs: writeEveryMs,
    task: () => writeDown(counts, traffic, clock.now()),
    onError,
    atEnd: true,
  })
  const pruning = startRepeating({
    everyMs: pruneEveryMs,
    task: () => postgresTraffic(boundedQueries(databases.pool)).prune(clock.now()),
    onError,
  })
  closing.add('the figures of messages', async () => {
    await pruning.stop()
    await writing.stop()
  })
  return { bus: countedBus(bus, counts), traffic }
}

const writeDown = async (
  counts: MessageCounts,
  traffic: PostgresTraffic,
  now: number,
): Promise<void> => {
  const taken = counts.take()
  try {
    await traffic.add(processName, now, taken)
  } catch (error) {
    counts.giveBack(taken)
    throw error
  }
}
