import type { Reading, ReadOptions } from '../../../kernel/message-bus.ts'
import type { TopicLog } from './topic-log.ts'

const countMax = 500

/** Reads on from the given places. `wakes` are called whenever something was published. */
export const readLogs = (
  topic: (name: string) => TopicLog,
  wakes: Set<() => void>,
  { from, to, handle }: ReadOptions,
): Reading => {
  const left = from.map(({ topic: name, partition, offset }) => ({
    log: topic(name),
    partition,
    next: Number(offset),
    end: Number(
      to?.find((end) => end.topic === name && end.partition === partition)?.offset ?? Infinity,
    ),
  }))
  let closed = false
  let wake = () => undefined as void
  const woken = () => wake()
  wakes.add(woken)

  const readOnce = async (): Promise<boolean> => {
    let found = false
    for (const place of left) {
      const room = Math.min(countMax, place.end - place.next)
      const records = room > 0 ? place.log.from(place.partition, place.next, room) : []
      const last = records.at(-1)
      if (!last || closed) continue
      found = true
      await handle(records.map((record) => ({ ...record, attempt: 1 })))
      place.next = Number(last.offset) + 1
    }
    return found
  }
  const run = async (): Promise<void> => {
    while (!closed && left.some(({ next, end }) => next < end)) {
      const published = new Promise<void>((resolve) => (wake = resolve))
      if (!(await readOnce())) await published
    }
  }
  const done = run().finally(() => wakes.delete(woken))
  // Whoever does not look at the end is not told by a crash.
  done.catch(() => undefined)
  return {
    done,
    close: async () => {
      closed = true
      wake()
      await done.catch(() => undefined)
    },
  }
}
