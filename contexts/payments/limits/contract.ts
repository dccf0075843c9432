import Type, { type Static } from 'typebox'

const oneOf = <Text extends string>(...texts: readonly Text[]) =>
  Type.Unsafe<Text>({ type: 'string', enum: [...texts] })

/** Whose payments are limited. `payer`: a debtor's account; `account`: a journal account that pays; `rail`: by its name. */
export const limitScopes = ['payer', 'account', 'rail'] as const
export type LimitScope = (typeof limitScopes)[number]

/** `payment`: each by itself; `day`: a calendar day of a zone; `rolling`: the last so many hours, at every moment. */
export const limitPeriods = ['payment', 'day', 'rolling'] as const
export type LimitPeriod = (typeof limitPeriods)[number]

export const rollingHoursMax = 24 * 366
export const countMax = 1_000_000_000

const strict = { additionalProperties: false } as const

export const WindowSchema = Type.Object(
  {
    per: oneOf(...limitPeriods),
    zone: Type.Optional(
      Type.String({ maxLength: 64, description: 'IANA name; of a day, UTC without it' }),
    ),
    hours: Type.Optional(
      Type.Integer({ minimum: 1, maximum: rollingHoursMax, description: 'Of a rolling window' }),
    ),
  },
  { ...strict, title: 'LimitWindow' },
)
export type LimitWindow = Static<typeof WindowSchema>

/** Minor units, more than nothing. */
const Amount = Type.String({ pattern: '^[1-9][0-9]{0,17}$', maxLength: 18 })

export const limitFields = {
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  /** At most this much, in minor units, */
  amount: Type.Optional(Amount),
  /** and at most so many payments. */
  count: Type.Optional(Type.Integer({ minimum: 1, maximum: countMax })),
  window: WindowSchema,
  /** What it is called; names nobody. */
  label: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
}

const Used = Type.String({ description: 'Minor units' })

export const LimitShown = Type.Object(
  {
    limitId: Type.String(),
    scope: oneOf(...limitScopes),
    subject: Type.String({
      description:
        "A payer as payments show their debtor's subject, a journal account's id, or a rail's name",
    }),
    ...limitFields,
    used: Type.Object(
      { amount: Used, count: Type.Integer() },
      { ...strict, description: 'In the window as it is now; of one payment, nothing' },
    ),
    left: Type.Object(
      { amount: Type.Optional(Used), count: Type.Optional(Type.Integer()) },
      { ...strict, description: 'Of what is limited' },
    ),
    resetsAt: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'When something of what is used is free again; absent while nothing is used',
      }),
    ),
    byDefault: Type.Boolean({ description: 'From the settings, not set by somebody' }),
    setBy: Type.String(),
    setAt: Type.String({ format: 'date-time' }),
    position: Type.String(),
  },
  { ...strict, title: 'Limit' },
)
export type LimitShown = Static<typeof LimitShown>

const Subject = Type.String({ minLength: 1, maxLength: 128 })

/** What is posted to set a limit. */
export const LimitOrdered = Type.Object(
  {
    scope: oneOf(...limitScopes),
    subject: Type.Unsafe<string>({
      ...Subject,
      description:
        "Of a payer: an IBAN or account number, which is not kept, or the debtor's `subject` as payments show it; " +
        'else the id of a journal account, or the name of a rail',
      examples: ['DE89370400440532013000'],
    }),
    ...limitFields,
  },
  strict,
)
export type LimitOrdered = Static<typeof LimitOrdered>

/** Other bounds: what is left out is no longer limited. */
export const LimitChanged = Type.Object(
  { amount: limitFields.amount, count: limitFields.count, label: limitFields.label },
  strict,
)
export type LimitChanged = Static<typeof LimitChanged>
