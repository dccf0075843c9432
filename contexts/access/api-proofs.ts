import Type from 'typebox'
import { ok, outcomeReply, problemReply, type Reply } from '../../kernel/reply.ts'
import { route, type Route, type RouteRequest } from '../../kernel/route.ts'
import { overloaded } from './api-sessions.ts'
import { userRoles } from './api-users.ts'
import { csrfTokenOf } from './authenticator.ts'
import { authenticatorChallenge, giveChallenge, readChallenge } from './challenge.ts'
import { checkProof, type GivenProof } from './check-proof.ts'
import { userSubject } from './commands.ts'
import { ProofChallengeSchema, SignedInSchema } from './contract.ts'
import { cameTooLate } from './enrolment.ts'
import { countFailure, openedTerms } from './open-session.ts'
import { isReply, ownRefusals, ownSession, sessionEndsAt, type OwnSession } from './own-session.ts'
import { passkeyPlace, requestToUse } from './passkey-requests.ts'
import { proofsOf } from './proofs.ts'
import { ChallengeText, Code, PasskeyUsedSchema } from './proof-schemas.ts'
import { proveAgain } from './security-commands.ts'
import type { FactorProof } from './security.ts'
import { hasSecondFactor } from './security-view.ts'
import { sessionCookie } from './session-cookie.ts'
import { visibleWithinMs, type AccessTools } from './tools.ts'
import { sessionsView } from './views.ts'

type None = Record<string, never>
type ProofRequest = RouteRequest<
  None,
  None,
  Pick<GivenProof, 'code' | 'passkey'> & {
    readonly password?: string
    readonly challenge?: string
  }
>

const proofRefused: Reply = problemReply({
  slug: 'proof-refused',
  status: 403,
  title: 'That does not prove who you are, or the account is locked for some minutes',
})

const refusals = { ...ownRefusals, 'proof-refused': 403, 'challenge-over': 409 }
const tag = 'Own account'
const access = { roles: userRoles }

/** Proving again that it is still the same person, before something dangerous. */
export const proofRoutes = (tools: AccessTools): readonly Route[] => [
  route({
    method: 'POST',
    path: '/v1/session/challenge',
    name: 'beginProof',
    summary: 'How the person who is signed in can prove that it is still them',
    tag,
    access,
    whileEnrolling: true,
    withoutIdempotencyKey: 'nothing is kept until it is answered',
    replies: { 200: ProofChallengeSchema },
    refusals: ownRefusals,
    handle: async (request) => {
      const own = await ownSession(tools, request)
      if (isReply(own)) return own
      const { secrets, publicUrl } = tools
      const asked = { purpose: 'proof', userId: own.userId, boundTo: own.sessionId } as const
      const challenge = giveChallenge(secrets, asked, request.now)
      const place = passkeyPlace(publicUrl, request.header('host'))
      const signed = authenticatorChallenge(secrets, challenge)
      const { passkeys } = own.security
      return ok({
        challenge,
        proofs: proofsOf(own.user, own.security),
        ...(passkeys.length > 0 && place
          ? { passkey: requestToUse(signed, place, 'preferred', passkeys) }
          : {}),
      })
    },
  }),
  route<None, None, ProofRequest['body']>({
    method: 'POST',
    path: '/v1/session/proof',
    name: 'proveAgain',
    summary: 'Prove that it is still you; the session goes on under a new id',
    description:
      'One of `password` (where the account has no second factor), `code` and `passkey` (with its challenge). Sets ' +
      'the cookie anew and answers with a new CSRF token. For some minutes, what is dangerous may then be done.',
    tag,
    access,
    whileEnrolling: true,
    budget: 'sign-in',
    withoutIdempotencyKey: 'each proof counts once',
    body: {
      schema: Type.Object(
        {
          password: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
          code: Type.Optional(Code),
          passkey: Type.Optional(PasskeyUsedSchema),
          challenge: Type.Optional(ChallengeText),
        },
        { minProperties: 1, maxProperties: 2 },
      ),
    },
    replies: { 200: SignedInSchema },
    refusals,
    handle: async (request) => {
      const own = await ownSession(tools, request)
      return isReply(own) ? own : prove(tools, request, own)
    },
  }),
]

const prove = async (
  tools: AccessTools,
  request: ProofRequest,
  own: OwnSession,
): Promise<Reply> => {
  const { body, now, header } = request
  const { userId, user, security, sessionId } = own
  // The session may have ended a moment ago, with all others of the account.
  if (now >= sessionEndsAt(sessionId, own.session, user, security)) return proofRefused
  const isLocked = now < user.lockedUntil
  if (body.password !== undefined) {
    const verdict = await tools.passwords.verify(body.password, user.passwordHash || undefined)
    if (verdict === 'overloaded') return overloaded
    if (hasSecondFactor(security) || isLocked) return proofRefused
    if (verdict === 'differs') return countFailure(tools, request, userId, proofRefused)
    return goOn(tools, request, own, {})
  }
  if (isLocked && body.code !== undefined) return proofRefused
  const purpose = { purpose: 'proof', boundTo: sessionId } as const
  const challenge =
    body.challenge === undefined
      ? undefined
      : readChallenge(tools.secrets, body.challenge, purpose, now)
  if (body.passkey && challenge?.userId !== userId) return cameTooLate
  const place = passkeyPlace(tools.publicUrl, header('host'))
  const asked = { challenge: body.challenge, place, mustVerify: false, now }
  const proof = await checkProof(tools, security, body, asked)
  if (!proof) return countFailure(tools, request, userId, proofRefused)
  return goOn(tools, request, own, {
    proof,
    ...(challenge ? { challengeId: challenge.challengeId } : {}),
  })
}

const goOn = async (
  tools: AccessTools,
  request: ProofRequest,
  { userId, sessionId, session, user, security }: OwnSession,
  proven: { readonly proof?: FactorProof; readonly challengeId?: string },
): Promise<Reply> => {
  const { secrets, handle, view } = tools
  const token = secrets.random()
  const nextSessionId = secrets.digest(token)
  const { longestMs: _, ...terms } = await openedTerms(
    tools,
    request,
    userSubject(userId),
    session.by,
  )
  const data = {
    userId,
    sessionId,
    nextSessionId,
    checkedAgainst: user.passwordHash,
    endings: security.endings,
    terms,
    ...proven,
  }
  const outcome = await handle(
    proveAgain,
    { type: 'ProveAgain', data },
    request.envelope({ nextSessionId }),
  )
  if (outcome.kind === 'accepted')
    await view(sessionsView).waitFor(outcome.position, visibleWithinMs)
  const { actor, roles, displayName } = request.caller
  return outcome.kind === 'refused'
    ? proofRefused
    : outcomeReply(outcome, {}, () =>
        ok(
          {
            actor,
            roles,
            csrfToken: csrfTokenOf(secrets, token),
            ...(displayName === undefined ? {} : { displayName }),
            ...(request.caller.mustEnrol ? { mustEnrol: true } : {}),
          },
          {
            headers: { 'set-cookie': sessionCookie(secrets, token, tools.sessionTerms.longestMs) },
          },
        ),
      )
}
