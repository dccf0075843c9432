import type { ExchangeRoute, Route } from '../kernel/route.ts'
import { needsIdempotencyKey } from './envelope.ts'
import { gatewayProblems, type GatewayProblem } from './problem.ts'

/** The schema of every problem document (RFC 9457). */
export const problemSchema = {
  type: 'object',
  description:
    'RFC 9457. The last part of `type` is a stable slug; `requestId` finds it in the logs.',
  required: ['type', 'title', 'status', 'requestId'],
  properties: {
    type: { type: 'string', examples: ['/problems/invalid-request'] },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'For whoever reads it.' },
    facts: {
      type: 'object',
      description: 'What explains a refusal, for programs: `{"remaining": "500"}`.',
    },
    fields: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'reason'],
        properties: {
          field: { type: 'string', examples: ['body/amount/currency'] },
          reason: { type: 'string' },
          line: { type: 'integer', description: 'Where the body is a file.' },
        },
      },
    },
    requestId: { type: 'string', format: 'uuid' },
  },
}

/** Slugs of problems by status: the route's refusals and those that the gateway adds to such a route. */
export const problemsOf = (route: Route): ReadonlyMap<number, readonly string[]> => {
  const own = route.kind === 'exchange' ? Object.entries(route.refusals ?? {}) : []
  const all = [
    ...gatewayProblemsOf(route).map((slug) => [slug, gatewayProblems[slug][0]] as const),
    ...(route.kind === 'exchange' && route.method !== 'GET' ? commandProblems(route) : []),
    ...own,
  ]
  const byStatus = Map.groupBy(all, ([, status]) => status)
  return new Map(
    [...byStatus]
      .sort(([one], [other]) => one - other)
      .map(([status, problems]) => [status, [...new Set(problems.map(([slug]) => slug))]]),
  )
}

const gatewayProblemsOf = (route: Route): readonly GatewayProblem[] => {
  const guarded = 'roles' in route.access
  const mutates = route.method !== 'GET'
  return [
    'invalid-request',
    ...(guarded ? (['unauthenticated', 'forbidden'] as const) : []),
    ...(guarded && mutates ? (['csrf-token-mismatch'] as const) : []),
    ...(guarded && !route.whileEnrolling ? (['second-factor-required'] as const) : []),
    ...(route.stepUp ? (['step-up-required'] as const) : []),
    ...(mutates && !('signed' in route.access) ? (['foreign-origin'] as const) : []),
    ...(mutates ? (['request-timeout', 'body-too-large', 'unsupported-media-type'] as const) : []),
    'too-many-requests',
    ...(route.kind === 'live' ? (['too-many-live-connections'] as const) : []),
    ...(route.kind === 'exchange' && route.shows ? (['not-yet-visible'] as const) : []),
    'certificate-refused',
    'headers-too-large',
    'internal-error',
    ...(guarded ? (['identity-provider-unavailable'] as const) : []),
    'unavailable',
  ]
}

// Those of outcomeReply in kernel/route.ts.
const commandProblems = (route: ExchangeRoute): readonly (readonly [string, number])[] => [
  ['busy', 409],
  ['overloaded', 503],
  ['log-unavailable', 503],
  ['log-taken-over', 503],
  ...(needsIdempotencyKey(route)
    ? ([
        ['request-in-flight', 409],
        ['idempotency-key-reused', 422],
      ] as const)
    : []),
]
