import type { Instant } from '../../kernel/clock.ts'
import type { View } from '../../kernel/view.ts'
import type { Transaction } from '../payments/questions/contract.ts'
import type { Expectation, SuspenderStatus } from './contract.ts'
import type { SuspenderEvent } from './events.ts'

export interface SuspenderRow {
  readonly suspenderId: string
  readonly source: string
  readonly transactionId: string
  readonly status: SuspenderStatus
  readonly expected: Expectation
  readonly reported: Omit<Transaction, 'transactionId'> | null
  readonly differences: readonly string[]
  readonly openedAt: Instant
  readonly deadline: Instant
  readonly settledAt: Instant | null
}

/** Key: suspender id. */
export const suspendersView: View<SuspenderRow, SuspenderEvent> = {
  name: 'suspenders',
  version: 1,
  events: ['SuspenderOpened', 'SuspenderSettled'],
  keys: ({ data }) => [data.suspenderId],
  fold: (row, { type, data, time }) => {
    if (type === 'SuspenderOpened')
      return {
        ...data,
        status: 'open',
        reported: null,
        differences: [],
        openedAt: time,
        settledAt: null,
      }
    if (!row) throw new Error('a suspender is settled that was never opened')
    const { verdict, differences, reported } = data
    const { transactionId: _, ...said } = reported ?? { transactionId: '' }
    return {
      ...row,
      status: verdict,
      reported: reported ? (said as SuspenderRow['reported']) : null,
      differences,
      settledAt: time,
    }
  },
  indexed: {
    source: 'text',
    transactionId: 'text',
    status: 'text',
    openedAt: 'instant',
    settledAt: 'instant',
  },
}
