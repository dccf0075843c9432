import type { TSchema } from 'typebox'
import type { BudgetClass } from './budget.ts'
import type { Deprecation, RouteChange } from './api-version.ts'
import type { Instant } from './clock.ts'
import type { Uuid } from './id.ts'
import type { Json } from './json.ts'
import type { CommandEnvelope } from './message.ts'
import type { Reply } from './reply.ts'
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
  /** Parsed and valid; the raw bytes, or their stream, where the route takes something else than JSON. */
  readonly body: Body
  readonly caller: Caller
  readonly header: (name: string) => string | undefined
  readonly now: Instant
  /** The envelope for this request's command: its id comes from caller, route and Idempotency-Key. */
  readonly envelope: (fingerprintOf: Json) => CommandEnvelope
  readonly requestId: Uuid
  /** Whence the request came, as far as the gateway believes it: an IP address. It is personal data. */
  readonly address: string
}

/** A request as it came: its body is JSON of any shape, or undefined where it is none. */
export interface UncheckedRequest {
  readonly params: Readonly<Record<string, string>>
  readonly body: Json | undefined
}

export type RoutingKey = (asked: UncheckedRequest) => string | undefined

/** A live list: rows of a view as they change, made fit for the caller. */
export interface LiveFeed {
  readonly view: ViewReader
  /**
   * The same shape as the list route gives, so that a client can put one in place of the other. Asked once
   * for each set of roles: `caller` stands for everybody who has them, and names nobody.
   */
  readonly show: (rows: readonly ViewRow<object>[], caller: Caller) => Promise<readonly Json[]>
}

/** Where an answer names another thing. */
export interface Reference {
  /** The field of the answer, or of each item of a list, that holds the id. */
  readonly id: string
  /** Name of the route that shows one of them: `getPaymentFile`. Who may not call it may not expand to it. */
  readonly shownBy: string
}

/** Ids that `showMany` is given in one call. */
export const expandedAtOnceMax = 500

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
  /**
   * Too dangerous for a browser that somebody left open: a session needs a proof of its person that is a few
   * minutes old at most. Keys and tokens of programs need none, because there is nobody to ask: they are bounded by
   * their roles and their time, and whoever issues one steps up.
   */
  readonly stepUp?: true
  /** What its requests count as. Left out: a `read` or a `write`, by the method. */
  readonly budget?: BudgetClass
  /** Also for a person whose roles demand a second factor that is not there yet. */
  readonly whileEnrolling?: true
  readonly params?: TSchema
  readonly query?: TSchema
  /**
   * What the request is likely to contend for, such as an account: of several workers, one decides all requests of a
   * key for as long as it lives. Asked before anything is checked; undefined, or left out: any worker. It spares
   * conflicts and promises nothing: expected versions remain the guard.
   */
  readonly routingKey?: RoutingKey
  /** Answers then say that it will end, and when. */
  readonly deprecated?: Deprecation
}

export interface ExchangeRoute extends RouteDescription {
  readonly kind: 'exchange'
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /**
   * JSON by schema, or raw bytes of a media type: whole, or `streamed` as an `AsyncIterable<Uint8Array>` that
   * throws where it grows beyond `bodyBytesMax` or is cut off.
   */
  readonly body?:
    | { readonly schema: TSchema }
    | {
        readonly mediaTypes: readonly string[]
        readonly description: string
        readonly streamed?: true
      }
  readonly bodyBytesMax?: number
  /** Shape of each successful answer, by status. */
  readonly replies: Readonly<Record<number, TSchema>>
  /** Its answer carries a validator (`Reply.etag`): asked with If-None-Match it is 304 where nothing has changed. */
  readonly validated?: true
  /** Every refusal that the operation can give, with its status. */
  readonly refusals?: Readonly<Record<string, number>>
  /** The view that is read: `?after=<position token>` waits, before `handle`, until it shows that position. */
  readonly shows?: ViewReader
  /** Whose account the body is about, so that guesses at it are counted wherever they come from. */
  readonly accountOf?: (body: never) => string
  /** Things that the answer names by their ids; `?expand=file` puts the whole thing beside, under this name. */
  readonly expandable?: Readonly<Record<string, Reference>>
  /** As this route shows one thing, many by their ids in one go: other routes can then expand to it. At most `expandedAtOnceMax`. */
  readonly showMany?: (ids: readonly string[], caller: Caller) => Promise<ReadonlyMap<string, Json>>
  /** How callers of earlier versions of the API go on as they were. */
  readonly changes?: readonly RouteChange[]
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
