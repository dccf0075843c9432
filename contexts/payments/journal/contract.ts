import Type, { type Static } from 'typebox'
import { MoneySchema } from '../../../kernel/money-schema.ts'

/** What others may rely on of the journal: shapes over HTTP. Add to it; never repurpose. */

const strict = { additionalProperties: false } as const
const Uuid = Type.String({ format: 'uuid' })
const Instant = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
const Day = Type.String({ format: 'date' })
const Position = Type.String({
  description: 'Opaque. Give it as `after` to a read that must show this change.',
})
const Kind = Type.Unsafe<'guarded' | 'open'>({
  type: 'string',
  enum: ['guarded', 'open'],
  description:
    'guarded: has an overdraft limit, and each decision about it is taken on its own stream; ' +
    'open: takes any balance, and however many transactions there are, none waits for another',
})

/** Minor units as text. Sums have more digits than a single amount. */
export const Units = Type.String({
  pattern: '^(0|-?[1-9][0-9]{0,39})$',
  description: 'Integer number of minor units',
  examples: ['12345'],
})

export const BalanceShown = Type.Object(
  {
    currency: Type.String(),
    posted: Type.Unsafe<string>({ ...Units, description: 'Booked; minor units' }),
    pendingIn: Type.Unsafe<string>({ ...Units, description: 'Under way to this account' }),
    pendingOut: Type.Unsafe<string>({ ...Units, description: 'Under way from this account' }),
    held: Type.Unsafe<string>({ ...Units, description: 'Set aside' }),
    available: Type.Unsafe<string>({
      ...Units,
      description: 'Posted, less what is held and what is under way out',
    }),
    overdraftLimit: Type.Optional(Units),
    takeable: Type.Optional(
      Type.Unsafe<string>({ ...Units, description: 'Available and the overdraft limit' }),
    ),
  },
  strict,
)
export type BalanceShown = Static<typeof BalanceShown>

export const AccountShown = Type.Object(
  {
    accountId: Type.String(),
    kind: Kind,
    status: Type.Unsafe<'open' | 'closed'>({ type: 'string', enum: ['open', 'closed'] }),
    label: Type.Optional(Type.String()),
    standing: Type.Optional(
      Type.Literal(true, { description: 'It exists without being opened, in every currency' }),
    ),
    currencies: Type.Optional(Type.Array(Type.String())),
    balances: Type.Array(BalanceShown),
    openedAt: Type.Union([Instant, Type.Null()]),
    bookedAt: Type.Union([Instant, Type.Null()], { description: 'The latest posting' }),
    position: Position,
  },
  strict,
)
export type AccountShown = Static<typeof AccountShown>

export const BalancesAtShown = Type.Object(
  {
    accountId: Type.String(),
    at: Type.Optional(Instant),
    effectiveOn: Type.Optional(Day),
    balances: Type.Array(BalanceShown),
    position: Position,
  },
  strict,
)
export type BalancesAtShown = Static<typeof BalancesAtShown>

export const HistoryShown = Type.Object(
  {
    accountId: Type.String(),
    from: Instant,
    to: Instant,
    step: Type.Unsafe<'hour' | 'day'>({ type: 'string', enum: ['hour', 'day'] }),
    opening: Type.Array(BalanceShown, { description: 'Just before `from`' }),
    points: Type.Array(
      Type.Object({ until: Instant, balances: Type.Array(BalanceShown) }, strict),
      { description: 'The balances at the end of each hour or day in which something was booked' },
    ),
    position: Position,
  },
  strict,
)
export type HistoryShown = Static<typeof HistoryShown>

export const LineShown = Type.Object(
  {
    accountId: Type.String(),
    currency: Type.String(),
    posted: Type.Unsafe<string>({
      ...Units,
      description: 'Minor units; more than zero came in, less than zero went out',
    }),
    pendingIn: Units,
    pendingOut: Units,
    held: Units,
    recordedAt: Instant,
    effectiveDate: Day,
    because: Type.String({ description: 'The fact that it follows from, for example HoldPlaced' }),
    transactionId: Type.Optional(Uuid),
    paymentId: Type.Optional(Type.String()),
    holdId: Type.Optional(Uuid),
    reference: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    position: Position,
  },
  strict,
)
export type LineShown = Static<typeof LineShown>

export const PostingShown = Type.Object({ account: Type.String(), amount: MoneySchema }, strict)

export const TransactionShown = Type.Object(
  {
    transactionId: Uuid,
    postings: Type.Array(PostingShown),
    effectiveDate: Day,
    recordedAt: Instant,
    reference: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    metadata: Type.Optional(Type.Record(Type.String(), Type.String())),
    holdId: Type.Optional(Uuid),
    reverses: Type.Optional(Uuid),
    reversedBy: Type.Optional(Uuid),
    position: Position,
  },
  strict,
)
export type TransactionShown = Static<typeof TransactionShown>

export const HoldShown = Type.Object(
  {
    holdId: Uuid,
    account: Type.String(),
    amount: MoneySchema,
    remaining: MoneySchema,
    status: Type.Unsafe<'held' | 'spent' | 'released' | 'expired'>({
      type: 'string',
      enum: ['held', 'spent', 'released', 'expired'],
    }),
    placedAt: Instant,
    expiresAt: Type.Optional(Instant),
    description: Type.Optional(Type.String()),
    position: Position,
  },
  strict,
)
export type HoldShown = Static<typeof HoldShown>

export const TrialBalanceShown = Type.Object(
  {
    currency: Type.String(),
    posted: Units,
    pending: Units,
    held: Units,
    turnover: Type.Unsafe<string>({ ...Units, description: 'What came in anywhere, booked' }),
    transactions: Type.Integer(),
    balanced: Type.Boolean(),
    unbalancedAt: Type.Optional(Position),
  },
  strict,
)
export type TrialBalanceShown = Static<typeof TrialBalanceShown>

const EntryShown = Type.Object(
  {
    amount: Type.Unsafe<string>({ ...Units, description: 'Minor units, signed' }),
    balance: Type.Unsafe<string>({ ...Units, description: 'After this entry' }),
    recordedAt: Instant,
    effectiveDate: Day,
    transactionId: Type.Optional(Uuid),
    paymentId: Type.Optional(Type.String()),
    reference: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    position: Position,
  },
  strict,
)

export const StatementShown = Type.Object(
  {
    accountId: Type.String(),
    from: Day,
    to: Day,
    currencies: Type.Array(
      Type.Object(
        {
          currency: Type.String(),
          opening: Units,
          closing: Units,
          creditCount: Type.Integer(),
          creditSum: Units,
          debitCount: Type.Integer(),
          debitSum: Units,
          entries: Type.Array(EntryShown),
        },
        strict,
      ),
    ),
    position: Position,
  },
  strict,
)
export type StatementShown = Static<typeof StatementShown>
