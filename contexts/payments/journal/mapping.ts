import type { RecordedEvent } from '../../../kernel/message.ts'
import { negate } from '../../../kernel/money.ts'
import type { PaymentEvent } from '../events.ts'
import { paymentIdOfStream } from '../payment.ts'
import { holdsAccount } from './account-id.ts'
import type { HoldEvent, JournalTransactionEvent } from './events.ts'
import { paymentPostings } from './payment-postings.ts'
import { rememberingLast } from './remembering-last.ts'
import { holdIdOfStream, transactionIdOfStream } from './streams.ts'
import type { JournalTransaction, Posting } from './transaction.ts'

type TransactionPosted = Extract<JournalTransactionEvent, { type: 'TransactionPosted' }>

const paymentEvents = [
  'PaymentValidated',
  'PaymentDenied',
  'ApprovalExpired',
  'SubmissionStarted',
  'SubmissionNotSent',
  'PaymentPending',
  'PaymentSettled',
  'PaymentRejected',
  'SubmissionRejected',
  'PaymentReturned',
  'PaymentCancelled',
  'PaymentAuthorised',
  'HoldVoided',
  'HoldExpired',
  'CapturePending',
  'CaptureSettled',
  'CaptureRejected',
  'CaptureReturned',
  'RefundPending',
  'RefundSettled',
  'RefundRejected',
  'RefundReversed',
  'DisputeOpened',
  'DisputeWon',
  'DisputeLost',
] as const satisfies readonly PaymentEvent['type'][]

/** Facts from which postings follow. */
export type Booked =
  | TransactionPosted
  | HoldEvent
  | Extract<PaymentEvent, { type: (typeof paymentEvents)[number] }>

export const bookedEvents = [
  'TransactionPosted',
  'HoldPlaced',
  'HoldSpent',
  'HoldReleased',
  ...paymentEvents,
] as const satisfies readonly Booked['type'][]

const booked: ReadonlySet<string> = new Set(bookedEvents)

/** Whether postings may follow from an event of this type. */
export const isBooked = (event: RecordedEvent): event is RecordedEvent<Booked> =>
  booked.has(event.type)

/**
 * What a fact means for the books: the one place where postings come from, for every balance, statement and check.
 * Pure, so the books can be made again from the log at any time.
 */
export const journalTransactionsOf = rememberingLast(
  (event: RecordedEvent<Booked>): readonly JournalTransaction[] => {
    switch (event.type) {
      case 'TransactionPosted':
        return [posted(event)]
      case 'HoldPlaced':
      case 'HoldSpent':
      case 'HoldReleased':
        return [{ holdId: holdIdOfStream(event.stream), postings: held(event) }]
      default: {
        const postings = paymentPostings(event)
        if (postings.length === 0) return []
        return [{ paymentId: paymentIdOfStream(event.stream), postings }]
      }
    }
  },
)

const posted = ({ stream, data }: RecordedEvent<TransactionPosted>): JournalTransaction => {
  const { postings, effectiveDate, reference, description, holdId } = data
  return {
    transactionId: transactionIdOfStream(stream),
    effectiveDate,
    ...(reference === undefined ? {} : { reference }),
    ...(description === undefined ? {} : { description }),
    ...(holdId === undefined ? {} : { holdId }),
    postings: postings.map(({ account, amount }) => ({ account, amount, layer: 'posted' })),
  }
}

/** Set aside, or given back; what was spent is posted by the transaction beside it. */
const held = ({ type, data: { account, amount } }: HoldEvent): readonly Posting[] => {
  const placed: readonly Posting[] = [
    { account, amount: negate(amount), layer: 'held' },
    { account: holdsAccount, amount, layer: 'held' },
  ]
  return type === 'HoldPlaced' ? placed : placed.map(releasing)
}

const releasing = (posting: Posting): Posting => ({
  ...posting,
  amount: negate(posting.amount),
  releases: true,
})
