import Type, { type Static } from 'typebox'
import { MoneySchema } from '../../../kernel/money-schema.ts'
import { askedOf, requestContract } from '../../../kernel/request-reply/contract.ts'

/** What systems that hold transactions ask each other. */

const strict = { additionalProperties: false } as const
export const TransactionId = Type.String({
  pattern: '^[!-~]{1,64}$',
  description: 'As the system that is asked names it',
})

export const Transaction = Type.Object(
  {
    transactionId: TransactionId,
    isFound: Type.Boolean({ description: 'False: it has no such transaction' }),
    status: Type.Optional(
      Type.String({
        maxLength: 40,
        description: 'In the words of the system that is asked, such as `settled`',
      }),
    ),
    amount: Type.Optional(MoneySchema),
  },
  strict,
)
export type Transaction = Static<typeof Transaction>

/** `GetTrnRq` and `GetTrnRs`: where does this transaction stand? */
export const getTransaction = requestContract({
  name: 'GetTrn',
  version: 1,
  domain: 'pmt',
  summary: 'Where a transaction stands in the system that is asked',
  request: Type.Object({ transactionId: TransactionId }, strict),
  reply: Transaction,
  key: 'transactionId',
  examples: {
    request: { transactionId: 'T-2026-000117' },
    reply: {
      transactionId: 'T-2026-000117',
      isFound: true,
      status: 'settled',
      amount: { minorUnits: '12345', currency: 'EUR' },
    },
  },
})

/** Asked of this context; a transaction is a payment, by its id. */
export const getPayment = askedOf(getTransaction, 'payments')
