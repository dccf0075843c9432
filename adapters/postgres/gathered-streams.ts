import type { RecordedEvent, StreamName } from '../../kernel/message.ts'

/** Where the reading of a stream begins. */
export interface StreamPlace {
  readonly stream: StreamName
  readonly after: number
}

/** Reads one page of a stream. */
export type ReadStream = (
  stream: StreamName,
  after: number,
  limit: number,
) => Promise<readonly RecordedEvent[]>

/** At most `eventsMax` events of each stream, in the order of streams and versions. */
export type ReadStreams = (
  places: readonly StreamPlace[],
  eventsMax: number,
) => Promise<readonly RecordedEvent[]>

/** Streams read in one query, and events of each: most are short, and the long ones are read by themselves. */
const streamsMax = 200
const eventsMax = 50

interface Waiting extends StreamPlace {
  readonly limit: number
  readonly resolve: (events: readonly RecordedEvent[]) => void
  readonly reject: (error: unknown) => void
}

/**
 * Gathers the streams that are asked for in one turn into one query. Timers and policies wake thousands of
 * entities at once, and after a restart none of them is in memory: a round trip each cost more than their commands.
 */
export const gatherStreams = (readStream: ReadStream, readStreams: ReadStreams): ReadStream => {
  let waiting: Waiting[] = []
  let asked = new Set<StreamName>()

  const readAll = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      const found = Map.groupBy(await readStreams(batch, eventsMax), ({ stream }) => stream)
      for (const { stream, after, limit, resolve, reject } of batch) {
        const events = found.get(stream) ?? []
        if (events.length < eventsMax) resolve(events.slice(0, limit))
        else readStream(stream, after, limit).then(resolve, reject)
      }
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }
  const flush = (): void => {
    const [first] = waiting
    const batch = waiting
    waiting = []
    asked = new Set()
    if (!first) return
    if (batch.length === 1)
      readStream(first.stream, first.after, first.limit).then(first.resolve, first.reject)
    else void readAll(batch)
  }

  return (stream, after, limit) =>
    new Promise((resolve, reject) => {
      // One query gives each stream once; who asks for another part of it, or too many, goes with the next.
      if (waiting.length >= streamsMax || asked.has(stream)) flush()
      waiting.push({ stream, after, limit, resolve, reject })
      asked.add(stream)
      if (waiting.length === 1) queueMicrotask(() => queueMicrotask(flush))
    })
}
