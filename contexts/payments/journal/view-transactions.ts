import type { View } from '../../../kernel/view.ts'
import type { JournalTransactionEvent, PostingStated } from './events.ts'
import { transactionIdOfStream } from './streams.ts'

/** A transaction of the journal's own, as it was posted. */
export interface TransactionRow {
  readonly transactionId: string
  readonly postings: readonly PostingStated[]
  readonly effectiveDate: string
  readonly recordedAt: number
  readonly reference?: string
  readonly description?: string
  readonly metadata?: Readonly<Record<string, string>>
  readonly holdId?: string
  readonly reverses?: string
  readonly reversedBy?: string
}

export const journalTransactions: View<TransactionRow, JournalTransactionEvent> = {
  name: 'journal-transactions',
  version: 1,
  events: ['TransactionPosted', 'TransactionReversed'],
  keys: ({ stream }) => [transactionIdOfStream(stream)],
  fold: (row, event, transactionId) => {
    if (event.type === 'TransactionPosted')
      return { transactionId, ...event.data, recordedAt: event.time }
    if (!row) throw new Error(`transaction ${transactionId} was reversed before it was posted`)
    return { ...row, reversedBy: event.data.by }
  },
  indexed: { recordedAt: 'instant' },
}
