import type { ClientConfig, DatabaseError } from 'pg'
import type { Append, AppendResult } from '../../kernel/event-store.ts'
import {
  addedRows,
  appendBatchSql,
  appendBatchValues,
  prepareAppend,
  type PreparedAppend,
} from './append-batch.ts'
import { atEndOfMoment } from './at-end-of-moment.ts'
import { AppendQueue, batchOf, partition, type Batch, type Waiting } from './append-queue.ts'
import { UnderWay } from './under-way.ts'
import type { EventRow } from './stored-event.ts'
import { findOutcomes, outcomeResult, type FoundOutcome } from './outcomes.ts'
import { LogReplaced, WriterLine, type WriterConnection } from './writer-connection.ts'

export interface BatchWriterOptions {
  readonly log: string
  readonly connection: ClientConfig
  /** Commands in one transaction. */
  readonly batchSizeMax?: number
  /** Characters of their events and outcomes. */
  readonly batchCharactersMax?: number
  /** As soon as so many commands wait, and the last batch was sent so long ago, they follow it. */
  readonly earlyBatchSizeMin?: number
  readonly earlyAfterMs?: number
  /** Batches that may be under way. */
  readonly batchesUnderWayMax?: number
  /** Commands that may wait; beyond it callers are told at once that there is too much. */
  readonly queueLengthMax?: number
  /** How long a command waits for a database that does not answer; about twice as long where it was on its way. */
  readonly waitMs?: number
  /** Called once, where another database has taken the place of the log's: nothing is appended any more. */
  readonly onReplaced?: (reason: string) => void
  /** Called after each commit that added events: with what was added, in position order, where that is certain. */
  readonly onCommitted: (added?: readonly EventRow[]) => void
}

/**
 * Group commit: what queues while a batch is under way goes together as the next one: one round trip, one
 * transaction, one flush to disk. No timer: a single caller waits for nobody. Where many wait, the next batch is sent
 * before the answer to the one before has come; the server takes them one after the other.
 *
 *   append --> queue --> batch --> append_batch() --> results, in the order of the queue
 *                                      | rejected: split until the culprit is alone
 *                                      | connection lost: look up each command, then answer
 */
export class BatchWriter {
  readonly #options: Required<BatchWriterOptions>
  readonly #queue = new AppendQueue()
  readonly #line: WriterLine
  readonly #underWay = new UnderWay()
  /** Commands that were there when the last batch was taken, and did not fit. */
  #leftBehind = 0
  #sentAt = -Infinity
  #running: Promise<void> | undefined
  #closed = false

  constructor(options: BatchWriterOptions) {
    this.#options = {
      batchSizeMax: 500,
      batchCharactersMax: 16_000_000,
      earlyBatchSizeMin: 8,
      earlyAfterMs: 3,
      batchesUnderWayMax: 3,
      queueLengthMax: 10_000,
      waitMs: 5_000,
      onReplaced: () => undefined,
      ...options,
    }
    const { connection, log, waitMs } = this.#options
    this.#line = new WriterLine(connection, log, waitMs)
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
    return new Promise((resolve, reject) => {
      try {
        const since = performance.now()
        this.#queue.add({ ...prepareAppend(append), since, onNotAppended, resolve, reject })
      } catch (error) {
        onNotAppended()
        throw error
      }
      this.#running ??= this.#run()
      this.#sendEarly()
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
    await this.#line.close()
  }

  /** While anything waits or is under way. */
  async #run(): Promise<void> {
    while (this.#queue.length > 0 || this.#underWay.size > 0) {
      if (this.#underWay.size === 0) {
        // Whoever has asked by now gets into the batch, also those whose requests have come and are not read yet.
        await new Promise(setImmediate)
        const connection = await this.#connect()
        if (connection && this.#underWay.size === 0) this.#send(connection)
      }
      if (this.#underWay.size === 0) continue
      await this.#underWay.next()
      this.#leftBehind = 0
      this.#sendEarly()
    }
    this.#running = undefined
  }

  /**
   * The next batch follows without waiting for an answer where requests come slower than the server takes them: it
   * works on the one while the others are read, and neither waits for the other. Where commands come in no time, they
   * go together: a flush to disk costs more than they do, and what one batch holds often travels together from then on.
   */
  readonly #sendEarly = atEndOfMoment(() => {
    const { earlyBatchSizeMin, earlyAfterMs, batchesUnderWayMax } = this.#options
    if (this.#queue.length < this.#leftBehind + earlyBatchSizeMin) return
    if (performance.now() - this.#sentAt < earlyAfterMs) return
    if (this.#underWay.size >= batchesUnderWayMax) return
    const connection = this.#line.current()
    if (connection) this.#send(connection)
  })

  #send(connection: WriterConnection): void {
    const batch = this.#queue.takeBatch(this.#options, this.#underWay)
    this.#leftBehind = this.#queue.length
    this.#sentAt = performance.now()
    if (batch.appends.length > 0) this.#underWay.add(batch.appends, this.#write(connection, batch))
  }

  /** Undefined where the database cannot be reached, after a moment. */
  async #connect(): Promise<WriterConnection | undefined> {
    try {
      return await this.#line.connect()
    } catch (error) {
      this.#giveUpOnTheOld(error)
      await new Promise((resolve) => setTimeout(resolve, 50))
      return undefined
    }
  }

  /** Those that have waited too long are told; the others wait on for the database to come back. */
  #giveUpOnTheOld(error: unknown): void {
    if (error instanceof LogReplaced && !this.#closed) {
      this.#closed = true
      this.#options.onReplaced(error.message)
    }
    const reason = `the database cannot be reached: ${messageOf(error)}`
    this.#fail(this.#queue.take(this.#isTooOld), { kind: 'unavailable', reason })
  }

  readonly #isTooOld = ({ since }: Waiting): boolean =>
    this.#closed || performance.now() - since > this.#options.waitMs

  async #write(connection: WriterConnection, { appends, heads }: Batch): Promise<void> {
    let written
    try {
      written = await this.#ask(connection, appends, heads)
    } catch (error) {
      if (!connection.alive()) return this.#recover(appends)
      return this.#afterRejection(connection, appends, error)
    }
    this.#settle(appends, written)
  }

  async #ask(
    connection: WriterConnection,
    appends: readonly Waiting[],
    heads: Batch['heads'],
  ): Promise<Written> {
    const { rows } = await connection.query<{ base: string; statuses: number[] | null }>({
      name: 'append_batch',
      text: appendBatchSql,
      values: appendBatchValues(appends, heads),
    })
    const [row] = rows
    if (!row) throw new Error('append_batch returned nothing')
    const repeated = appends.filter((_, index) => row.statuses?.[index] === 1)
    const outcomes =
      repeated.length > 0 ? await findOutcomes(connection, repeated.map(idOf)) : noOutcomes
    return { base: Number(row.base), statuses: row.statuses, outcomes }
  }

  #settle(appends: readonly Waiting[], { base, statuses, outcomes }: Written): void {
    let position = base
    const added: EventRow[] = []
    const failed: Waiting[] = []
    const answers = appends.map((waiting, index): AppendResult => {
      const status = statuses?.[index] ?? 0
      if (status !== 0) failed.push(waiting)
      if (status === 1) return outcomeResult(waiting.append, outcomes.get(idOf(waiting)), base)
      if (status === 2) return { kind: 'conflict' }
      for (const row of addedRows(waiting, position)) added.push(row)
      position += waiting.append.events.length
      return { kind: 'appended', position }
    })
    this.#queue.spoil(failed)
    appends.forEach(({ resolve }, index) => resolve(answers[index] ?? { kind: 'conflict' }))
    if (added.length > 0) this.#options.onCommitted(added)
  }

  #fail(failed: readonly Waiting[], result: AppendResult): void {
    this.#queue.spoil(failed)
    for (const { resolve } of failed) resolve(result)
  }

  /** The connection broke with a batch under way: each command is looked up before anyone is answered. */
  async #recover(appends: readonly Waiting[]): Promise<void> {
    const deadline = performance.now() + this.#options.waitMs
    let reason = 'the connection to the database was lost'
    while (performance.now() < deadline) {
      const connection = await this.#connect()
      if (!connection) continue
      try {
        return this.#resume(appends, await findOutcomes(connection, appends.map(idOf)))
      } catch (error) {
        reason = messageOf(error)
      }
    }
    this.#fail(appends, { kind: 'unavailable', reason })
  }

  /**
   * What is found may be of this batch or of an earlier delivery. Both are answered as repetitions: whoever
   * must not act twice is told the safe thing. What is not found was not stored, nobody has been told anything,
   * and it goes first in the next batch, unless it is too old: it may be what breaks the connections.
   */
  #resume(appends: readonly Waiting[], outcomes: ReadonlyMap<string, FoundOutcome>): void {
    const [found, lost] = partition(appends, (waiting) => outcomes.has(idOf(waiting)))
    const [old, young] = partition(lost, this.#isTooOld)
    this.#queue.putBack(young)
    this.#fail(old, { kind: 'unavailable', reason: 'the connection to the database was lost' })
    this.#queue.spoil(found)
    for (const waiting of found)
      waiting.resolve(outcomeResult(waiting.append, outcomes.get(idOf(waiting)), 0))
    if (found.length > 0) this.#options.onCommitted()
  }

  async #afterRejection(
    connection: WriterConnection,
    appends: readonly Waiting[],
    error: unknown,
  ): Promise<void> {
    const code = (error as Partial<DatabaseError>).code ?? ''
    // The server is ending this connection, and whether it had committed is not certain.
    if (code.startsWith('57P')) {
      await connection.close()
      return this.#recover(appends)
    }
    // Deadlock or serialization: the batch was right, its moment was not.
    if (code === '40P01' || code === '40001') return this.#queue.putBack(appends)
    // This server only reads by now; the next connection may reach the one that writes.
    if (code === '25006') await connection.close()
    // Out of disk, memory or connections: nothing is wrong with the commands.
    if (/^(25006|53|57|58|XX)/.test(code))
      return this.#fail(appends, { kind: 'unavailable', reason: messageOf(error) })
    const [culprit] = appends
    if (appends.length === 1 && culprit) {
      this.#queue.spoil(appends)
      return culprit.reject(error)
    }
    const middle = Math.ceil(appends.length / 2)
    this.#queue.putBack(appends.slice(middle))
    await this.#write(connection, batchOf(appends.slice(0, middle)))
  }
}

/** What PostgreSQL says to a batch. */
interface Written {
  /** The position before it. */
  readonly base: number
  /** Per command, where not all were appended. */
  readonly statuses: readonly number[] | null
  readonly outcomes: ReadonlyMap<string, FoundOutcome>
}

const noOutcomes: ReadonlyMap<string, FoundOutcome> = new Map()

const idOf = ({ append }: PreparedAppend): string => append.commandId

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
