import type { RailInstruction } from '../../contexts/payments/ports.ts'

/** What a sandbox user can force for one instruction. */
export type Trigger =
  | { readonly kind: 'timeout' }
  | { readonly kind: 'lost-answer' }
  | { readonly kind: 'error' }
  | { readonly kind: 'latency' }
  | { readonly kind: 'outage' }
  | { readonly kind: 'reject'; readonly code: string }
  | { readonly kind: 'late-reject'; readonly code: string }
  | { readonly kind: 'pending-forever' }
  | { readonly kind: 'lost-callback' }
  | { readonly kind: 'duplicate-callback' }
  | { readonly kind: 'reordered-callbacks' }
  | { readonly kind: 'forged-callback' }
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'confirmed' }
  | { readonly kind: 'returned'; readonly code: string }
  | { readonly kind: 'disputed' }
  | { readonly kind: 'dispute-won' }
  | { readonly kind: 'dispute-lost' }

const words: Readonly<Record<string, Trigger>> = {
  'TRIGGER-TIMEOUT': { kind: 'timeout' },
  'TRIGGER-LOST-ANSWER': { kind: 'lost-answer' },
  'TRIGGER-ERROR': { kind: 'error' },
  'TRIGGER-LATENCY': { kind: 'latency' },
  'TRIGGER-OUTAGE': { kind: 'outage' },
  'TRIGGER-PENDING-FOREVER': { kind: 'pending-forever' },
  'TRIGGER-LOST-CALLBACK': { kind: 'lost-callback' },
  'TRIGGER-DUPLICATE-CALLBACK': { kind: 'duplicate-callback' },
  'TRIGGER-REORDERED-CALLBACKS': { kind: 'reordered-callbacks' },
  'TRIGGER-FORGED-CALLBACK': { kind: 'forged-callback' },
  'TRIGGER-ACKNOWLEDGED': { kind: 'acknowledged' },
  'TRIGGER-CONFIRMED': { kind: 'confirmed' },
  'TRIGGER-DISPUTE': { kind: 'disputed' },
  'TRIGGER-DISPUTE-WON': { kind: 'dispute-won' },
  'TRIGGER-DISPUTE-LOST': { kind: 'dispute-lost' },
}

// Five digits, so that everyday amounts and drawn ones hardly ever end like this.
const amountEndings: Readonly<Record<string, Trigger>> = {
  '90901': { kind: 'timeout' },
  '90902': { kind: 'lost-answer' },
  '90903': { kind: 'error' },
  '90904': { kind: 'reject', code: 'AM04' },
  '90905': { kind: 'reject', code: 'AC04' },
  '90906': { kind: 'reject', code: 'AC01' },
  '90907': { kind: 'late-reject', code: 'AC04' },
  '90908': { kind: 'pending-forever' },
  '90909': { kind: 'lost-callback' },
  '90910': { kind: 'duplicate-callback' },
  '90911': { kind: 'reordered-callbacks' },
  '90912': { kind: 'forged-callback' },
  '90913': { kind: 'outage' },
  '90914': { kind: 'latency' },
  '90915': { kind: 'returned', code: 'AC04' },
  '90916': { kind: 'disputed' },
}

/** Several words can stand in one `endToEndId`; each has its effect. */
export const triggersOf = (
  { endToEndId, amount, returnOf }: Pick<RailInstruction, 'endToEndId' | 'amount' | 'returnOf'>,
  amountTriggers: boolean,
): Trigger[] => {
  const text = meantFor(endToEndId.toUpperCase(), returnOf !== undefined)
  const triggers = Object.entries(words).flatMap(([word, trigger]) =>
    text.includes(word) ? [trigger] : [],
  )
  const [, late, code] = /TRIGGER-(LATE-)?REJECT-([A-Z]{2}\d{2})/.exec(text) ?? []
  if (code !== undefined) triggers.push({ kind: late ? 'late-reject' : 'reject', code })
  const [, returnCode] = /TRIGGER-RETURN-([A-Z]{2}\d{2})/.exec(text) ?? []
  if (returnCode !== undefined) triggers.push({ kind: 'returned', code: returnCode })
  const byAmount = amountTriggers ? amountEndings[amount.minorUnits.slice(-5)] : undefined
  return byAmount ? [...triggers, byAmount] : triggers
}

/** A refund carries the reference of what it gives back: `TRIGGER-REFUND-...` is meant for it, the others are not. */
const meantFor = (text: string, isRefund: boolean): string =>
  isRefund
    ? text.replaceAll(/TRIGGER-(?!REFUND-)/g, '').replaceAll('TRIGGER-REFUND-', 'TRIGGER-')
    : text.replaceAll('TRIGGER-REFUND-', '')
