import Type, { type Static } from 'typebox'

/**
 * Money on the wire. The pattern keeps minor units within eighteen digits; whether the currency
 * exists is for `checkMoney`, because a schema that lists 178 codes would drown every document.
 */
export const MoneySchema = Type.Object(
  {
    minorUnits: Type.String({
      pattern: '^(0|-?[1-9][0-9]{0,17})$',
      maxLength: 19,
      description: 'Integer number of minor units, for example 12345 for EUR 123.45',
      examples: ['12345'],
    }),
    currency: Type.String({
      pattern: '^[A-Z]{3}$',
      description: 'ISO 4217 alphabetic code',
      examples: ['EUR'],
    }),
  },
  { additionalProperties: false, title: 'Money' },
)

/** What the schema describes; the same shape as `Money`. */
export type MoneyOnTheWire = Static<typeof MoneySchema>
