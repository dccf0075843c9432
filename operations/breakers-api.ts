import Type, { type Static } from 'typebox'
import { formatInstant } from '../kernel/clock.ts'
import { ok } from '../kernel/reply.ts'
import { route, type Route } from '../kernel/route.ts'
import { watching } from './dead-letters-api.ts'

const strict = { additionalProperties: false } as const
const Instant = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
const states = ['closed', 'open', 'half-open'] as const
const kinds = ['rail', 'webhook', 'identity-provider', 'bus'] as const

export const BreakerShown = Type.Object(
  {
    process: Type.String({ description: 'Each process has its own: host and process id' }),
    kind: Type.Unsafe<(typeof kinds)[number]>({ type: 'string', enum: [...kinds] }),
    name: Type.String({ description: 'The rail, the id of the webhook endpoint, the issuer' }),
    state: Type.Unsafe<(typeof states)[number]>({
      type: 'string',
      enum: [...states],
      description: 'While it is `open` nothing is sent; `half-open` lets one call through to see',
    }),
    since: Instant,
    underWay: Type.Integer({ description: 'Calls under way' }),
    queued: Type.Integer({ description: 'Calls that wait for a place' }),
    calls: Type.Integer({ description: 'Made since the process began' }),
    failures: Type.Integer(),
    rejected: Type.Integer({ description: 'Calls that found no place in the bulkhead' }),
    lastFailure: Type.Optional(Type.Object({ at: Instant, what: Type.String() }, strict)),
    terms: Type.Object(
      {
        timeoutMs: Type.Optional(Type.Integer({ description: 'Absent: each call brings its own' })),
        underWayMax: Type.Integer(),
        queuedMax: Type.Integer(),
        failuresMax: Type.Integer({ description: 'Failures in a row that open the circuit' }),
        openMs: Type.Integer({ description: 'Until a call is let through to see' }),
        repeatsMax: Type.Integer({
          description: 'Of a call that may be repeated; a submission never is',
        }),
      },
      strict,
    ),
    saidAt: Type.String({ format: 'date-time', description: 'When the process last said so' }),
  },
  { ...strict, title: 'Breaker' },
)
export type BreakerShown = Static<typeof BreakerShown>

/** How a process said that its line to another system is. Instants in milliseconds since 1970. */
export interface SaidLine {
  readonly process: string
  readonly saidAt: number
  readonly kind: BreakerShown['kind']
  readonly name: string
  readonly status: Pick<
    BreakerShown,
    'state' | 'underWay' | 'queued' | 'calls' | 'failures' | 'rejected' | 'terms'
  > & {
    readonly since: number
    readonly lastFailure?: { readonly at: number; readonly what: string }
  }
}

export interface LineDesk {
  /** Of all processes that were heard of lately. */
  readonly lines: () => Promise<readonly SaidLine[]>
}

/** Circuit breakers and bulkheads around what is called outside. */
export const breakerRoutes = ({ lines }: LineDesk): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/breakers',
    name: 'listBreakers',
    summary: 'Circuit breakers and bulkheads of the lines to other systems, in every process',
    tag: 'Operations',
    access: { roles: watching },
    replies: { 200: Type.Object({ items: Type.Array(BreakerShown) }) },
    handle: async () => ok({ items: (await lines()).map(showLine) }),
  }),
]

const showLine = ({ process, saidAt, kind, name, status }: SaidLine): BreakerShown => {
  const { since, lastFailure, ...rest } = status
  return {
    process,
    kind,
    name,
    ...rest,
    since: formatInstant(since),
    ...(lastFailure
      ? { lastFailure: { at: formatInstant(lastFailure.at), what: lastFailure.what } }
      : {}),
    saidAt: formatInstant(saidAt),
  }
}
