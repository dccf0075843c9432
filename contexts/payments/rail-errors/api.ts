import Type from 'typebox'
import { ok } from '../../../kernel/reply.ts'
import { route, type Route } from '../../../kernel/route.ts'
import { readers, tag } from '../api-reading.ts'
import { ErrorShown } from './contract.ts'
import { meaning, type ErrorMeaning, type RailErrors } from './meaning.ts'
import { railCodeFamilies, railCodes } from './rail-codes.ts'
import { standardErrors, type StandardCode } from './standard-errors.ts'

/** The table of errors. */
export const railErrorRoute = (ofRails: Readonly<Record<string, RailErrors>> = {}): Route =>
  route({
    method: 'GET',
    path: '/v1/rails/errors',
    name: 'listRailErrors',
    summary: 'What the codes of rails mean, and what to do about each',
    description:
      'The first that fits holds: the rail, the code, the beginning of the code. It is what another transfer of a ' +
      'rejected payment goes by.',
    tag,
    access: { roles: readers },
    replies: { 200: Type.Object({ items: Type.Array(ErrorShown) }) },
    handle: () => Promise.resolve(ok({ items: shown(ofRails) })),
  })

const shown = (ofRails: Readonly<Record<string, RailErrors>>) => [
  ...Object.entries(ofRails).flatMap(([rail, errors]) =>
    Object.entries(errors).map(([code, means]) => ({ rail, ...line(code, means) })),
  ),
  ...lines(railCodes, ''),
  ...lines(railCodeFamilies, '..'),
]

const lines = (codes: Readonly<Record<string, StandardCode>>, more: string) =>
  Object.entries(codes).map(([code, standard]) => line(`${code}${more}`, meaning(standard)))

const line = (
  railCode: string,
  { standardCode, recommendedAction, retryDelaysMs }: ErrorMeaning,
) => ({
  railCode,
  standardCode,
  says: standardErrors[standardCode].says,
  recommendedAction,
  ...(retryDelaysMs ? { retryAfterMs: [...retryDelaysMs] } : {}),
})
