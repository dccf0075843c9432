import type { PaymentInformation } from './instruction.ts'

/** Finds what a file says twice of what it may say once. Each answers whether it was there before. */
export interface Repetitions {
  block(id: string): boolean
  /** Two transfers of one account under one reference would be told apart by nobody; `NOTPROVIDED` is no reference. */
  transfer(endToEndId: string, debtor: PaymentInformation['debtor']): boolean
  /** A UETR names one payment among all of the world's. */
  uetr(uetr: string): boolean
}

export const createRepetitions = (): Repetitions => {
  const blocks = new Set<string>()
  const transfers = new Set<string>()
  const uetrs = new Set<string>()
  return {
    block: (id) => isRepeated(blocks, id),
    transfer: (endToEndId, { account }) =>
      endToEndId !== 'NOTPROVIDED' &&
      isRepeated(transfers, `${'iban' in account ? account.iban : account.other} ${endToEndId}`),
    uetr: (uetr) => isRepeated(uetrs, uetr),
  }
}

const isRepeated = (seen: Set<string>, text: string): boolean => {
  const size = seen.size
  return seen.add(detached(text)).size === size
}

// A text that was cut out of a larger one keeps all of that in memory; this one is made anew.
const detached = (text: string): string => JSON.parse(JSON.stringify(text)) as string
