import { boundedQueries } from '../adapters/postgres/bounded-queries.ts'
import { postgresMessageBus } from '../adapters/postgres/message-bus/message-bus.ts'
import { pruneBus } from '../adapters/postgres/message-bus/prune.ts'
import type { MessageBus } from '../kernel/message-bus.ts'
import type { Closing } from './closing.ts'
import type { Foundation } from './foundation.ts'

/** Messages whose time is over are looked for so often. */
const pruneEveryMs = 60_000

/** The embedded bus, in the database of the installation. */
export const openBus = (
  { databases, following, ownership, notifications, clock }: Foundation,
  closing: Closing,
  onError: (error: unknown) => void,
): MessageBus => {
  const bus = postgresMessageBus({
    queries: boundedQueries(databases.pool),
    following: boundedQueries(following),
    ownership,
    notifications,
  })
  closing.add(() => bus.close())
  let pruning: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    pruning = pruning.then(() => pruneBus({ pool: following, now: clock.now() })).catch(onError)
  }, pruneEveryMs)
  closing.add(async () => {
    clearInterval(timer)
    await pruning
  })
  return bus
}
