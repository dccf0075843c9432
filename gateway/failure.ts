import type { Problem } from '../kernel/reply.ts'
import { InvalidQuery, ViewNotReady } from '../kernel/view.ts'
import { invalidField, problem } from './problem.ts'
import { InvalidRequest } from './invalid-request.ts'
import { PackedBody, packedBody } from './packed-bodies.ts'

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** What tells one sort of outage from another: the code or the name of its error. */
export const kindOf = (error: unknown): string =>
  codeOf(error) || (error instanceof Error ? error.name : typeof error)

const byFrameworkCode: Readonly<Record<string, Problem>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: problem('body-too-large'),
  // A QUERY without a type; every other method may leave it out.
  FST_ERR_ROUTE_MISSING_CONTENT_TYPE: problem('unsupported-media-type'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: problem('unsupported-media-type'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: invalidField('body', 'is not as long as its header says'),
  FST_ERR_BAD_URL: invalidField('path', 'is not a valid path'),
  FST_ERR_MAX_PARAM_LENGTH: invalidField('path', 'is too long'),
}

/**
 * The answer to something thrown. What is not known to be the client's doing, or an outage, is a bug:
 * its answer says nothing but the request id.
 */
export const problemOf = (error: unknown, isUnavailable: (error: unknown) => boolean): Problem => {
  if (error instanceof InvalidRequest) return problem('invalid-request', { fields: error.fields })
  if (error instanceof InvalidQuery) return invalidField(`query/${error.field}`, error.message)
  if (error instanceof PackedBody) return packedBody
  const known = byFrameworkCode[codeOf(error)]
  if (known) return known
  if (error instanceof ViewNotReady || isUnavailable(error))
    return problem('unavailable', { headers: { 'retry-after': '1' } })
  return problem('internal-error')
}
