import type { Money } from '../../../kernel/money.ts'
import type { PaymentStatus } from '../contract.ts'
import type { PaymentEvent } from '../events.ts'
import { defaultRail } from './default-rail.ts'
import type { Transfer, TransferKind } from './transfer.ts'
import type { TransferFact } from './transfer-facts.ts'

/** What an event says of the payment besides its transfer. */
export interface TransferOwner {
  readonly paymentId: string
  readonly status: PaymentStatus
  readonly fundingAccount?: string | undefined
  /** A capture that is rejected is held again where its hold is still open. */
  readonly isHoldOpen: boolean
}

const names = {
  payment: {
    submitted: 'PaymentSubmitted',
    pending: 'PaymentPending',
    settled: 'PaymentSettled',
    rejected: 'PaymentRejected',
    returned: 'PaymentReturned',
  },
  capture: {
    submitted: 'CaptureSubmitted',
    pending: 'CapturePending',
    settled: 'CaptureSettled',
    rejected: 'CaptureRejected',
    returned: 'CaptureReturned',
  },
  refund: {
    submitted: 'RefundSubmitted',
    pending: 'RefundPending',
    settled: 'RefundSettled',
    rejected: 'RefundRejected',
    returned: 'RefundReversed',
  },
} as const satisfies Readonly<Record<TransferKind, Readonly<Record<string, PaymentEvent['type']>>>>

/** `<paymentId>.<number>`: every attempt of a transfer carries it, so a rail that has it already says so. */
export const submissionIdOf = (paymentId: string, transfer = 1): string =>
  `${paymentId}.${transfer}`

/** The inverse of `submissionIdOf`; undefined for an id that is none of ours. */
export const parseSubmissionId = (
  submissionId: string,
): { readonly paymentId: string; readonly transfer: number } | undefined => {
  const [, paymentId, number] = /^([0-9a-f-]{36})\.([1-9]\d{0,3})$/.exec(submissionId) ?? []
  return paymentId === undefined ? undefined : { paymentId, transfer: Number(number) }
}

/** The event that tells a fact of this transfer. The payment's own transfer needs no number: it is the first. */
export const eventOf = (
  owner: TransferOwner,
  transfer: Transfer,
  { fact, ...told }: TransferFact,
): PaymentEvent => {
  const { kind, number, amount, rail = defaultRail } = transfer
  const own = kind === 'payment'
  const later = number === 1 ? {} : { transfer: number }
  const which = own ? later : { transfer: number, kind }
  const from = own ? { from: owner.status } : {}
  const whole = own ? { ...from, ...later } : { transfer: number, leaves: transfer.status }
  const funding = owner.fundingAccount ? { fundingAccount: owner.fundingAccount } : {}
  const data = { ...told } as Readonly<Record<string, unknown>>
  const made = (type: PaymentEvent['type'], all: object): PaymentEvent =>
    // The facts and the events' schemas have the same fields; the catalogue checks each event that is made.
    ({ type, data: all }) as PaymentEvent
  switch (fact) {
    case 'started': {
      const submissionId = submissionIdOf(owner.paymentId, number)
      const common = { ...from, ...which, amount, ...funding, submissionId }
      return made('SubmissionStarted', { ...common, ...data })
    }
    case 'not-sent':
      return made('SubmissionNotSent', { ...from, ...which, amount, rail, ...funding, ...data })
    case 'became-unknown':
      return made('SubmissionBecameUnknown', { ...from, ...which, amount, ...data })
    case 'submitted':
    case 'pending':
    case 'settled':
    case 'returned': {
      const about = own && fact === 'returned' ? later : whole
      return made(names[kind][fact], { ...about, amount, ...funding, rail, ...data })
    }
    case 'rejected': {
      const again = kind === 'capture' ? { heldAgain: owner.isHoldOpen } : {}
      const over = transfer.rail === undefined ? {} : { rail }
      return made('retryAt' in told ? 'SubmissionRejected' : names[kind].rejected, {
        ...whole,
        amount,
        ...funding,
        ...over,
        ...data,
        ...again,
      })
    }
    case 'asked': {
      const submissionId = submissionIdOf(owner.paymentId, number)
      return made('StatusAsked', { ...which, submissionId, ...data })
    }
    case 'deferred':
      return made('SubmissionDeferred', { ...which, ...data })
    case 'due':
      return made('SubmissionDue', { ...which, ...data })
    case 'answered':
      return made('StatusAnswered', { ...which, ...data })
    case 'operator-asked':
      return made('OperatorAsked', { ...which, ...data })
    case 'contradicted':
      return made('RailContradicted', { ...which, ...data })
    case 'acknowledged':
      return made('SubmissionAcknowledged', { ...which, ...data })
    case 'confirmed':
      return made('SubmissionConfirmed', { ...which, ...data })
  }
}

const factNames = {
  SubmissionDue: 'due',
  SubmissionStarted: 'started',
  SubmissionNotSent: 'not-sent',
  SubmissionDeferred: 'deferred',
  SubmissionBecameUnknown: 'became-unknown',
  SubmissionAcknowledged: 'acknowledged',
  SubmissionConfirmed: 'confirmed',
  StatusAsked: 'asked',
  StatusAnswered: 'answered',
  OperatorAsked: 'operator-asked',
  RailContradicted: 'contradicted',
  PaymentSubmitted: 'submitted',
  PaymentPending: 'pending',
  PaymentSettled: 'settled',
  PaymentRejected: 'rejected',
  SubmissionRejected: 'rejected',
  PaymentReturned: 'returned',
  CaptureSubmitted: 'submitted',
  CapturePending: 'pending',
  CaptureSettled: 'settled',
  CaptureRejected: 'rejected',
  CaptureReturned: 'returned',
  RefundSubmitted: 'submitted',
  RefundPending: 'pending',
  RefundSettled: 'settled',
  RefundRejected: 'rejected',
  RefundReversed: 'returned',
} as const satisfies Readonly<Partial<Record<PaymentEvent['type'], TransferFact['fact']>>>

export type TransferEvent = Extract<PaymentEvent, { type: keyof typeof factNames }>

export const isTransferEvent = (event: PaymentEvent): event is TransferEvent =>
  event.type in factNames

/** The inverse of `eventOf`. */
export const factOf = ({ type, data }: TransferEvent): TransferFact =>
  // It carries more than the fact: what is beside it is of no interest to the machine.
  ({ fact: factNames[type], ...data }) as unknown as TransferFact

/** Which transfer an event or a command is about: the payment's own where it names none. */
export const transferNumberOf = (data: object): number =>
  (data as { readonly transfer?: number }).transfer ?? 1

/** The kind of transfer that an event is about. */
export const kindOf = ({ type, data }: TransferEvent): TransferKind => {
  if (type.startsWith('Capture')) return 'capture'
  if (type.startsWith('Refund')) return 'refund'
  return (data as { readonly kind?: TransferKind }).kind ?? 'payment'
}

/** Names a submission in ids of timers and such; the payment's own goes by the payment's id alone. */
export const nameOfTransfer = (paymentId: string, transfer: number): string =>
  transfer === 1 ? paymentId : submissionIdOf(paymentId, transfer)

/** An amount and where it comes from. */
export const moneyOf = (
  amount: Money,
  fundingAccount: string | undefined,
): { readonly amount: Money; readonly fundingAccount?: string } => ({
  amount,
  ...(fundingAccount ? { fundingAccount } : {}),
})
