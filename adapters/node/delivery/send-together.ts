export interface SendTogetherOptions<Item> {
  /** Rejects what is refused for a reason of its own; the calls beside it go on. */
  readonly admit: (items: readonly Item[]) => Promise<void>
  /** Sends them as one. Never called again before it has ended. */
  readonly send: (items: readonly Item[]) => Promise<void>
  /** Of one send. One item at least goes, however large it is. */
  readonly itemsMax: number
  readonly bytesMax: number
  readonly bytesOf: (item: Item) => number
}

interface Call<Item> {
  readonly items: readonly Item[]
  /** How many of them were sent, or are on their way. */
  taken: number
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * What queues while a send is under way leaves together, in the order of the calls: one request for each call is
 * ten times slower. A call that is too large for one send is divided; it resolves when all of it was sent.
 */
export const sendTogether = <Item>(
  options: SendTogetherOptions<Item>,
): ((items: readonly Item[]) => Promise<void>) => {
  const { admit, send, itemsMax, bytesMax, bytesOf } = options
  /** Not admitted yet, and admitted. */
  const arriving: Call<Item>[] = []
  const queue: Call<Item>[] = []
  let sending = false

  const admitAll = async (): Promise<void> => {
    for (let call = arriving.shift(); call; call = arriving.shift()) {
      const { items, reject } = call
      const admitted = call
      await admit(items).then(() => queue.push(admitted), reject)
    }
  }
  const takeBatch = (): readonly Item[] => {
    const batch: Item[] = []
    let bytes = 0
    for (const call of queue)
      for (const item of call.items.slice(call.taken)) {
        bytes += bytesOf(item)
        if (batch.length > 0 && (batch.length >= itemsMax || bytes > bytesMax)) return batch
        batch.push(item)
        call.taken++
      }
    return batch
  }
  /** Calls of which something was in the batch stand at the front; all but the last one are whole. */
  const settle = (failure: { readonly error: unknown } | undefined): void => {
    while (queue[0] && queue[0].taken > 0) {
      const [call] = queue
      if (failure) call.reject(failure.error)
      else if (call.taken < call.items.length) return
      else call.resolve()
      queue.shift()
    }
  }
  const run = async (): Promise<void> => {
    sending = true
    // Callers of the same moment leave in the first batch too.
    await Promise.resolve()
    for (await admitAll(); queue.length > 0; await admitAll()) {
      const failure = await send(takeBatch()).then(
        () => undefined,
        (error: unknown) => ({ error }),
      )
      settle(failure)
    }
    sending = false
  }

  return (items) =>
    new Promise((resolve, reject) => {
      if (items.length === 0) return resolve()
      arriving.push({ items, taken: 0, resolve, reject })
      if (!sending) void run()
    })
}
