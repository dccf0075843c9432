import type { AppendResult } from '../../kernel/event-store.ts'
import { addToHeads, fitsBatch, type BatchHead, type PreparedAppend } from './append-batch.ts'
import { HeldBack, type UnderWay } from './under-way.ts'

/** An append whose caller waits for its result. */
export interface Waiting extends PreparedAppend {
  readonly since: number
  readonly onNotAppended: () => void
  readonly resolve: (result: AppendResult) => void
  readonly reject: (error: unknown) => void
}

/** Appends that go in one transaction, and the streams that they look at. */
export interface Batch {
  readonly appends: readonly Waiting[]
  readonly heads: ReadonlyMap<string, BatchHead>
}

export interface BatchLimits {
  readonly batchSizeMax: number
  /** Text of events and outcomes in one transaction: a server keeps several copies of it in memory. */
  readonly batchCharactersMax: number
}

/** Appends in the order of their calls, which is the order in which they were decided. */
export class AppendQueue {
  #waiting: Waiting[] = []

  get length(): number {
    return this.#waiting.length
  }

  add(waiting: Waiting): void {
    this.#waiting.push(waiting)
  }

  /** They go first in the next batch. */
  putBack(appends: readonly Waiting[]): void {
    this.#waiting.unshift(...appends)
  }

  /**
   * From the front, as many as fit each other; none only where all of them touch what is under way. Those wait on,
   * and whatever would overtake them waits with them.
   */
  takeBatch({ batchSizeMax, batchCharactersMax }: BatchLimits, underWay: UnderWay): Batch {
    const heads = new Map<string, BatchHead>()
    const ids = new Set<string>()
    const held = new HeldBack(underWay)
    const appends: Waiting[] = []
    const left: Waiting[] = []
    let characters = 0
    let looked = 0
    for (const waiting of this.#waiting) {
      if (ids.size >= batchSizeMax || ids.has(waiting.append.commandId)) break
      if (held.holds(waiting)) {
        left.push(waiting)
        looked++
        continue
      }
      characters += waiting.characters
      if (ids.size > 0 && characters > batchCharactersMax) break
      if (!fitsBatch(heads, waiting)) break
      ids.add(waiting.append.commandId)
      addToHeads(heads, waiting)
      appends.push(waiting)
      looked++
    }
    this.#waiting =
      looked === this.#waiting.length ? left : [...left, ...this.#waiting.slice(looked)]
    return { appends, heads }
  }

  /** Takes out all that are of a kind. */
  take(isWanted: (waiting: Waiting) => boolean): readonly Waiting[] {
    const [taken, left] = partition(this.#waiting, isWanted)
    this.#waiting = left
    return taken
  }

  /**
   * What still queues behind a failure was decided on a state that never came to be. Everybody concerned is told
   * before anything else can run, so that nothing more is decided on that state.
   */
  spoil(failed: readonly Waiting[]): void {
    const streams = new Set(
      failed.flatMap(({ append }) => append.events.map(({ stream }) => stream)),
    )
    const spoiled = this.take(({ append }) => {
      if (!append.reads.some(({ stream }) => streams.has(stream))) return false
      for (const { stream } of append.events) streams.add(stream)
      return true
    })
    for (const { onNotAppended } of [...failed, ...spoiled]) onNotAppended()
    for (const { resolve } of spoiled) resolve({ kind: 'conflict' })
  }
}

export const partition = <Item>(
  items: readonly Item[],
  isFirst: (item: Item) => boolean,
): [Item[], Item[]] => {
  const yes: Item[] = []
  const no: Item[] = []
  for (const item of items) (isFirst(item) ? yes : no).push(item)
  return [yes, no]
}

export const batchOf = (appends: readonly Waiting[]): Batch => {
  const heads = new Map<string, BatchHead>()
  for (const waiting of appends) addToHeads(heads, waiting)
  return { appends, heads }
}
