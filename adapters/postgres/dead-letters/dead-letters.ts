import type pg from 'pg'
import type { Clock, Instant } from '../../../kernel/clock.ts'
import type {
  Acting,
  DeadLetterStore,
  DueLetter,
  LetterAction,
  LetterBatch,
  LetterFilter,
  LetterPage,
  LetterState,
  LetterSummary,
  StoredLetter,
} from '../../../kernel/dead-letter-store.ts'
import type { DeadLetter } from '../../../kernel/message-bus.ts'
import { nodeIds } from '../../node/ids.ts'
import { transaction } from '../transaction.ts'
import { proposedLetters, readBatches, writeBatch } from './batches.ts'
import {
  holdBack,
  isOpen,
  laneOfLetter,
  lockLane,
  move,
  noteAction,
  release,
  type LaneOfLetter,
} from './lanes.ts'
import {
  conditionsOf,
  laneOf,
  letterSeal,
  plainError,
  stateWhenAdded,
  storedLetter,
  type LetterRow,
  type LetterSeal,
} from './stored-letter.ts'

export interface PostgresDeadLettersOptions {
  readonly pool: pg.Pool
  readonly masterKey: Buffer
  readonly clock: Clock
}

const ids = nodeIds()

/** Dead letters of all processes on one database. */
export class PostgresDeadLetters implements DeadLetterStore {
  readonly #pool: pg.Pool
  readonly #clock: Clock
  readonly #seal: LetterSeal

  constructor({ pool, masterKey, clock }: PostgresDeadLettersOptions) {
    this.#pool = pool
    this.#clock = clock
    this.#seal = letterSeal(masterKey)
  }

  async add(letter: DeadLetter, settled: 'reopened' | 'left' = 'reopened'): Promise<void> {
    const { group, message, reason, error, attempts } = letter
    const { topic, partition, offset, key } = message
    const letterId = ids.derive('dead letter', group, topic, String(partition), offset)
    const at = this.#clock.now()
    const lane = { group_name: group, topic, lane: laneOf(key) }
    await transaction(this.#pool, async (client) => {
      await lockLane(client, lane)
      const waits = stateWhenAdded(letter) === 'waiting'
      // What it was to wait behind may be gone by now: then it is its turn.
      const state = waits && !(await isOpen(client, lane)) ? 'redriving' : stateWhenAdded(letter)
      const { rowCount } = await client.query(
        `insert into millrace.dead_letters as known
           (letter, group_name, topic, lane, message, reason, error, attempts, state, set_aside_at, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
         on conflict (letter) do update set message = excluded.message, edited = false,
           reason = excluded.reason, error = excluded.error, attempts = excluded.attempts,
           state = excluded.state, rate = 0, changed_at = excluded.changed_at,
           edition = known.edition + 1
         where known.state in ('redriven', 'discarded') and $11`,
        [
          letterId,
          group,
          topic,
          lane.lane,
          this.#seal.seal(letterId, message),
          reason,
          plainError(error),
          attempts,
          state,
          at,
          settled === 'reopened',
        ],
      )
      if (rowCount) await noteAction(client, 'set-aside', letterId, { actor: `bus:${group}`, at })
    })
  }

  async holds(group: string, topic: string, key: string): Promise<boolean> {
    const { rows } = await this.#pool.query<{ holds: boolean }>(
      `select exists (select from millrace.dead_letters where group_name = $1 and topic = $2
         and lane = $3 and state in ('dead', 'waiting', 'redriving')) as holds`,
      [group, topic, laneOf(key)],
    )
    return rows[0]?.holds === true
  }

  async summary(): Promise<readonly LetterSummary[]> {
    const { rows } = await this.#pool.query<Record<string, string>>(
      `select group_name, topic, reason, state, count(*) as letters,
         min(set_aside_at) as oldest, max(set_aside_at) as newest
       from millrace.dead_letters group by group_name, topic, reason, state
       order by group_name, topic, reason, state`,
    )
    return rows.map((row) => ({
      group: row['group_name'] ?? '',
      topic: row['topic'] ?? '',
      reason: row['reason'] ?? '',
      state: row['state'] as LetterState,
      letters: Number(row['letters']),
      oldestAt: Number(row['oldest']),
      newestAt: Number(row['newest']),
    }))
  }

  async list(filter: LetterFilter, limit: number, after?: string): Promise<LetterPage> {
    const { sql, values } = conditionsOf(filter, 3)
    const rows = await this.#rows(
      `where ($1::bigint is null or number < $1)${sql} order by number desc limit $2`,
      [after ?? null, limit + 1, ...values],
    )
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    return {
      letters: page.map((row) => storedLetter(this.#seal, row)),
      ...(rows.length > limit && last ? { next: last.number } : {}),
    }
  }

  async find(letterId: string): Promise<StoredLetter | undefined> {
    const [row] = await this.#rows('where letter = $1', [letterId])
    return row && storedLetter(this.#seal, row)
  }

  async history(letterId: string): Promise<readonly LetterAction[]> {
    const { rows } = await this.#pool.query<{
      action: LetterAction['action']
      actor: string
      at: string
      why: string | null
      batch: string | null
    }>('select * from millrace.dead_letter_actions where letter = $1 order by number', [letterId])
    return rows.map(({ action, actor, at, why, batch }) => ({
      action,
      letterId,
      actor,
      at: Number(at),
      ...(why === null ? {} : { why }),
      ...(batch === null ? {} : { batchId: batch }),
    }))
  }

  async shown(letterId: string, by: Acting): Promise<void> {
    await transaction(this.#pool, (client) => noteAction(client, 'shown', letterId, by))
  }

  edit(letterId: string, payload: string, by: Acting): Promise<boolean> {
    return transaction(this.#pool, async (client) => {
      const found = await laneOfLetter(client, letterId)
      if (found?.state !== 'dead') return false
      const [row] = await this.#rows('where letter = $1', [letterId], client)
      if (!row) return false
      const message = { ...this.#seal.open(row), payload }
      await client.query(
        `update millrace.dead_letters set message = $2, edited = true, changed_at = $3,
           edition = edition + 1 where letter = $1`,
        [letterId, this.#seal.seal(letterId, message), by.at],
      )
      await noteAction(client, 'edited', letterId, by)
      return true
    })
  }

  redrive(letterId: string, by: Acting): Promise<boolean> {
    return transaction(this.#pool, (client) => move(client, letterId, ['dead'], 'redriving', by))
  }

  discard(letterId: string, by: Acting): Promise<boolean> {
    return transaction(this.#pool, (client) =>
      move(client, letterId, ['dead', 'waiting'], 'discarded', by),
    )
  }

  async propose(
    proposed: Omit<LetterBatch, 'state' | 'letters' | 'decided'>,
    lettersMax: number,
  ): Promise<LetterBatch> {
    await transaction(this.#pool, (client) => writeBatch(client, proposed, lettersMax))
    const batch = await this.findBatch(proposed.batchId)
    if (!batch) throw new Error(`the batch ${proposed.batchId} was noted and is not there`)
    return batch
  }

  async findBatch(batchId: string): Promise<LetterBatch | undefined> {
    const [batch] = await readBatches(this.#pool, 'where batch = $1', [batchId])
    return batch
  }

  batches(limit: number): Promise<readonly LetterBatch[]> {
    return readBatches(this.#pool, 'where letters > 0 order by number desc limit $1', [limit])
  }

  async lettersOf(batchId: string, limit: number): Promise<readonly StoredLetter[]> {
    const rows = await this.#rows(
      `where letter in (select letter from millrace.dead_letter_batch_letters where batch = $1)
       order by number limit $2`,
      [batchId, limit],
    )
    return rows.map((row) => storedLetter(this.#seal, row))
  }

  decide(batchId: string, approved: boolean, by: Acting): Promise<boolean> {
    return transaction(this.#pool, async (client) => {
      const state = approved ? 'approved' : 'denied'
      const decided = await client.query<{ does: LetterBatch['does']; rate: number }>(
        `update millrace.dead_letter_batches set state = $2, decided = $3
         where batch = $1 and state = 'proposed' returning does, rate`,
        [batchId, state, JSON.stringify(by)],
      )
      const [batch] = decided.rows
      if (!batch || !approved) return batch !== undefined
      const letters = await proposedLetters(client, batchId)
      const to = batch.does === 'redrive' ? 'redriving' : 'discarded'
      for (const { letter, edition } of letters)
        await move(client, letter, ['dead'], to, by, { batchId, rate: batch.rate, edition })
      return true
    })
  }

  async due(group: string, limit: number): Promise<readonly DueLetter[]> {
    const { rows } = await this.#pool.query<LetterRow>(
      `select * from (
         select distinct on (group_name, topic, lane) * from millrace.dead_letters
         where group_name = $1 and state = 'redriving' order by group_name, topic, lane, number
       ) first order by rate > 0, number limit $2`,
      [group, limit],
    )
    return rows.map((row) => ({ ...storedLetter(this.#seal, row), ratePerSecond: row.rate }))
  }

  async settled(letterId: string, at: Instant): Promise<void> {
    await this.#ended(letterId, async (client, lane) => {
      await client.query(
        `update millrace.dead_letters set state = 'redriven', attempts = attempts + 1, changed_at = $2
         where letter = $1`,
        [letterId, at],
      )
      await noteAction(client, 'redriven', letterId, { actor: 'system', at })
      await release(client, lane, at)
    })
  }

  async failed(letterId: string, reason: string, error: string, at: Instant): Promise<void> {
    const why = plainError(error)
    await this.#ended(letterId, async (client, lane) => {
      await client.query(
        `update millrace.dead_letters set state = 'dead', reason = $2, error = $3,
           attempts = attempts + 1, changed_at = $4, edition = edition + 1 where letter = $1`,
        [letterId, reason, why, at],
      )
      await noteAction(client, 'failed', letterId, { actor: 'system', at, why })
      await holdBack(client, lane, lane.number, at)
    })
  }

  async #ended(
    letterId: string,
    end: (client: pg.PoolClient, lane: LaneOfLetter) => Promise<void>,
  ): Promise<void> {
    await transaction(this.#pool, async (client) => {
      const lane = await laneOfLetter(client, letterId)
      if (lane?.state === 'redriving') await end(client, lane)
    })
  }

  async #rows(
    where: string,
    values: readonly unknown[],
    queries: Pick<pg.PoolClient, 'query'> = this.#pool,
  ): Promise<readonly LetterRow[]> {
    const { rows } = await queries.query<LetterRow>(
      `select * from millrace.dead_letters ${where}`,
      [...values],
    )
    return rows
  }
}
