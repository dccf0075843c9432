import type { Problem } from '../kernel/reply.ts'

/** Every problem that the gateway itself answers with: status and title by slug. Routes add their refusals. */
export const gatewayProblems = {
  'invalid-request': [400, 'The request is not valid'],
  'malformed-request': [400, 'This is not well-formed HTTP'],
  'certificate-refused': [401, 'The certificate of the connection is refused'],
  unauthenticated: [401, 'Sign in, or send an API key'],
  forbidden: [403, 'Your roles do not allow this'],
  'step-up-required': [403, 'Prove that it is still you: POST /v1/session/proof, then try again'],
  'second-factor-required': [403, 'Your roles demand a second factor; set one up first'],
  'not-admitted': [401, 'This process answers only what a gateway of this installation forwards'],
  'csrf-token-mismatch': [403, 'The x-csrf-token header does not belong to this session'],
  'foreign-origin': [403, 'The request comes from a page of another origin'],
  'not-found': [404, 'There is nothing here'],
  'method-not-allowed': [405, 'This cannot be done here'],
  'request-timeout': [408, 'The request took too long to arrive'],
  'not-yet-visible': [409, 'The view has not come that far yet; try again'],
  'body-too-large': [413, 'The body is too large'],
  'unsupported-media-type': [415, 'The body is of a media type that is not accepted here'],
  'too-many-live-connections': [429, 'Too many live connections; close some'],
  'too-many-requests': [429, 'More requests than this caller has; try again later'],
  'headers-too-large': [431, 'The headers are too large'],
  'internal-error': [500, 'Something went wrong here; the request id helps to find out what'],
  'identity-provider-unavailable': [
    503,
    'The identity provider that signs tokens cannot be reached; try again',
  ],
  'no-worker': [503, 'No process that answers this is there at the moment; try again'],
  'worker-lost': [
    503,
    'The process that worked on this is gone, and whether it was done is not known; ask, or send it again with its key',
  ],
  unavailable: [503, 'Something that is needed cannot be reached; try again'],
} as const satisfies Record<string, readonly [status: number, title: string]>

export type GatewayProblem = keyof typeof gatewayProblems

export const problem = (
  slug: GatewayProblem,
  extra: Pick<Problem, 'detail' | 'fields' | 'headers' | 'members'> = {},
): Problem => {
  const [status, title] = gatewayProblems[slug]
  return { slug, status, title, ...extra }
}

/** One field that is wrong: `body/amount/currency`, `query/limit`, `header/idempotency-key`. */
export const invalidField = (field: string, reason: string): Problem =>
  problem('invalid-request', { fields: [{ field, reason }] })
