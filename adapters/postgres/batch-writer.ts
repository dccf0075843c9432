import type { ClientConfig, DatabaseError } from 'pg'
import type { Append, AppendResult } from '../../kernel/event-store.ts'
import {
  addToHeads,
  appendBatchSql,
  appendBatchValues,
  fitsBatch,
  prepareAppend,
  type BatchHead,
  type PreparedAppend,
} from './append-batch.ts'
import { findOutcomes, outcomeResult, type FoundOutcome } from './outcomes.ts'
import {
  endServerProcess,
  openWriterConnection,
  type WriterConnection,
} from './writer-connection.ts'

export interface BatchWriterOptions {
  readonly log: string
  readonly connection: ClientConfig
  /** Commands in one transaction. */
  readonly batchSizeMax?: number
  /** Commands that may wait; beyond it callers are told at once that there is too much. */
  readonly queueLengthMax?: number
  /** How long a command waits for a database that does not answer before its caller is told. */
  readonly waitMs?: number
  /** Called after each commit that added events. */
  readonly onCommitted: () => void
}

interface Waiting extends PreparedAppend {
  readonly since: number
  readonly onNotAppended: () => void
  readonly resolve: (result: AppendResult) => void
  readonly reject: (error: unknown) => void
}

/**
 * Group commit: what queues while a batch is under way goes together as the next one: one round trip, one
 * transaction, one flush to disk. No timer: a single caller waits for nobody.
 *
 *   append --> queue --> batch --> append_batch() --> results, in the order of the queue
 *                                      | rejected: split until the culprit is alone
 *                                      | connection lost: look up each command, then answer
 */
export class BatchWriter {
  readonly #options: Required<BatchWriterOptions>
  #queue: Waiting[] = []
  #connection: WriterConnection | undefined
  #lastServerProcess: number | undefined
  #running: Promise<void> | undefined
  #closed = false

  constructor(options: BatchWriterOptions) {
    this.#options = { batchSizeMax: 500, queueLengthMax: 10_000, waitMs: 5_000, ...options }
  }

  get queueLength(): number {
    return this.#queue.length
  }

  append(append: Append, onNotAppended: () => void): Promise<AppendResult> {
    const refusal = this.#refusal()
    if (refusal) {
      onNotAppended()
      return Promise.resolve(refusal)
    }
    const prepared = prepareAppend(append)
    return new Promise((resolve, reject) => {
      this.#queue.push({ ...prepared, since: performance.now(), onNotAppended, resolve, reject })
      this.#running ??= this.#run()
    })
  }

  #refusal(): AppendResult | undefined {
    if (this.#closed) return { kind: 'unavailable', reason: 'the log is closed' }
    return this.#queue.length >= this.#options.queueLengthMax ? { kind: 'overloaded' } : undefined
  }

  /** Waits for what is queued. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#running
    await this.#connection?.close()
  }

  async #run(): Promise<void> {
    // Callers of this turn still get into the first batch.
    await Promise.resolve()
    while (this.#queue.length > 0) {
      const connection = await this.#connect()
      if (connection) await this.#write(connection, this.#takeBatch())
    }
    this.#running = undefined
  }

  async #connect(): Promise<WriterConnection | undefined> {
    if (this.#connection?.alive()) return this.#connection
    try {
      const connection = await openWriterConnection(
        this.#options.connection,
        this.#options.log,
        this.#options.waitMs,
      )
      if (this.#lastServerProcess)
        await endServerProcess(connection.client, this.#lastServerProcess)
      this.#lastServerProcess = connection.serverProcess
      return (this.#connection = connection)
    } catch (error) {
      this.#giveUpOnTheOld(error)
      await new Promise((resolve) => setTimeout(resolve, 50))
      return undefined
    }
  }

  /** Those that have waited too long are told; the others wait on for the database to come back. */
  #giveUpOnTheOld(error: unknown): void {
    const tooOld = performance.now() - this.#options.waitMs
    const reason = `the database cannot be reached: ${messageOf(error)}`
    const [old, young] = partition(this.#queue, ({ since }) => since < tooOld || this.#closed)
    this.#queue = young
    this.#fail(old, { kind: 'unavailable', reason })
  }

  /** The longest run from the front of the queue whose commands fit each other. */
  #takeBatch(): { readonly batch: readonly Waiting[]; readonly heads: Map<string, BatchHead> } {
    const heads = new Map<string, BatchHead>()
    const ids = new Set<string>()
    let size = 0
    for (const waiting of this.#queue) {
      if (size >= this.#options.batchSizeMax || ids.has(waiting.append.commandId)) break
      if (!fitsBatch(heads, waiting)) break
      ids.add(waiting.append.commandId)
      addToHeads(heads, waiting)
      size++
    }
    return { batch: this.#queue.splice(0, size), heads }
  }

  async #write(
    connection: WriterConnection,
    {
      batch,
      heads,
    }: { readonly batch: readonly Waiting[]; readonly heads: ReadonlyMap<string, BatchHead> },
  ): Promise<void> {
    try {
      const { rows } = await connection.client.query<{ base: string; statuses: number[] | null }>({
        name: 'append_batch',
        text: appendBatchSql,
        values: appendBatchValues(batch, heads),
      })
      const [row] = rows
      if (!row) throw new Error('append_batch returned nothing')
      await this.#settle(connection, batch, Number(row.base), row.statuses)
    } catch (error) {
      if (!connection.alive()) return this.#recover(batch)
      await this.#afterRejection(connection, batch, error)
    }
  }

  async #settle(
    connection: WriterConnection,
    batch: readonly Waiting[],
    base: number,
    statuses: readonly number[] | null,
  ): Promise<void> {
    const repeated = statuses ? batch.filter((_, index) => statuses[index] === 1) : []
    const outcomes =
      repeated.length > 0 ? await findOutcomes(connection.client, repeated.map(idOf)) : noOutcomes
    let position = base
    let committed = false
    const failed: Waiting[] = []
    const answers = batch.map((waiting, index): AppendResult => {
      const status = statuses?.[index] ?? 0
      if (status !== 0) failed.push(waiting)
      if (status === 1) return outcomeResult(waiting.append, outcomes.get(idOf(waiting)), base)
      if (status === 2) return { kind: 'conflict' }
      position += waiting.append.events.length
      committed ||= waiting.append.events.length > 0
      return { kind: 'appended', position }
    })
    this.#spoil(failed)
    batch.forEach(({ resolve }, index) => resolve(answers[index] ?? { kind: 'conflict' }))
    if (committed) this.#options.onCommitted()
  }

  #fail(failed: readonly Waiting[], result: AppendResult): void {
    this.#spoil(failed)
    for (const { resolve } of failed) resolve(result)
  }

  /**
   * What still queues behind a failure was decided on a state that never came to be. Everybody concerned is told
   * before anything else can run, so that nothing more is decided on that state.
   */
  #spoil(failed: readonly Waiting[]): void {
    const streams = new Set(
      failed.flatMap(({ append }) => append.events.map(({ stream }) => stream)),
    )
    const [spoiled, sound] = partition(this.#queue, ({ append }) => {
      if (!append.reads.some(({ stream }) => streams.has(stream))) return false
      for (const { stream } of append.events) streams.add(stream)
      return true
    })
    this.#queue = sound
    for (const { onNotAppended } of [...failed, ...spoiled]) onNotAppended()
    for (const { resolve } of spoiled) resolve({ kind: 'conflict' })
  }

  /** The connection broke with a batch under way: each command is looked up before anyone is answered. */
  async #recover(batch: readonly Waiting[]): Promise<void> {
    const deadline = performance.now() + this.#options.waitMs
    let reason = 'the connection to the database was lost'
    while (performance.now() < deadline) {
      const connection = await this.#connect()
      if (!connection) continue
      try {
        return this.#resume(batch, await findOutcomes(connection.client, batch.map(idOf)))
      } catch (error) {
        reason = messageOf(error)
      }
    }
    this.#fail(batch, { kind: 'unavailable', reason })
  }

  /**
   * What is found may be of this batch or of an earlier delivery. Both are answered as repetitions: whoever
   * must not act twice is told the safe thing. What is not found was not stored, nobody has been told anything,
   * and it goes first in the next batch.
   */
  #resume(batch: readonly Waiting[], outcomes: ReadonlyMap<string, FoundOutcome>): void {
    const [found, lost] = partition(batch, (waiting) => outcomes.has(idOf(waiting)))
    this.#queue.unshift(...lost)
    this.#spoil(found)
    for (const waiting of found)
      waiting.resolve(outcomeResult(waiting.append, outcomes.get(idOf(waiting)), 0))
    if (found.length > 0) this.#options.onCommitted()
  }

  async #afterRejection(
    connection: WriterConnection,
    batch: readonly Waiting[],
    error: unknown,
  ): Promise<void> {
    const code = (error as Partial<DatabaseError>).code ?? ''
    // The server is ending this connection, and whether it had committed is not certain.
    if (code.startsWith('57P')) {
      await connection.close()
      return this.#recover(batch)
    }
    // Deadlock or serialization: the batch was right, its moment was not.
    if (code === '40P01' || code === '40001') return void this.#queue.unshift(...batch)
    // Out of disk, memory or connections: nothing is wrong with the commands.
    if (/^(53|57|58|XX)/.test(code))
      return this.#fail(batch, { kind: 'unavailable', reason: messageOf(error) })
    const [culprit] = batch
    if (batch.length === 1 && culprit) {
      this.#spoil(batch)
      return culprit.reject(error)
    }
    const middle = Math.ceil(batch.length / 2)
    this.#queue.unshift(...batch.slice(middle))
    await this.#write(connection, {
      batch: batch.slice(0, middle),
      heads: headsOf(batch.slice(0, middle)),
    })
  }
}

const headsOf = (batch: readonly Waiting[]): ReadonlyMap<string, BatchHead> => {
  const heads = new Map<string, BatchHead>()
  for (const waiting of batch) addToHeads(heads, waiting)
  return heads
}

const noOutcomes: ReadonlyMap<string, FoundOutcome> = new Map()

const idOf = ({ append }: PreparedAppend): string => append.commandId

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)

const partition = <Item>(
  items: readonly Item[],
  first: (item: Item) => boolean,
): [Item[], Item[]] => {
  const yes: Item[] = []
  const no: Item[] = []
  for (const item of items) (first(item) ? yes : no).push(item)
  return [yes, no]
}
