import type { PaymentStatus } from '../../../contexts/payments/contract.ts'
import { isStatus } from './payment-status.ts'

const sorts = ['receivedAt', '-receivedAt', 'updatedAt', '-updatedAt', 'amount', '-amount'] as const
export type PaymentSort = (typeof sorts)[number]

/** What stands in the address of the list: it can be sent to a colleague as it is. */
export interface PaymentSearch {
  readonly status?: PaymentStatus
  readonly currency?: string
  readonly endToEndId?: string
  readonly fileId?: string
  /** Only those that somebody should look at. */
  readonly attention?: true
  readonly sort?: PaymentSort
}

export const defaultSort: PaymentSort = '-receivedAt'

export const isSort = (value: unknown): value is PaymentSort => sorts.some((sort) => sort === value)

/** Takes what it knows and drops the rest: an address may come from anywhere. */
export const readPaymentSearch = (search: Record<string, unknown>): PaymentSearch => {
  const { status, currency, endToEndId, fileId, attention, sort } = search
  return {
    ...(isStatus(status) ? { status } : {}),
    ...(typeof currency === 'string' && /^[A-Z]{3}$/.test(currency) ? { currency } : {}),
    ...(isText(endToEndId) ? { endToEndId: String(endToEndId).slice(0, 35) } : {}),
    ...(typeof fileId === 'string' ? { fileId } : {}),
    ...(attention === true ? { attention } : {}),
    ...(isSort(sort) && sort !== defaultSort ? { sort } : {}),
  }
}

// The router reads `?endToEndId=4711` as a number.
const isText = (value: unknown): value is string | number =>
  (typeof value === 'string' && value !== '') || typeof value === 'number'
