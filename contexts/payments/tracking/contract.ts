/**
 * As much as payer and payee need to know of a payment that they follow, in the order in which it happens. The last two
 * are ends that nobody wished for.
 */
export const stages = [
  'received',
  'checked',
  'on-its-way',
  'arrived',
  'sent-back',
  'not-made',
] as const
export type Stage = (typeof stages)[number]
