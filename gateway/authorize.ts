import type { FastifyReply, FastifyRequest } from 'fastify'
import { mayAct, type Caller } from '../kernel/role.ts'
import type { Problem } from '../kernel/reply.ts'
import type { Route } from '../kernel/route.ts'
import { authenticate, challenge, credentialsOf, type Authenticator } from './authenticate.ts'
import { csrfFailure, originFailure } from './csrf.ts'
import { idempotencyKeyFailure, needsIdempotencyKey } from './envelope.ts'
import { invalidField, problem } from './problem.ts'
import { sendProblem } from './send-reply.ts'

const noCharacter = invalidField('url', 'has a %00, which stands for no character')
const nobody: Caller = { actor: 'anonymous', roles: [] }
const signer: Caller = { actor: 'system', roles: [] }

/**
 * What happens before a body is read: who is asking, whether they may, whether the call comes from a page
 * of ours, and whether it can be told from its repetitions.
 */
export const guard = (route: Route, authenticator: Authenticator) => {
  const mutates = route.method !== 'GET'
  const needsKey = needsIdempotencyKey(route)
  const entitled = entitlement(route, authenticator, mutates)
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    request.routeName = route.name
    // No text that is stored can hold it, and no schema would notice it.
    if (request.url.includes('%00')) return sendProblem(request, reply, noCharacter)
    const admitted = await entitled(request)
    if (!('actor' in admitted)) return sendProblem(request, reply, admitted)
    request.caller = admitted
    const failure = needsKey ? idempotencyKeyFailure(request.headers['idempotency-key']) : undefined
    return failure ? sendProblem(request, reply, failure) : undefined
  }
}

type Entitlement = (request: FastifyRequest) => Promise<Caller | Problem>

const entitlement = (
  { access }: Route,
  authenticator: Authenticator,
  mutates: boolean,
): Entitlement => {
  if ('signed' in access) return () => Promise.resolve(signer)
  if ('open' in access)
    return (request) =>
      Promise.resolve((mutates && originFailure(request.headers.origin, request.host)) || nobody)
  const forbidden = problem('forbidden', { detail: `Needs one of: ${access.roles.join(', ')}` })

  return async (request) => {
    const credentials = credentialsOf(request.headers, authenticator)
    const known = await authenticate(authenticator, credentials)
    if (!known) return problem('unauthenticated', { headers: challenge(credentials) })
    if (!mayAct(known.caller, access.roles)) return forbidden
    if (!mutates || known.csrfToken === undefined) return known.caller
    return (
      originFailure(request.headers.origin, request.host) ??
      csrfFailure(request.headers['x-csrf-token'], known.csrfToken) ??
      known.caller
    )
  }
}
