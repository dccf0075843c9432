import type { PaymentStatus } from '../../../contexts/payments/contract.ts'
import type { Tone } from '../../ui/tone.ts'

interface StatusLook {
  readonly label: string
  readonly tone: Tone
  /** In a few words, for whoever does not know the states by heart. */
  readonly says: string
  /** Whether it passes by itself. */
  readonly moving: boolean
}

/** How each status is shown, in the order in which a payment meets them. */
export const statusLooks: Readonly<Record<PaymentStatus, StatusLook>> = {
  received: { label: 'Received', tone: 'grey', says: 'Taken, not yet checked', moving: true },
  'awaiting-approval': {
    label: 'Needs approval',
    tone: 'amber',
    says: 'A second person has to approve it',
    moving: false,
  },
  scheduled: { label: 'Scheduled', tone: 'slate', says: 'Waits for its day', moving: false },
  validated: {
    label: 'Validated',
    tone: 'slate',
    says: 'Checked, waits for the rail',
    moving: true,
  },
  authorised: {
    label: 'Authorised',
    tone: 'blue',
    says: 'The money is held, nothing is captured yet',
    moving: false,
  },
  'partially-captured': {
    label: 'Part captured',
    tone: 'blue',
    says: 'A part is captured, the rest is still held',
    moving: false,
  },
  captured: {
    label: 'Captured',
    tone: 'teal',
    says: 'All is captured, the rail is working on it',
    moving: true,
  },
  submitting: { label: 'Submitting', tone: 'teal', says: 'On its way to the rail', moving: true },
  submitted: { label: 'Submitted', tone: 'blue', says: 'The rail has it', moving: true },
  pending: { label: 'Pending', tone: 'amber', says: 'The rail is working on it', moving: true },
  unknown: {
    label: 'Unknown',
    tone: 'violet',
    says: 'No answer came that can be believed; the rail is asked, nothing is sent again',
    moving: false,
  },
  'awaiting-retry': {
    label: 'Waits to retry',
    tone: 'amber',
    says: 'The rail rejected it for a reason that may pass; another transfer follows',
    moving: false,
  },
  settled: { label: 'Settled', tone: 'green', says: 'The money has moved', moving: false },
  'partially-refunded': {
    label: 'Part refunded',
    tone: 'teal',
    says: 'A part of the money went back',
    moving: false,
  },
  refunded: { label: 'Refunded', tone: 'slate', says: 'All the money went back', moving: false },
  disputed: {
    label: 'Disputed',
    tone: 'amber',
    says: 'The payer disputes it; the amount is held',
    moving: false,
  },
  'dispute-lost': {
    label: 'Dispute lost',
    tone: 'red',
    says: 'A dispute was decided for the payer',
    moving: false,
  },
  returned: {
    label: 'Returned',
    tone: 'red',
    says: "The payee's bank sent the money back",
    moving: false,
  },
  rejected: {
    label: 'Rejected',
    tone: 'red',
    says: 'It ended without moving money',
    moving: false,
  },
  denied: { label: 'Denied', tone: 'red', says: 'Approval was denied', moving: false },
  cancelled: {
    label: 'Cancelled',
    tone: 'grey',
    says: 'Taken back, and no money has moved',
    moving: false,
  },
  voided: { label: 'Voided', tone: 'grey', says: 'The hold was given back', moving: false },
  expired: {
    label: 'Expired',
    tone: 'grey',
    says: 'Nobody approved it in time, or the hold ran out before anything was captured',
    moving: false,
  },
  failed: { label: 'Failed', tone: 'red', says: 'The rail took no capture', moving: false },
}

export const statuses = Object.keys(statusLooks) as readonly PaymentStatus[]

export const isStatus = (value: unknown): value is PaymentStatus =>
  typeof value === 'string' && value in statusLooks

const final: ReadonlySet<PaymentStatus> = new Set([
  'settled',
  'partially-refunded',
  'refunded',
  'disputed',
  'dispute-lost',
  'returned',
  'rejected',
  'denied',
  'cancelled',
  'voided',
  'expired',
  'failed',
])

/** Nothing more is to come on its way; what may follow are refunds and disputes. */
export const isFinal = (status: PaymentStatus): boolean => final.has(status)

/** Why the rail does not have it yet, as sentences: `connection-refused`, `AM04`, `rails-closed`. */
export const whyItWaits = (
  status: PaymentStatus,
  waiting: string,
  asksOperator = false,
): string => {
  if (status === 'awaiting-retry' && asksOperator)
    return `The rail rejected it (${waiting}). You decide whether another transfer follows.`
  if (status === 'awaiting-retry')
    return `The rail rejected it (${waiting}), for a reason that may pass. Another transfer follows by itself.`
  return waiting === 'rails-closed'
    ? 'No rail takes it at this hour. It goes by itself when one opens.'
    : `The last attempt did not reach it (${waiting.replaceAll('-', ' ')}). It is tried again by itself.`
}

/** What an operator looks at, by what the rail's code means. */
export const whatToDo = ({ standardCode = '' }: { readonly standardCode?: string }): string =>
  steps[standardCode] ?? 'Ask the rail what is behind it before you pay again.'

const steps: Readonly<Record<string, string>> = {
  duplicate: 'It may have been paid already: look for it at the rail before you pay it again.',
  'fraud-suspected': 'Ask the payer whether it is theirs, and tell whoever watches for fraud.',
  regulatory: 'Ask compliance before anything follows.',
  'service-not-supported': 'Pay it over another rail or with another service.',
  'access-denied': 'Our agreement with the rail does not cover it: ask who keeps it.',
  'settlement-failed': 'Nothing has moved. Ask the rail when it settles again, then try again.',
  'message-invalid': 'The rail did not understand it: ask who connects the rail.',
}

/** Why somebody should look, or why it waits, as a sentence: `unknown-too-long`. */
export const sentenceOf = (slug: string): string => sentences[slug] ?? slug.replaceAll('-', ' ')

const sentences: Readonly<Record<string, string>> = {
  'rail-asks-operator':
    'The rail rejected or returned it for a reason that somebody has to look at. Nothing follows by itself.',
  'attempts-used-up': 'Every attempt to hand it to the rail failed.',
  'waiting-too-long': 'It has been waiting for the rail for too long.',
  'unknown-too-long': 'The rail has not said for too long what became of it.',
  'pending-too-long': 'The rail has been working on it for too long.',
  'dispute-response-due': 'Evidence in its dispute is due soon, and none was sent.',
  'retry-after': 'It is worth trying again later.',
  'do-not-retry': 'Trying again would end the same way.',
  'ask-the-customer': 'The customer has to put something right.',
  'ask-an-operator': 'Somebody here has to look into it.',
  'rail-contradicted': 'The rail said something that cannot be true beside what is known.',
}
