import type { Money } from '../../../kernel/money.ts'
import { subtract } from '../../../kernel/money.ts'
import type { View } from '../../../kernel/view.ts'
import type { HoldEvent } from './events.ts'
import { holdIdOfStream } from './streams.ts'

/** A hold, as far as it has been spent and released. */
export interface HoldRow {
  readonly holdId: string
  readonly account: string
  readonly amount: Money
  readonly remaining: Money
  readonly status: 'held' | 'spent' | 'released' | 'expired'
  readonly placedAt: number
  readonly expiresAt?: string
  readonly description?: string
}

export const holds: View<HoldRow, HoldEvent> = {
  name: 'holds',
  version: 1,
  events: ['HoldPlaced', 'HoldSpent', 'HoldReleased'],
  keys: ({ stream }) => [holdIdOfStream(stream)],
  fold: (row, event, holdId) => {
    if (event.type === 'HoldPlaced') {
      const { amount } = event.data
      return { holdId, ...event.data, remaining: amount, status: 'held', placedAt: event.time }
    }
    if (!row) throw new Error(`hold ${holdId} ended before it was placed`)
    const remaining = subtract(row.remaining, event.data.amount)
    if (remaining.minorUnits !== '0') return { ...row, remaining }
    const status = event.type === 'HoldSpent' ? 'spent' : event.data.because
    return { ...row, remaining, status }
  },
  indexed: { account: 'text', status: 'text', placedAt: 'instant' },
}
