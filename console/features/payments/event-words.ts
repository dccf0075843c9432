import type { Tone } from '../../ui/tone.ts'
import { spaced } from '../../ui/words.ts'

interface EventWords {
  readonly title: string
  readonly tone: Tone
  /** Fields of the event that hold personal data: the log keeps them sealed and the API leaves them out. */
  readonly sealed?: string
}

const words: Readonly<Record<string, EventWords>> = {
  PaymentReceived: { title: 'Payment received', tone: 'grey', sealed: 'parties and remittance' },
  PaymentValidated: { title: 'Payment validated', tone: 'slate' },
  PaymentRejected: { title: 'Payment rejected', tone: 'red' },
  SubmissionDue: { title: 'Submission due', tone: 'grey' },
  SubmissionStarted: { title: 'Submission started', tone: 'teal' },
  SubmissionNotSent: { title: 'Submission not sent', tone: 'amber' },
  SubmissionBecameUnknown: { title: 'Submission became unknown', tone: 'violet' },
  PaymentSubmitted: { title: 'Payment submitted', tone: 'blue' },
  PaymentPending: { title: 'Payment pending', tone: 'amber' },
  PaymentSettled: { title: 'Payment settled', tone: 'green' },
  StatusAsked: { title: 'Status asked', tone: 'grey' },
  StatusAnswered: { title: 'Status answered', tone: 'grey' },
  OperatorAsked: { title: 'Operator asked', tone: 'amber' },
  RailContradicted: { title: 'Rail contradicted itself', tone: 'red' },
}

/** How an event is called; one of a later version by its own name. */
export const wordsOf = (type: string): EventWords =>
  words[type] ?? { title: spaced(type), tone: 'grey' }
