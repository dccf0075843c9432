import type { Clock } from '../kernel/clock.ts'
import type { Ids } from '../kernel/id.ts'
import type { Json } from '../kernel/json.ts'
import type { CommandEnvelope } from '../kernel/message.ts'
import type { Caller } from '../kernel/role.ts'
import type { Problem } from '../kernel/reply.ts'
import type { Route } from '../kernel/route.ts'
import { childTraceparent } from '../kernel/trace.ts'
import { invalidField } from './problem.ts'

/** What envelopes are made with. */
export interface EnvelopeTools {
  readonly ids: Ids
  readonly clock: Clock
  /** A keyed digest: what it is taken over may be personal. */
  readonly fingerprint: (value: Json) => string
}

export const needsIdempotencyKey = (route: Route): boolean =>
  route.kind === 'exchange' && route.method !== 'GET' && route.withoutIdempotencyKey === undefined

/**
 * Whether a caller may rather have a promise than the answer (`Prefer: respond-async`): a key tells its repetitions,
 * and its body can be kept. A stream cannot; who takes one answers 202 by itself, or at once.
 */
export const canBePromised = (route: Route): boolean =>
  route.kind === 'exchange' &&
  needsIdempotencyKey(route) &&
  'roles' in route.access &&
  !(202 in route.replies) &&
  !(route.body && 'streamed' in route.body)

/** How long a repetition of a request gets the first answer; afterwards the same key is a new request. */
const outcomeKeptMs = 7 * 24 * 60 * 60 * 1_000

const visibleText = /^[\x21-\x7e]{1,255}$/

/** The problem of a key that is missing or unfit; undefined for a good one. */
export const idempotencyKeyFailure = (
  header: string | readonly string[] | undefined,
): Problem | undefined => {
  if (header === undefined) return invalidField('header/idempotency-key', 'is required')
  return typeof header === 'string' && visibleText.test(header)
    ? undefined
    : invalidField('header/idempotency-key', 'must be 1 to 255 visible ASCII characters')
}

interface Asked {
  readonly route: string
  readonly params: Json
  readonly caller: Caller
  readonly idempotencyKey: string | undefined
  readonly traceparent: string | undefined
}

/**
 * The envelope of a request's command. With a key, the same caller asking the same route has the same
 * command id, so that the log answers a repetition; without one, every request is a command of its own.
 */
export const commandEnvelope = (
  { ids, clock, fingerprint }: EnvelopeTools,
  { route, params, caller, idempotencyKey, traceparent }: Asked,
  fingerprintOf: Json,
): CommandEnvelope => {
  const commandId =
    idempotencyKey === undefined ? ids.next() : ids.derive(caller.actor, route, idempotencyKey)
  return {
    commandId,
    fingerprint: fingerprint({ route, params, body: fingerprintOf }),
    onOtherContent: 'refuse',
    actor: caller.actor,
    correlationId: commandId,
    causationId: commandId,
    traceparent: childTraceparent(traceparent, ids),
    now: clock.now(),
    outcomeKeptMs,
  }
}
