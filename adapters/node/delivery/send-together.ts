export interface SendTogetherOptions<Item> {
  /** Rejects what is refused for a reason of its own; the calls beside it go on. */
  readonly admit: (items: readonly Item[]) => Promise<void>
  /** Sends them as one. Never called again before it has ended. */
  readonly send: (items: readonly Item[]) => Promise<void>
  readonly itemsMax: number
  readonly bytesMax: number
  readonly bytesOf: (item: Item) => number
}

interface Waiting<Item> {
  readonly items: readonly Item[]
  readonly bytes: number
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * What queues while a send is under way leaves together, in the order of the calls: one request for each call is
 * ten times slower. A call stays whole.
 */
export const sendTogether = <Item>(
  options: SendTogetherOptions<Item>,
): ((items: readonly Item[]) => Promise<void>) => {
  const { admit, send, itemsMax, bytesMax, bytesOf } = options
  const queue: Waiting<Item>[] = []
  let sending = false

  const takeBatch = (): readonly Waiting<Item>[] => {
    let [calls, items, bytes] = [0, 0, 0]
    for (const waiting of queue) {
      items += waiting.items.length
      bytes += waiting.bytes
      if (calls > 0 && (items > itemsMax || bytes > bytesMax)) break
      calls++
    }
    return queue.splice(0, calls)
  }
  const admitted = async (batch: readonly Waiting<Item>[]): Promise<readonly Waiting<Item>[]> => {
    const good: Waiting<Item>[] = []
    for (const waiting of batch)
      await admit(waiting.items).then(() => good.push(waiting), waiting.reject)
    return good
  }
  const run = async (): Promise<void> => {
    sending = true
    // Callers of the same moment leave in the first batch too.
    await Promise.resolve()
    for (let taken = takeBatch(); taken.length > 0; taken = takeBatch()) {
      const batch = await admitted(taken)
      if (batch.length === 0) continue
      try {
        await send(batch.flatMap(({ items }) => items))
        for (const { resolve } of batch) resolve()
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    sending = false
  }

  return (items) =>
    new Promise((resolve, reject) => {
      if (items.length === 0) return resolve()
      const bytes = items.reduce((sum, item) => sum + bytesOf(item), 0)
      queue.push({ items, bytes, resolve, reject })
      if (!sending) void run()
    })
}
