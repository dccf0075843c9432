import Type, { type Static } from 'typebox'
import { RecommendedActionSchema, StandardCodeSchema } from '../contract.ts'

/** A line of the table of errors, as callers see it. */
export const ErrorShown = Type.Object(
  {
    rail: Type.Optional(Type.String({ description: 'Where it holds for one rail alone' })),
    railCode: Type.String({ description: '`BE..` is every code that begins so' }),
    standardCode: StandardCodeSchema,
    says: Type.String(),
    recommendedAction: RecommendedActionSchema,
    retryAfterMs: Type.Optional(
      Type.Array(Type.Integer(), { description: 'Before the first, second, ... further try' }),
    ),
  },
  { title: 'RailError', additionalProperties: false },
)
export type ErrorShown = Static<typeof ErrorShown>
