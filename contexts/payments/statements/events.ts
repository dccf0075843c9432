import Type, { type Static } from 'typebox'
import { eventData, type EventOf, type EventSchemas } from '../../../kernel/event-schema.ts'
import { MoneySchema } from '../../../kernel/money-schema.ts'
import { Personal } from '../../../kernel/personal-data.ts'

const Actor = Type.String({ minLength: 1, maxLength: 128 })
const Reason = Type.String({ minLength: 1, maxLength: 300 })
const strict = { additionalProperties: false } as const
const oneOf = <Text extends string>(...texts: readonly Text[]) =>
  Type.Unsafe<Text>({ type: 'string', enum: [...texts] })
const Text = (maxLength: number) => Type.String({ maxLength })
const Line = Type.Integer({ minimum: 1 })
const Uuid = Type.String({ minLength: 36, maxLength: 36 })

/** Who stands on the other side of a line, as it is sealed. */
export type Counterparty = Readonly<{ name?: string; account?: string }>

const LineSchema = Type.Object(
  {
    line: Line,
    amount: MoneySchema,
    direction: oneOf('credit', 'debit'),
    status: Text(35),
    isReversal: Type.Boolean(),
    isReturn: Type.Boolean(),
    bookedOn: Type.Optional(Text(10)),
    valuedOn: Type.Optional(Text(10)),
    endToEndId: Type.Optional(Text(35)),
    instructionId: Type.Optional(Text(35)),
    paymentInformationId: Type.Optional(Text(35)),
    uetr: Type.Optional(Text(36)),
    bankReference: Type.Optional(Text(35)),
    code: Type.Optional(Text(120)),
    counterparty: Type.Optional(Personal<Counterparty>('counterparty')),
    remittance: Type.Optional(Personal<string>('remittance')),
  },
  strict,
)
/** A line as the log keeps it. */
export type SealedLine = Static<typeof LineSchema>

const BalanceSchema = Type.Object(
  { kind: Text(35), amount: MoneySchema, date: Type.Optional(Text(10)) },
  strict,
)

export const statementFields = {
  format: oneOf('camt.053.001.02', 'camt.053.001.08'),
  messageId: Text(35),
  number: Text(35),
  sequence: Type.Optional(Text(20)),
  page: Type.Optional(Text(10)),
  createdAt: Type.Optional(Text(64)),
  from: Type.Optional(Text(64)),
  to: Type.Optional(Text(64)),
  account: Personal<string>('account'),
  accountIndex: Text(128),
  currency: Type.Optional(Text(3)),
  balances: Type.Array(BalanceSchema, { maxItems: 200 }),
}
const StatementSchema = eventData(statementFields)
export type NewStatement = Static<typeof StatementSchema>

export const matchOutcomes = ['matched', 'unmatched', 'ambiguous'] as const
export type MatchOutcome = (typeof matchOutcomes)[number]

const MatchSchema = Type.Object(
  {
    line: Line,
    outcome: oneOf(...matchOutcomes),
    paymentId: Type.Optional(Uuid),
    /** What named the payment, or why none was taken. */
    by: Text(64),
    /** What it was found to be before; absent at the first look. */
    from: Type.Optional(oneOf(...matchOutcomes)),
  },
  strict,
)
export type Match = Static<typeof MatchSchema>

export const balanceChecks = ['agrees', 'differs', 'not-checkable'] as const

export const statementEvents = {
  BankStatementReceived: { version: 1, data: StatementSchema },
  BankStatementLinesReceived: {
    version: 1,
    data: eventData({
      accountIndex: Text(128),
      lines: Type.Array(LineSchema, { maxItems: 5_000 }),
    }),
  },
  /** Its last line is here. */
  BankStatementCompleted: {
    version: 1,
    data: eventData({ lines: Type.Integer({ minimum: 0 }), check: oneOf(...balanceChecks) }),
  },
  BankStatementLinesMatched: {
    version: 1,
    data: eventData({ matches: Type.Array(MatchSchema, { maxItems: 5_000 }) }),
  },
  /** What was not matched is looked at again: its payment may be known by now. */
  BankStatementRematchAsked: {
    version: 1,
    data: eventData({
      /** Counted from 1; absent where an operator asks. */
      attempt: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
      askedBy: Type.Optional(Actor),
    }),
  },
  /** Somebody says what a line is, and why. */
  StatementLineMatched: {
    version: 1,
    data: eventData({
      line: Line,
      from: oneOf(...matchOutcomes),
      paymentId: Uuid,
      kind: oneOf('payment', 'return'),
      reason: Reason,
      matchedBy: Actor,
    }),
  },
  /** Somebody says that a line is not what it was taken for. */
  StatementLineUnmatched: {
    version: 1,
    data: eventData({ line: Line, paymentId: Uuid, reason: Reason, unmatchedBy: Actor }),
  },
  /** On a stream of the payment's reconciliation: each payment and kind of line is matched once. */
  PaymentReconciled: {
    version: 1,
    data: eventData({
      paymentId: Uuid,
      statementId: Uuid,
      line: Line,
      kind: oneOf('payment', 'return'),
    }),
  },
  /** The line was another's after all. */
  PaymentUnreconciled: {
    version: 1,
    data: eventData({
      paymentId: Uuid,
      statementId: Uuid,
      line: Line,
      kind: oneOf('payment', 'return'),
    }),
  },
} as const satisfies EventSchemas

export type StatementEvent = EventOf<typeof statementEvents>
