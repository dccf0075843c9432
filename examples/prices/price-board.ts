import type pg from 'pg'
import { claimMessage } from '../../adapters/postgres/message-bus/claims.ts'
import { transaction } from '../../adapters/postgres/transaction.ts'
import type { Clock } from '../../kernel/clock.ts'
import { contractCheck } from '../../kernel/contract-check.ts'
import type { DeadLetterStore } from '../../kernel/dead-letter-store.ts'
import {
  CannotBeHandled,
  type DeliveredMessage,
  type MessageBus,
  type SubscribeOptions,
} from '../../kernel/message-bus.ts'
import { topicOf } from '../../kernel/message-contract.ts'
import type { Ownership } from '../../kernel/ownership.ts'
import { redriveLetters } from '../../processes/running/redrive.ts'
import { priceChanged } from './price-changed.ts'

export interface PriceBoardOptions {
  readonly name: string
  readonly bus: MessageBus
  readonly pool: pg.Pool
  readonly deadLetters: DeadLetterStore
  readonly ownership: Ownership
  readonly clock: Clock
  readonly environment: string
  readonly laterOfKey: NonNullable<SubscribeOptions['deadLetters']>['laterOfKey']
}

export interface PriceBoard {
  /** In minor units; undefined where none was told. */
  price(instrumentId: string): Promise<number | undefined>
  stop(): Promise<void>
}

/** Shows the last price of each instrument. A price and the claim of its message are stored together, so it counts once. */
export const startPriceBoard = async (options: PriceBoardOptions): Promise<PriceBoard> => {
  const { name, bus, pool, deadLetters: store, ownership, clock, environment } = options
  const { laterOfKey } = options
  const topic = topicOf(priceChanged, environment)
  const check = contractCheck([priceChanged], environment)
  await pool.query(`create table if not exists public.prices (
    board text, instrument text, minor_units bigint not null, primary key (board, instrument))`)

  const take = async (message: DeliveredMessage): Promise<void> => {
    const misfit = check.received(message)
    if (misfit) throw new CannotBeHandled(misfit.refused, JSON.stringify(misfit.detail ?? {}))
    const { instrumentId, minorUnits } = JSON.parse(message.payload) as Price
    await transaction(pool, async (client) => {
      if (!(await claimMessage(client, name, message))) return
      await client.query(
        `insert into public.prices values ($1, $2, $3)
         on conflict (board, instrument) do update set minor_units = excluded.minor_units`,
        [name, instrumentId, minorUnits],
      )
    })
  }
  const subscription = await bus.subscribe({
    topics: [topic],
    group: name,
    from: 'earliest',
    handle: take,
    deadLetters: { store, attemptsMax: 3, laterOfKey },
  })
  const redriving = redriveLetters({ group: name, store, handle: take, ownership, clock })
  return {
    price: async (instrumentId) => {
      const { rows } = await pool.query<{ minor_units: string }>(
        'select minor_units from public.prices where board = $1 and instrument = $2',
        [name, instrumentId],
      )
      return rows[0] && Number(rows[0].minor_units)
    },
    stop: async () => {
      await redriving.stop()
      await subscription.close()
    },
  }
}

interface Price {
  readonly instrumentId: string
  readonly minorUnits: number
}
