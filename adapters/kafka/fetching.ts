import { Consumer, findErrorBy, type BaseOptions } from '@platformatic/kafka'
import { Work } from '../node/delivery/work.ts'
import type { Taken } from '../node/delivery/ordered-delivery.ts'
import { recordsOf } from './records.ts'
import { withWholeMetadata } from './whole-metadata.ts'

/** A partition that is wanted from there on. */
export interface Wanted {
  readonly topic: string
  readonly partition: number
  readonly from: bigint
}

/** Whom records are fetched for. */
export interface Fetcher {
  /** Nothing while there is no room. */
  wanted(): readonly Wanted[]
  /** Records from there on, in order; `next` is what is wanted afterwards. Awaited before more is fetched. */
  take(wanted: Wanted, records: readonly Taken[], next: bigint): Promise<void>
  /** What was wanted is no longer kept; `first` is. */
  gone(wanted: Wanted, first: bigint): void
  readonly onFailure?: ((error: unknown) => void) | undefined
}

type FetchResponse = Awaited<ReturnType<Consumer['fetch']>>

const fetching = { maxWaitTime: 500, minBytes: 1, maxBytes: 8_000_000 }
const partitionMaxBytes = 2_000_000
const pace = { restMs: 500, leadersMs: 1_000 }

/**
 * Fetches records by partition, from each leader by itself: without the library's stream, which goes back to the
 * group's offsets whenever members come and go, and hands out what it had buffered of partitions that are lost.
 */
export class Fetching {
  readonly #client: Consumer
  readonly #fetcher: Fetcher
  readonly #topics: string[]
  readonly #loops = new Map<number, Work>()
  readonly #watching: Work

  constructor(options: BaseOptions, topics: readonly string[], fetcher: Fetcher) {
    const client = new Consumer({ ...options, retries: 0, groupId: 'millrace-fetches' })
    this.#client = withWholeMetadata(client)
    this.#client.on('error', () => undefined)
    this.#topics = [...topics]
    this.#client.topics.trackAll(...topics)
    this.#fetcher = fetcher
    this.#watching = new Work({
      step: () => this.#watchLeaders(),
      restMs: pace.leadersMs,
      onFailure: fetcher.onFailure,
    })
  }

  wake(): void {
    for (const loop of this.#loops.values()) loop.wake()
  }

  async close(): Promise<void> {
    await this.#watching.stop()
    const stopping = [...this.#loops.values()].map((loop) => loop.stop())
    // What waits for records at a broker is not waited for.
    await this.#client.close(true).catch(() => undefined)
    await Promise.all(stopping)
  }

  async #watchLeaders(): Promise<boolean> {
    const { topics } = await this.#client.metadata({ topics: this.#topics })
    const leaders = [...topics.values()].flatMap(({ partitions }) =>
      partitions.map(({ leader }) => leader),
    )
    for (const leader of leaders)
      if (leader >= 0 && !this.#loops.has(leader)) this.#loops.set(leader, this.#loop(leader))
    // A partition without a leader is about to get one.
    if (leaders.includes(-1)) this.#client.clearMetadata()
    return false
  }

  #loop(node: number): Work {
    return new Work({
      step: () => this.#fetchFrom(node),
      restMs: pace.restMs,
      onFailure: this.#fetcher.onFailure,
    })
  }

  async #fetchFrom(node: number): Promise<boolean> {
    const { topics } = await this.#client.metadata({ topics: this.#topics })
    const wanted = this.#fetcher
      .wanted()
      .filter(({ topic, partition }) => topics.get(topic)?.partitions[partition]?.leader === node)
    if (wanted.length === 0) return false
    const idOf = (topic: string) => topics.get(topic)?.id ?? ''
    const response = await this.#fetch(node, wanted, idOf)
    for (const one of wanted) await this.#handOver(one, idOf(one.topic), response)
    return true
  }

  async #fetch(
    node: number,
    wanted: readonly Wanted[],
    idOf: (topic: string) => string,
  ): Promise<FetchResponse> {
    const names = [...new Set(wanted.map(({ topic }) => topic))]
    const topics = names.map((name) => ({
      topicId: idOf(name),
      partitions: wanted
        .filter(({ topic }) => topic === name)
        .map(({ partition, from }) => ({
          partition,
          fetchOffset: from,
          currentLeaderEpoch: -1,
          lastFetchedEpoch: -1,
          partitionMaxBytes,
        })),
    }))
    try {
      return await this.#client.fetch({ ...fetching, node, topics })
    } catch (error) {
      // One partition's fault; the others may have come.
      const isBehind = findErrorBy(error as Error, 'apiId', 'OFFSET_OUT_OF_RANGE') !== null
      const { response } = error as { readonly response?: FetchResponse }
      if (isBehind && response) return response
      this.#client.clearMetadata()
      throw error
    }
  }

  async #handOver(wanted: Wanted, topicId: string, { responses }: FetchResponse): Promise<void> {
    const found = responses
      .find((topic) => topic.topicId === topicId)
      ?.partitions.find(({ partitionIndex }) => partitionIndex === wanted.partition)
    if (!found) return
    if (found.errorCode === outOfRange)
      return this.#fetcher.gone(wanted, await this.#nearest(wanted))
    const { records, next } = recordsOf(wanted, found.records ?? [])
    if (next > wanted.from) await this.#fetcher.take(wanted, records, next)
  }

  /** What is kept nearest to an offset that is not: the first record, or the end, where it lies beyond. */
  async #nearest({ topic, partition, from }: Wanted): Promise<bigint> {
    const at = async (timestamp: bigint) =>
      (await this.#client.listOffsets({ topics: [topic], timestamp })).get(topic)?.[partition] ??
      from
    const first = await at(-2n)
    return first > from ? first : at(-1n)
  }
}

const outOfRange = 1
