import Type from 'typebox'
import { messageContract } from '../../kernel/message-contract.ts'

/** What a feed tells whenever a price changes. */
export const priceChanged = messageContract({
  name: 'PriceChanged',
  version: 1,
  classification: 'fct',
  domain: 'mkt',
  source: 'feed',
  summary: 'An instrument has another price',
  payload: Type.Object(
    {
      instrumentId: Type.String({ minLength: 1, maxLength: 32 }),
      minorUnits: Type.Integer({ minimum: 0, description: 'In the minor units of its currency' }),
    },
    { additionalProperties: false },
  ),
  key: 'instrumentId',
  example: { instrumentId: 'DE0007164600', minorUnits: 18_450 },
  partitions: 3,
  retentionMs: 24 * 3_600_000,
})
