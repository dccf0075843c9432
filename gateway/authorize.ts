import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../kernel/clock.ts'
import { mayAct, type Caller, type Role } from '../kernel/role.ts'
import { takenOver, type Problem } from '../kernel/reply.ts'
import type { Route } from '../kernel/route.ts'
import { admissionTo, type AdmissionTools } from './admission.ts'
import {
  authenticate,
  challenge,
  credentialsOf,
  textOf,
  type Authenticated,
  type Authenticator,
} from './authenticate.ts'
import { admittedHeader, readAdmitted } from './forwarding/admitted.ts'
import { csrfFailure, originFailure } from './csrf.ts'
import { idempotencyKeyFailure, needsIdempotencyKey } from './envelope.ts'
import { holdBack } from './hold-back.ts'
import type { GatewayLimits } from './limits.ts'
import { invalidField, problem } from './problem.ts'
import { refusalOf, type OnRefused } from './refused.ts'
import { sendProblem } from './send-reply.ts'

const noCharacter = invalidField('url', 'has a %00, which stands for no character')
const nobody: Caller = { actor: 'anonymous', roles: [] }
const signer: Caller = { actor: 'system', roles: [] }

/**
 * What happens before a body is read: who is asking, whether they may, whether the call comes from a page
 * of ours, and whether it can be told from its repetitions.
 */
export const guard = (route: Route, tools: GuardTools) => {
  const { onRefused, limits } = tools
  const mutates = route.method !== 'GET'
  const needsKey = needsIdempotencyKey(route)
  const entitled = tools.behind
    ? admittedInFront(route, tools.behind, tools.clock)
    : entitlement(route, tools, mutates)
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    request.routeName = route.name
    // No text that is stored can hold it, and no schema would notice it.
    if (request.url.includes('%00')) return sendProblem(request, reply, noCharacter)
    const admitted = await entitled(request, reply)
    if (!('actor' in admitted)) {
      if (isRefusal(admitted)) onRefused?.(refusalOf(request, admitted.slug))
      if (admitted.slug === 'too-many-requests')
        await holdBack(request.raw.socket, limits.refusalDelayMs)
      return sendProblem(request, reply, admitted)
    }
    request.caller = admitted
    if (mutates && tools.isTakenOver?.(route)) return sendProblem(request, reply, takenOver)
    const failure = needsKey ? idempotencyKeyFailure(request.headers['idempotency-key']) : undefined
    return failure ? sendProblem(request, reply, failure) : undefined
  }
}

export interface GuardTools {
  readonly authenticator: Authenticator
  readonly clock: Clock
  readonly admission: AdmissionTools
  readonly limits: Pick<GatewayLimits, 'refusalDelayMs'>
  readonly onRefused?: OnRefused
  /** Of routes whose context may change nothing here any more. Left out: none. */
  readonly isTakenOver?: (route: Route) => boolean
  /** Where a gateway is in front: what it signs with. It alone says who asks, and has looked whether they may. */
  readonly behind?: BehindGateway
}

export interface BehindGateway {
  /** Shared with all gateways. */
  readonly secret: Buffer
  /** Which routes this process answers, of all that it knows. Left out: all. */
  readonly serves?: (route: Route) => boolean
}

// What a client is led through step by step is no refusal.
const isRefusal = ({ slug, status }: Problem): boolean =>
  status === 403 && slug !== 'step-up-required' && slug !== 'second-factor-required'

const mustEnrol = problem('second-factor-required')

/** The problem of a proof that is too old for what is asked; programs and fresh sessions have none. */
const stalenessOf = (
  { freshUntil, proofs = [] }: Authenticated,
  clock: Clock,
): Problem | undefined =>
  freshUntil === undefined || clock.now() < freshUntil
    ? undefined
    : problem('step-up-required', { members: { proofs } })

/** The problem of a call that a page of somebody else may have caused; programs carry no cookie. */
const foreignness = (
  { headers, host }: FastifyRequest,
  { csrfToken }: Authenticated,
): Problem | undefined =>
  csrfToken === undefined
    ? undefined
    : (originFailure(headers.origin, host) ?? csrfFailure(headers['x-csrf-token'], csrfToken))

/** By what a gateway has signed. Roles are looked at again: it may be of another version than this process. */
const admittedInFront =
  ({ access }: Route, { secret }: BehindGateway, clock: Clock): Entitlement =>
  async (request, reply) => {
    const { method = '', url = '' } = request.raw
    const header = request.headers[admittedHeader]
    const admitted = readAdmitted(secret, { method, url }, header, clock.now())
    if (!admitted) return notAdmitted
    request.admittedFrom = admitted.address
    request.id = admitted.requestId
    reply.header('x-request-id', request.id)
    const { caller } = admitted
    return 'roles' in access && !mayAct(caller, access.roles) ? forbiddenTo(access.roles) : caller
  }

const notAdmitted = problem('not-admitted')

const forbiddenTo = (roles: readonly Role[]): Problem =>
  problem('forbidden', { detail: `Needs one of: ${roles.join(', ')}` })

type Entitlement = (request: FastifyRequest, reply: FastifyReply) => Promise<Caller | Problem>

const entitlement = (
  route: Route,
  { authenticator, clock, admission: admissionOfAll }: GuardTools,
  mutates: boolean,
): Entitlement => {
  const { access, stepUp, whileEnrolling } = route
  const admission = admissionTo(route, admissionOfAll)
  if ('signed' in access)
    return async (request, reply) => admission.address(request, reply) ?? signer
  if ('open' in access)
    return async (request, reply) =>
      admission.address(request, reply) ??
      ((mutates && originFailure(request.headers.origin, request.host)) || nobody)
  const forbidden = forbiddenTo(access.roles)

  return async (request, reply) => {
    const credentials = credentialsOf(request, authenticator)
    const shown = textOf(credentials)
    const unknown = admission.credential(request, reply, shown)
    if (unknown) return unknown
    const known = await authenticate(authenticator, credentials)
    if (!known) return problem('unauthenticated', { headers: challenge(credentials) })
    if ('slug' in known) return known
    request.refusedActor = known.caller.actor
    admission.opened(shown)
    const exhausted = admission.caller(request, reply, known.caller.actor)
    if (exhausted) return exhausted
    if (!mayAct(known.caller, access.roles)) return forbidden
    if (known.caller.mustEnrol && !whileEnrolling) return mustEnrol
    return (
      (mutates ? foreignness(request, known) : undefined) ??
      (stepUp ? stalenessOf(known, clock) : undefined) ??
      known.caller
    )
  }
}
