import type { TSchema } from 'typebox'
import type { Instant } from './clock.ts'
import type { Outcome } from './handle-command.ts'
import type { Uuid } from './id.ts'
import type { Json } from './json.ts'
import type { CommandEnvelope } from './message.ts'
import type { Caller, Role } from './role.ts'
import type { ViewReader, ViewRow } from './view.ts'

/** Who may call a route. There is no default: a route that does not say so does not compile. */
export type Access =
  | { readonly roles: readonly Role[] }
  /** Anybody, because: ... */
  | { readonly open: string }
  /** The route checks a signature over the raw body itself. */
  | { readonly signed: string }

export interface RouteRequest<Params = Json, Query = Json, Body = Json> {
  readonly params: Params
  readonly query: Query
  /** Parsed and valid; the raw bytes where the route takes something else than JSON. */
  readonly body: Body
  readonly caller: Caller
  readonly header: (name: string) => string | undefined
  readonly now: Instant
  /** The envelope for this request's command: its id comes from caller, route and Idempotency-Key. */
  readonly envelope: (fingerprintOf: Json) => CommandEnvelope
  readonly requestId: Uuid
}

/** An answer as a value. Problems are answers too. */
export interface Reply {
  readonly status: number
  readonly body?: Json
  readonly headers?: Readonly<Record<string, string>>
  /** Strong validator of what is shown, for If-None-Match and If-Match. */
  readonly etag?: string
}

/** A live list: rows of a view as they change, made fit for the caller. */
export interface LiveFeed {
  readonly view: ViewReader
  /**
   * The same shape as the list route gives, so that a client can put one in place of the other. Asked once
   * for each set of roles: `caller` stands for everybody who has them, and names nobody.
   */
  readonly show: (rows: readonly ViewRow<object>[], caller: Caller) => Promise<readonly Json[]>
}

interface RouteDescription {
  /** `/v1/payments/:paymentId` */
  readonly path: string
  /** Names the operation in the API description: a verb and a noun, `listPayments`. */
  readonly name: string
  readonly summary: string
  readonly description?: string
  /** Heading under which it is shown. */
  readonly tag: string
  readonly access: Access
  readonly params?: TSchema
  readonly query?: TSchema
}

export interface ExchangeRoute extends RouteDescription {
  readonly kind: 'exchange'
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** JSON by schema, or raw bytes of a media type. */
  readonly body?:
    | { readonly schema: TSchema }
    | { readonly mediaTypes: readonly string[]; readonly description: string }
  readonly bodyBytesMax?: number
  /** Shape of each successful answer, by status. */
  readonly replies: Readonly<Record<number, TSchema>>
  /** Every refusal that the operation can give, with its status. */
  readonly refusals?: Readonly<Record<string, number>>
  /** The view that is read: `?after=<position token>` waits, before `handle`, until it shows that position. */
  readonly shows?: ViewReader
  /** Mutating routes take an Idempotency-Key; this one does not need it, because: ... */
  readonly withoutIdempotencyKey?: string
  readonly handle: (request: RouteRequest<never, never, never>) => Promise<Reply>
}

export interface LiveRoute extends RouteDescription {
  readonly kind: 'live'
  readonly method: 'GET'
  readonly feed: LiveFeed
}

export type Route = ExchangeRoute | LiveRoute

/** Keeps the types of one route's parts together while it is written down. */
export const route = <
  Params = Record<string, never>,
  Query = Record<string, never>,
  Body = undefined,
>(
  description: Omit<ExchangeRoute, 'kind' | 'handle'> & {
    readonly handle: (request: RouteRequest<Params, Query, Body>) => Promise<Reply>
  },
): ExchangeRoute => ({
  kind: 'exchange',
  ...description,
  handle: description.handle,
})

export const liveRoute = (description: Omit<LiveRoute, 'kind' | 'method'>): LiveRoute => ({
  kind: 'live',
  method: 'GET',
  ...description,
})

export const ok = (body: Json, extra: Omit<Reply, 'status' | 'body'> = {}): Reply => ({
  status: 200,
  body,
  ...extra,
})

/** RFC 9457, with the slug as the type's last part and each bad field named. */
export interface Problem {
  readonly slug: string
  readonly status: number
  readonly title: string
  readonly detail?: string
  readonly fields?: readonly {
    readonly field: string
    readonly reason: string
    readonly line?: number
  }[]
  readonly headers?: Readonly<Record<string, string>>
}

export const problemReply = ({
  slug,
  status,
  title,
  detail,
  fields,
  headers = {},
}: Problem): Reply => ({
  status,
  body: {
    type: `/problems/${slug}`,
    title,
    status,
    ...(detail ? { detail } : {}),
    ...(fields ? { fields: fields as Json } : {}),
  },
  headers: { 'content-type': 'application/problem+json', ...headers },
})

const retryAfter = { 'retry-after': '1' }

const failures = {
  conflict: {
    slug: 'busy',
    status: 409,
    title: 'Others change the same thing at this moment; try again',
    headers: retryAfter,
  },
  'in-flight': {
    slug: 'request-in-flight',
    status: 409,
    title: 'A request with this Idempotency-Key is still being handled',
    headers: retryAfter,
  },
  overloaded: {
    slug: 'overloaded',
    status: 503,
    title: 'Too much is waiting; try again',
    headers: retryAfter,
  },
  unavailable: {
    slug: 'log-unavailable',
    status: 503,
    title: 'The log cannot be reached; send the same request again with the same Idempotency-Key',
    headers: retryAfter,
  },
} as const satisfies Record<string, Problem>

/** The answer to a command: what `accepted` shows, or the problem that its outcome stands for. */
export const outcomeReply = (
  outcome: Outcome,
  refusals: Readonly<Record<string, number>>,
  accepted: (outcome: Extract<Outcome, { kind: 'accepted' }>) => Reply,
): Reply => {
  switch (outcome.kind) {
    case 'accepted':
      return markReplay(accepted(outcome), outcome.fresh)
    case 'refused':
      return markReplay(
        problemReply({
          slug: outcome.refusal.refused,
          status: refusals[outcome.refusal.refused] ?? 422,
          title: outcome.refusal.refused.replaceAll('-', ' '),
          ...(outcome.refusal.detail ? { detail: JSON.stringify(outcome.refusal.detail) } : {}),
        }),
        outcome.fresh,
      )
    case 'other-content':
      return problemReply({
        slug: 'idempotency-key-reused',
        status: 422,
        title: 'This Idempotency-Key was used for a different request',
      })
    case 'failed':
      return problemReply(failures[outcome.reason])
  }
}

/** Lets a client tell the outcome of an earlier request from that of this one. */
const markReplay = (reply: Reply, fresh: boolean): Reply =>
  fresh ? reply : { ...reply, headers: { ...reply.headers, 'idempotency-replayed': 'true' } }

/** A place in a log as the outside sees it: opaque, made by `positionToken` alone. */
export const positionToken = (log: string, position: number): string =>
  `${log}~${position.toString(36)}`

/** The inverse of `positionToken`; undefined for anything else. */
export const readPositionToken = (token: string): { log: string; position: number } | undefined => {
  const [, log, digits] = /^([a-z][a-z0-9-]{0,40})~([0-9a-z]{1,11})$/.exec(token) ?? []
  const position = digits ? Number.parseInt(digits, 36) : Number.NaN
  if (!log || !Number.isSafeInteger(position)) return undefined
  // `payments~01` reads as a position too, but was never given out.
  return positionToken(log, position) === token ? { log, position } : undefined
}
