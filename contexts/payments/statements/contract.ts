import Type, { type Static } from 'typebox'
import { MoneySchema } from '../../../kernel/money-schema.ts'
import { PositionToken } from '../contract.ts'

const strict = { additionalProperties: false } as const
const Uuid = Type.String({ format: 'uuid' })
const Instant = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })

export const lineMatches = ['open', 'matched', 'unmatched', 'ambiguous'] as const
export type LineMatch = (typeof lineMatches)[number]

export const BankStatementShown = Type.Object(
  {
    statementId: Uuid,
    status: Type.Unsafe<'receiving' | 'completed'>({
      type: 'string',
      enum: ['receiving', 'completed'],
    }),
    format: Type.String({ examples: ['camt.053.001.08'] }),
    messageId: Type.String(),
    number: Type.String({ description: 'As the bank names it' }),
    sequence: Type.Optional(Type.String()),
    account: Type.Union([Type.String(), Type.Null()], { description: 'Masked' }),
    currency: Type.Optional(Type.String()),
    createdAt: Type.Optional(Type.String({ description: 'As the bank wrote it' })),
    from: Type.Optional(Type.String()),
    to: Type.Optional(Type.String()),
    balances: Type.Array(
      Type.Object(
        { kind: Type.String(), amount: MoneySchema, date: Type.Optional(Type.String()) },
        strict,
      ),
    ),
    check: Type.Union([Type.String(), Type.Null()], {
      description: 'Whether the booked entries lead from opening to closing balance',
    }),
    lines: Type.Integer(),
    matched: Type.Integer(),
    unmatched: Type.Integer(),
    ambiguous: Type.Integer(),
    receivedAt: Instant,
    position: PositionToken,
  },
  strict,
)
export type BankStatementShown = Static<typeof BankStatementShown>

export const StatementLineShown = Type.Object(
  {
    statementId: Uuid,
    line: Type.Integer(),
    match: Type.Unsafe<LineMatch>({ type: 'string', enum: [...lineMatches] }),
    matchedBy: Type.Union([Type.String(), Type.Null()], {
      description: 'Which reference named the payment, or why none was taken',
    }),
    paymentId: Type.Union([Uuid, Type.Null()]),
    amount: MoneySchema,
    direction: Type.Unsafe<'credit' | 'debit'>({ type: 'string', enum: ['credit', 'debit'] }),
    status: Type.String({ description: 'BOOK, PDNG or INFO' }),
    isReversal: Type.Boolean(),
    isReturn: Type.Boolean(),
    bookedOn: Type.Union([Type.String(), Type.Null()]),
    valuedOn: Type.Union([Type.String(), Type.Null()]),
    endToEndId: Type.Union([Type.String(), Type.Null()]),
    uetr: Type.Union([Type.String(), Type.Null()]),
    bankReference: Type.Union([Type.String(), Type.Null()]),
    code: Type.Union([Type.String(), Type.Null()]),
    counterparty: Type.Union([Type.String(), Type.Null()], { description: 'Masked' }),
    instructionId: Type.Union([Type.String(), Type.Null()]),
    decidedBy: Type.Optional(
      Type.String({ description: 'Who matched it, or took it out of a match, by hand' }),
    ),
    reason: Type.Optional(Type.String({ description: 'And why' })),
    position: PositionToken,
  },
  strict,
)
export type StatementLineShown = Static<typeof StatementLineShown>
