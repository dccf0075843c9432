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
  validated: {
    label: 'Validated',
    tone: 'slate',
    says: 'Checked, waits for the rail',
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
  settled: { label: 'Settled', tone: 'green', says: 'The money has moved', moving: false },
  rejected: {
    label: 'Rejected',
    tone: 'red',
    says: 'It ended without moving money',
    moving: false,
  },
}

export const statuses = Object.keys(statusLooks) as readonly PaymentStatus[]

export const isStatus = (value: unknown): value is PaymentStatus =>
  typeof value === 'string' && value in statusLooks

export const isFinal = (status: PaymentStatus): boolean =>
  status === 'settled' || status === 'rejected'

/** Why somebody should look, or why it waits, as a sentence: `unknown-too-long`. */
export const sentenceOf = (slug: string): string => sentences[slug] ?? slug.replaceAll('-', ' ')

const sentences: Readonly<Record<string, string>> = {
  'attempts-used-up': 'Every attempt to hand it to the rail failed.',
  'waiting-too-long': 'It has been waiting for the rail for too long.',
  'unknown-too-long': 'The rail has not said for too long what became of it.',
  'pending-too-long': 'The rail has been working on it for too long.',
  'rail-contradicted': 'The rail said something that cannot be true beside what is known.',
}
