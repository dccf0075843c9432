import type { Reading, ReadOptions } from '../../../kernel/message-bus.ts'
import { Work } from '../../node/delivery/work.ts'
import type { Queries } from '../bounded-queries.ts'
import { fetchMessages } from './fetch.ts'
import { publishedSubject, type Signals } from './signals.ts'
import { messageOf } from './stored-message.ts'
import type { KnownTopic } from './topics.ts'

const fetchedMax = 500
const lookMs = 1_000

/** Reads partitions without a group. What keeps it from reading is waited out; what its handler throws ends it. */
export const readOn = (
  { queries, signals }: { readonly queries: Queries; readonly signals: Signals },
  topics: readonly KnownTopic[],
  { from, to, handle }: ReadOptions,
): Reading => {
  const left = from.map(({ topic: name, partition, offset }) => ({
    name,
    topic: topics.find((known) => known.name === name)?.topic ?? 0,
    partition,
    from: BigInt(offset),
    to: endOf(to, name, partition),
  }))
  const { promise: done, resolve, reject } = Promise.withResolvers<void>()
  done.catch(() => undefined)

  const step = async (): Promise<boolean> => {
    const open = left.filter((one) => one.to === undefined || one.from < one.to)
    if (open.length === 0) return (resolve(), false)
    const rows = await fetchMessages(queries, open, fetchedMax)
    for (const place of open) {
      const messages = rows
        .filter((row) => row.topic === place.topic && row.partition === place.partition)
        .map((row) => ({ ...messageOf(place.name, row), attempt: 1 }))
      const last = messages.at(-1)
      if (!last) continue
      await handle(messages).catch((error: unknown) => {
        reject(error)
        throw error
      })
      place.from = BigInt(last.offset) + 1n
    }
    return rows.length > 0
  }
  const work = new Work({ step, restMs: lookMs })
  const unlisten = topics.map(({ name }) =>
    signals.listen(publishedSubject(name), () => work.wake()),
  )
  const close = async () => {
    for (const stop of unlisten) stop()
    await work.stop()
    resolve()
  }
  void done.then(close, close)
  return { done, close }
}

const endOf = (to: ReadOptions['to'], topic: string, partition: number): bigint | undefined => {
  if (!to) return undefined
  const end = to.find((place) => place.topic === topic && place.partition === partition)
  return end && BigInt(end.offset)
}
