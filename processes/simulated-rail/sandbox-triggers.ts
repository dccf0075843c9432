import type { PaymentStatus } from '../../contexts/payments/contract.ts'
import type { RefundStatus } from '../../contexts/payments/transfers/contract.ts'

/** What a sandbox user can force for one instruction. */
export type Trigger =
  | { readonly kind: PlainTrigger }
  | { readonly kind: CodedTrigger; readonly code: string }

type PlainTrigger =
  | 'timeout'
  | 'lost-answer'
  | 'error'
  | 'latency'
  | 'outage'
  | 'pending-forever'
  | 'lost-callback'
  | 'duplicate-callback'
  | 'reordered-callbacks'
  | 'forged-callback'
  | 'acknowledged'
  | 'confirmed'
  | 'disputed'
  | 'dispute-won'
  | 'dispute-lost'

type CodedTrigger = 'reject' | 'late-reject' | 'returned'

/**
 * One row of docs/sandbox.md, of what the rail does, and of the test that asks for each over the API. A row says what
 * comes of it in the end, and which fact in the history of the payment shows that it came about so.
 */
export type SandboxTrigger = {
  /** Stands anywhere in the end-to-end id. */
  readonly word: string
  readonly happens: string
  readonly payment: PaymentStatus
  /** Of a refund with it; none: refunds are not touched. */
  readonly refund?: RefundStatus
  /** Types of facts in the history of the payment. */
  readonly shownBy?: readonly string[]
} & (
  | { readonly forces: readonly PlainTrigger[]; readonly amountEnds?: string }
  /** An ISO 20022 reason follows on the word; `amounts` has that of each ending. */
  | { readonly forces: CodedTrigger; readonly amounts: Readonly<Record<string, string>> }
)

const settles = { payment: 'settled', refund: 'settled' } as const

// Endings of five digits, so that everyday amounts and drawn ones hardly ever end like this.
export const sandboxTriggers: readonly SandboxTrigger[] = [
  {
    word: 'TRIGGER-TIMEOUT',
    amountEnds: '90901',
    forces: ['timeout'],
    happens: 'accepted, never answered; callbacks tell what became of it',
    ...settles,
  },
  {
    word: 'TRIGGER-LOST-ANSWER',
    amountEnds: '90902',
    forces: ['lost-answer'],
    happens: 'accepted, then the connection is reset',
    ...settles,
  },
  {
    word: 'TRIGGER-ERROR',
    amountEnds: '90903',
    forces: ['error'],
    happens: 'accepted, then answered 500',
    ...settles,
  },
  {
    word: 'TRIGGER-UNKNOWN',
    amountEnds: '90917',
    forces: ['lost-answer', 'lost-callback'],
    happens: 'accepted, and nothing is ever told: `unknown` until the rail is asked',
    ...settles,
    shownBy: ['SubmissionBecameUnknown', 'StatusAsked'],
  },
  {
    word: 'TRIGGER-LATENCY',
    amountEnds: '90914',
    forces: ['latency'],
    happens: 'waits `latencyMs` of the fault script before it looks',
    ...settles,
  },
  {
    word: 'TRIGGER-OUTAGE',
    amountEnds: '90913',
    forces: ['outage'],
    happens: 'not accepted: 503 to everybody for half a second, once for each submission',
    ...settles,
    shownBy: ['SubmissionNotSent', 'SubmissionDue'],
  },
  {
    word: 'TRIGGER-PENDING-FOREVER',
    amountEnds: '90908',
    forces: ['pending-forever'],
    happens: 'never leaves pending by itself',
    payment: 'pending',
    refund: 'pending',
  },
  {
    word: 'TRIGGER-LOST-CALLBACK',
    amountEnds: '90909',
    forces: ['lost-callback'],
    happens: 'settles without telling: found out by asking',
    ...settles,
    shownBy: ['StatusAsked'],
  },
  {
    word: 'TRIGGER-DUPLICATE-CALLBACK',
    amountEnds: '90910',
    forces: ['duplicate-callback'],
    happens: 'every callback twice',
    ...settles,
  },
  {
    word: 'TRIGGER-REORDERED-CALLBACKS',
    amountEnds: '90911',
    forces: ['reordered-callbacks'],
    happens: 'the last callback first',
    ...settles,
  },
  {
    word: 'TRIGGER-FORGED-CALLBACK',
    amountEnds: '90912',
    forces: ['forged-callback'],
    happens: 'before each callback one that says the opposite, wrongly signed',
    ...settles,
  },
  {
    word: 'TRIGGER-ACKNOWLEDGED',
    forces: ['acknowledged'],
    happens: 'a bank on the way says that it has it',
    ...settles,
    shownBy: ['SubmissionAcknowledged'],
  },
  {
    word: 'TRIGGER-CONFIRMED',
    forces: ['confirmed'],
    happens: 'the network says that it went through',
    ...settles,
    shownBy: ['SubmissionConfirmed'],
  },
  {
    word: 'TRIGGER-DISPUTE',
    amountEnds: '90916',
    forces: ['disputed'],
    happens: 'settled, later disputed by the payer',
    payment: 'disputed',
    shownBy: ['PaymentSettled', 'DisputeOpened'],
  },
  {
    word: 'TRIGGER-DISPUTE-WON',
    forces: ['dispute-won'],
    happens: 'disputed, and decided for the payee',
    payment: 'settled',
    shownBy: ['DisputeOpened', 'DisputeWon'],
  },
  {
    word: 'TRIGGER-DISPUTE-LOST',
    forces: ['dispute-lost'],
    happens: 'disputed, and decided for the payer',
    payment: 'dispute-lost',
    shownBy: ['DisputeOpened', 'DisputeLost'],
  },
  {
    word: 'TRIGGER-REJECT-',
    amounts: { '90904': 'AM04', '90905': 'AC04', '90906': 'AC01' },
    forces: 'reject',
    happens: 'rejected in the answer',
    payment: 'rejected',
    refund: 'rejected',
  },
  {
    word: 'TRIGGER-LATE-REJECT-',
    amounts: { '90907': 'AC04' },
    forces: 'late-reject',
    happens: 'accepted, later rejected',
    payment: 'rejected',
    refund: 'rejected',
    shownBy: ['PaymentSubmitted'],
  },
  {
    word: 'TRIGGER-RETURN-',
    amounts: { '90915': 'AC04' },
    forces: 'returned',
    happens: "settled, later sent back by the payee's bank",
    payment: 'returned',
    refund: 'reversed',
    shownBy: ['PaymentSettled', 'PaymentReturned'],
  },
]
