import type { RecordedEvent } from '../../../kernel/message.ts'
import type { PaymentEvent } from '../events.ts'
import { paymentIdOfStream } from '../payment.ts'
import type { JournalTransactionEvent } from './events.ts'
import { paymentPostings } from './payment-postings.ts'
import type { JournalTransaction } from './transaction.ts'

/** Facts from which postings follow. */
export type Booked =
  | Extract<JournalTransactionEvent, { type: 'TransactionPosted' }>
  | Extract<
      PaymentEvent,
      {
        type:
          | 'SubmissionStarted'
          | 'SubmissionNotSent'
          | 'PaymentPending'
          | 'PaymentSettled'
          | 'PaymentRejected'
      }
    >

export const bookedEvents = [
  'TransactionPosted',
  'SubmissionStarted',
  'SubmissionNotSent',
  'PaymentPending',
  'PaymentSettled',
  'PaymentRejected',
] as const satisfies readonly Booked['type'][]

/**
 * What a fact means for the books: the one place where postings come from, for every balance, statement and check.
 * Pure, so the books can be made again from the log at any time.
 */
export const journalTransactionsOf = (
  event: RecordedEvent<Booked>,
): readonly JournalTransaction[] => {
  if (event.type === 'TransactionPosted') return [posted(event)]
  const postings = paymentPostings(event)
  return postings.length === 0 ? [] : [{ paymentId: paymentIdOfStream(event.stream), postings }]
}

const posted = ({
  stream,
  data,
}: RecordedEvent<Extract<Booked, { type: 'TransactionPosted' }>>): JournalTransaction => {
  const { postings, effectiveDate, reference, description } = data
  return {
    transactionId: transactionIdOfStream(stream),
    effectiveDate,
    ...(reference === undefined ? {} : { reference }),
    ...(description === undefined ? {} : { description }),
    postings: postings.map((posting) => ({ ...posting, layer: 'posted' })),
  }
}

/** `transaction-<transactionId>` */
export const transactionStream = (transactionId: string): string => `transaction-${transactionId}`

/** The inverse of `transactionStream`. Throws for another stream. */
export const transactionIdOfStream = (stream: string): string => {
  if (!stream.startsWith('transaction-')) throw new Error(`${stream} is not a transaction's stream`)
  return stream.slice('transaction-'.length)
}
