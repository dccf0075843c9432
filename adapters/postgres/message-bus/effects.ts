import type pg from 'pg'
import type { DeliveredMessage } from '../../../kernel/message-bus.ts'
import type { Queries } from '../bounded-queries.ts'
import { transaction } from '../transaction.ts'
import { isUnreachable } from '../unreachable.ts'
import { claimMessages } from './claims.ts'

export interface EffectsOptions {
  /** Commits wait for the disk, or the group would pass over what a crash of the server takes away. */
  readonly pool: pg.Pool
  readonly group: string
  /** Makes the effects of messages, in their order, inside the transaction. Each message is given once. */
  readonly make: (transaction: Queries, messages: readonly DeliveredMessage[]) => Promise<void>
  /** Messages in one transaction. */
  readonly batchSizeMax?: number
}

interface Waiting {
  readonly message: DeliveredMessage
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * A handler that makes each message's effect exactly once: in one transaction with its claim. Messages that are
 * handled at the same time, each of another key, are committed together: what came while a transaction was under way
 * is the next one. A transaction of its own for each takes four round trips and a flush a message.
 *
 *   handle -> queue -> claim those that are new -> make -> commit -> all handled
 *                                       | fails: by halves, until the culprit is alone
 */
export const effectsTogether = ({
  pool,
  group,
  make,
  batchSizeMax = 500,
}: EffectsOptions): ((message: DeliveredMessage) => Promise<void>) => {
  let queue: Waiting[] = []
  let running = false

  const commit = (batch: readonly Waiting[]): Promise<void> =>
    transaction(pool, async (client) => {
      const messages = batch.map(({ message }) => message)
      const left = new Set(await claimMessages(client, group, messages))
      // One that was published twice may be here twice.
      const fresh = messages.filter(({ id }) => left.delete(id))
      if (fresh.length > 0) await make(client, fresh)
    })
  const store = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      await commit(batch)
      for (const { resolve } of batch) resolve()
    } catch (error) {
      // What is away is away for all of them: each comes again.
      if (batch.length === 1 || isUnreachable(error)) {
        for (const { reject } of batch) reject(error)
        return
      }
      const middle = Math.ceil(batch.length / 2)
      await store(batch.slice(0, middle))
      await store(batch.slice(middle))
    }
  }
  const run = async (): Promise<void> => {
    running = true
    // Messages of the same turn still get into the first transaction.
    await Promise.resolve()
    while (queue.length > 0) {
      const batch = queue.slice(0, batchSizeMax)
      queue = queue.slice(batchSizeMax)
      await store(batch)
    }
    running = false
  }

  return (message) =>
    new Promise((resolve, reject) => {
      queue.push({ message, resolve, reject })
      if (!running) void run()
    })
}
