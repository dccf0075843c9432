import type { PaymentInformation } from './instruction.ts'
import { createSeenTexts } from './seen-texts.ts'

/** Finds what a file says twice of what it may say once. Each answers whether it was there before. */
export interface Repetitions {
  block(id: string): boolean
  /** Two transfers of one account under one reference would be told apart by nobody; `NOTPROVIDED` is no reference. */
  transfer(endToEndId: string, debtor: PaymentInformation['debtor']): boolean
}

export const createRepetitions = (): Repetitions => {
  const blocks = createSeenTexts()
  const transfers = createSeenTexts()
  return {
    block: (id) => blocks.see(id),
    transfer: (endToEndId, { account }) =>
      endToEndId !== 'NOTPROVIDED' &&
      transfers.see(`${'iban' in account ? account.iban : account.other} ${endToEndId}`),
  }
}
