import type { FastifyRequest } from 'fastify'
import type { ApiVersion } from '../kernel/api-version.ts'
import type { Json } from '../kernel/json.ts'
import { problemReply, type Reply } from '../kernel/reply.ts'
import type { Caller } from '../kernel/role.ts'
import type { ExchangeRoute, RouteRequest } from '../kernel/route.ts'
import { canBePromised, commandEnvelope, type EnvelopeTools } from './envelope.ts'
import { operationPath } from './operation-route.ts'
import type { KeptAnswer, Operations } from './operations.ts'
import { preferenceIn } from './prefer.ts'
import { downgradeReply } from './versions.ts'

/** Headers that a route may ask for, and that are kept with a promised request. Cookies are not among them. */
const keptHeaders = ['idempotency-key', 'if-match', 'traceparent', 'user-agent']

/** A request as it is kept until it is carried out. */
interface KeptRequest {
  readonly params: Json
  readonly query: Json
  readonly body: Json
  /** Bytes, in base64, where the route takes something else than JSON. */
  readonly bytes?: string
  readonly caller: Pick<Caller, 'actor' | 'roles'>
  readonly headers: Readonly<Record<string, string>>
  readonly requestId: string
  readonly address: string
  readonly version: ApiVersion
}

type Handle = (request: RouteRequest) => Promise<Reply>

/** Answers a request with a promise, where its caller would rather have that. Undefined where not. */
export type Promising = (request: FastifyRequest, asked: RouteRequest) => Promise<Reply | undefined>

/**
 * Promises to carry commands of a route out:
 *
 *   validated -> kept (durable) -> 202, Location -> carried out -> answer kept -> asked for
 *
 * The command's id is derived from caller, route and key as ever, so that a request that is carried out twice,
 * because a process died in between, has one effect and one answer.
 */
export const promising = (
  route: ExchangeRoute,
  handle: Handle,
  tools: EnvelopeTools & { readonly operations?: Operations },
): Promising => {
  const { operations } = tools
  if (!operations || !canBePromised(route)) return () => Promise.resolve(undefined)
  operations.register(route.name, async ({ request }) => {
    const kept = request as unknown as KeptRequest
    const reply = await handle(routeRequestOf(route, tools, kept))
    return downgradeReply(route, kept.version, reply) ?? reply
  })
  return async (request, asked) => {
    const { respondAsync, waitSeconds } = preferenceIn(request.headers['prefer'])
    if (!respondAsync) return undefined
    const kept = keptRequest(request, asked)
    const { commandId, fingerprint, actor } = envelopeOf(route, tools, kept, {
      query: kept.query,
      body: kept.bytes ?? kept.body ?? null,
    })
    const accepted = await operations.accept({
      id: commandId,
      actor,
      route: route.name,
      fingerprint,
      request: kept as unknown as Json,
      acceptedAt: asked.now,
    })
    if (accepted === 'other-content') return keyReused
    const waited = waitSeconds > 0 && (await operations.waitFor(commandId, waitSeconds * 1_000))
    const answered = waited ? await operations.store.find(commandId, actor) : undefined
    const applied = {
      'preference-applied': `respond-async${waitSeconds > 0 ? `, wait=${waitSeconds}` : ''}`,
    }
    if (answered?.answer) return answerOf(answered.answer as unknown as KeptAnswer, applied)
    return promise(commandId, accepted === 'known', applied)
  }
}

const keyReused = problemReply({
  slug: 'idempotency-key-reused',
  status: 422,
  title: 'This Idempotency-Key was used for a different request',
})

const promise = (operationId: string, isRepeated: boolean, applied: object): Reply => ({
  status: 202,
  body: { operationId, state: 'in-progress' },
  headers: {
    location: operationPath(operationId),
    'retry-after': '1',
    ...applied,
    ...(isRepeated ? { 'idempotency-replayed': 'true' } : {}),
  },
})

const answerOf = ({ status, headers, body }: KeptAnswer, applied: object): Reply => ({
  status,
  headers: { ...headers, ...applied },
  ...(body === undefined ? {} : { body }),
})

const keptRequest = (request: FastifyRequest, asked: RouteRequest): KeptRequest => {
  const { actor, roles } = asked.caller
  const isBytes = asked.body instanceof Uint8Array
  return {
    params: asked.params,
    query: asked.query,
    body: isBytes ? null : (asked.body ?? null),
    ...(isBytes
      ? { bytes: Buffer.from(asked.body as unknown as Uint8Array).toString('base64') }
      : {}),
    caller: { actor, roles },
    headers: Object.fromEntries(
      keptHeaders.flatMap((name) => {
        const value = asked.header(name)
        return value === undefined ? [] : [[name, value]]
      }),
    ),
    requestId: asked.requestId,
    address: asked.address,
    version: request.apiVersion,
  }
}

const envelopeOf = (
  { name }: ExchangeRoute,
  tools: EnvelopeTools,
  { params, caller, headers }: KeptRequest,
  fingerprintOf: Json,
) =>
  commandEnvelope(
    tools,
    {
      route: name,
      params,
      caller,
      idempotencyKey: headers['idempotency-key'],
      traceparent: headers['traceparent'],
    },
    fingerprintOf,
  )

const routeRequestOf = (
  route: ExchangeRoute,
  tools: EnvelopeTools,
  kept: KeptRequest,
): RouteRequest => {
  const { params, query, body, bytes, caller, headers, requestId, address } = kept
  return {
    params,
    query,
    body: bytes === undefined ? body : (Buffer.from(bytes, 'base64') as unknown as Json),
    caller,
    header: (name) => headers[name.toLowerCase()],
    now: tools.clock.now(),
    requestId,
    address,
    envelope: (fingerprintOf) => envelopeOf(route, tools, kept, fingerprintOf),
  }
}
