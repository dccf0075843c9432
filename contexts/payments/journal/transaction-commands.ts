import type { CommandDefinition, Decision, Entity, StreamRead } from '../../../kernel/decider.ts'
import { negate } from '../../../kernel/money.ts'
import { isRefusal, refuse, type Refusal } from '../../../kernel/refusal.ts'
import type { PostTransaction, ReverseTransaction } from './commands.ts'
import type { AccountEvent, JournalTransactionEvent } from './events.ts'
import type { AccountRefusal } from './guarded.ts'
import { decidedAccounts, guardedIn, type PostingRefusal } from './posting-decision.ts'
import { transactionStream } from './streams.ts'

/** A transaction as later decisions see it: what was posted they are told. */
export type Transaction =
  | { readonly status: 'none' }
  | { readonly status: 'posted'; readonly isReversal: boolean; readonly reversedBy?: string }

export const transactionEntity: Entity<Transaction, JournalTransactionEvent> = {
  name: 'transaction',
  initialState: { status: 'none' },
  evolve: (state, { type, data }) => {
    if (type === 'TransactionPosted')
      return { status: 'posted', isReversal: data.reverses !== undefined }
    return state.status === 'none' ? state : { ...state, reversedBy: data.by }
  },
}

type Events = JournalTransactionEvent | AccountEvent

export type PostRefusal = PostingRefusal | AccountRefusal | Refusal<'transaction-exists'>

const newTransaction = (transactionId: string): StreamRead => ({
  stream: transactionStream(transactionId),
  entity: transactionEntity,
  presumedNew: true,
})

/** Posts balanced postings, all or none. Touches the streams of guarded accounts, and of no others. */
export const postTransaction: CommandDefinition<PostTransaction, Events, PostRefusal> = {
  type: 'PostTransaction',
  reads: ({ data: { transactionId, postings, openAccounts } }) => [
    newTransaction(transactionId),
    ...guardedIn(postings, openAccounts),
  ],
  decide: ({ data }, [transaction, ...accounts]) => {
    const { transactionId, openAccounts, ...stated } = data
    if ((transaction as Transaction).status !== 'none')
      return refuse('transaction-exists', { transactionId })
    const { postings, metadata, ...rest } = stated
    const moved = decidedAccounts(postings, openAccounts, accounts, transactionId)
    if (isRefusal(moved)) return moved
    const posted: JournalTransactionEvent = {
      type: 'TransactionPosted',
      data: {
        ...rest,
        postings: [...postings],
        ...(metadata ? { metadata: { ...metadata } } : {}),
      },
    }
    return [{ stream: transactionStream(transactionId), events: [posted] }, ...moved]
  },
}

export type ReverseRefusal =
  | PostRefusal
  | Refusal<'transaction-unknown' | 'already-reversed' | 'reversal-not-reversible'>

/** Takes a transaction back, once, by a new one with its postings the other way round. */
export const reverseTransaction: CommandDefinition<ReverseTransaction, Events, ReverseRefusal> = {
  type: 'ReverseTransaction',
  reads: ({ data: { transactionId, reversalId, postings, openAccounts } }) => [
    { stream: transactionStream(transactionId), entity: transactionEntity },
    newTransaction(reversalId),
    ...guardedIn(postings, openAccounts),
  ],
  decide: ({ data }, [first, second, ...accounts]): Decision<Events> | ReverseRefusal => {
    const original = first as Transaction
    const { transactionId, reversalId, openAccounts } = data
    if (original.status === 'none') return refuse('transaction-unknown')
    if (original.reversedBy !== undefined)
      return refuse('already-reversed', { by: original.reversedBy })
    if (original.isReversal) return refuse('reversal-not-reversible')
    if ((second as Transaction).status !== 'none')
      return refuse('transaction-exists', { transactionId: reversalId })
    const postings = data.postings.map(({ account, amount }) => ({
      account,
      amount: negate(amount),
    }))
    const moved = decidedAccounts(postings, openAccounts, accounts, reversalId)
    if (isRefusal(moved)) return moved
    const { effectiveDate, description, metadata } = data
    const posted: JournalTransactionEvent = {
      type: 'TransactionPosted',
      data: {
        postings,
        effectiveDate,
        reverses: transactionId,
        ...(description === undefined ? {} : { description }),
        ...(metadata ? { metadata: { ...metadata } } : {}),
      },
    }
    const reversed: JournalTransactionEvent = {
      type: 'TransactionReversed',
      data: { by: reversalId },
    }
    return [
      { stream: transactionStream(transactionId), events: [reversed] },
      { stream: transactionStream(reversalId), events: [posted] },
      ...moved,
    ]
  },
}
