import Type from 'typebox'
import type { ContextTools } from '../../../kernel/context.ts'
import { MetadataSchema } from '../../../kernel/metadata.ts'
import { DaySchema } from './api-reading.ts'
import type { TransactionStated } from './commands.ts'
import { PostingSchema, postingsMax } from './events.ts'

export const Text = Type.String({ minLength: 1, maxLength: 140, pattern: '\\S' })

/** What is posted to have a transaction posted, or tried. */
export const Stated = Type.Object({
  postings: Type.Array(PostingSchema, {
    minItems: 2,
    maxItems: postingsMax,
    description: 'Of each currency they sum to zero; more than zero comes in, less goes out',
  }),
  effectiveDate: Type.Optional(DaySchema),
  reference: Type.Optional(
    Type.Unsafe<string>({ ...Text, description: 'Your own name for it; used once, names nobody' }),
  ),
  description: Type.Optional(Type.Unsafe<string>({ ...Text, description: 'Names nobody' })),
  metadata: Type.Optional(MetadataSchema),
})
export type Stated = Omit<TransactionStated, 'effectiveDate'> & { readonly effectiveDate?: string }

/** A reference names one transaction: its id comes from it. */
export const transactionIdOf = ({ ids }: Pick<ContextTools, 'ids'>, reference: string): string =>
  ids.derive('journal-transaction', reference)
