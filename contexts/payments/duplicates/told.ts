import type { Refusal } from '../../../kernel/refusal.ts'
import { problemReply, type Reply } from '../../../kernel/reply.ts'
import type { DuplicateRefusal } from './order.ts'

/** Refusals of an order that was received before, in the words of each way in. */

export const isDuplicate = (refusal: Refusal): refusal is DuplicateRefusal =>
  refusal.refused === 'duplicate-payment' || refusal.refused === 'duplicate-differs'

/** The payment that was received under the same reference before. */
export const originalOf = ({ detail }: DuplicateRefusal): string => detail?.['paymentId'] as string

/** Of one transaction in a file; the others go on. */
export const refusedInFile = (
  refusal: Refusal,
): { readonly code: string; readonly reason: string } => {
  const { refused } = refusal
  if (!isDuplicate(refusal)) return { code: refused, reason: refused.replaceAll('-', ' ') }
  const original = originalOf(refusal)
  const reason =
    refused === 'duplicate-payment'
      ? `Duplicate of payment ${original}`
      : `Its end-to-end id was used for another payment of this account: ${original}`
  return { code: 'AM05', reason }
}

/** Another payment under a reference that was used: which fields contradict it. */
export const differingReply = (refusal: DuplicateRefusal): Reply => {
  const fields = refusal.detail?.['fields'] as readonly string[]
  return problemReply({
    slug: 'duplicate-differs',
    status: 422,
    title: 'The debtor has ordered another payment under this endToEndId',
    detail: `Payment ${originalOf(refusal)} differs in ${fields.join(' and ')}`,
    fields: fields.map((field) => ({ field: `body/${field}`, reason: 'differs-from-original' })),
    members: { duplicateOf: originalOf(refusal) },
  })
}
