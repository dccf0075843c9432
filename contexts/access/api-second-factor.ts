import Type from 'typebox'
import { ok, problemReply, type Reply } from '../../kernel/reply.ts'
import { route, type Route, type RouteRequest } from '../../kernel/route.ts'
import {
  authenticatorChallenge,
  challengedUser,
  giveChallenge,
  readChallenge,
  type Challenge,
  type ChallengePurpose,
} from './challenge.ts'
import { checkProof, type GivenProof } from './check-proof.ts'
import { PasskeyRequestSchema, SignedInSchema } from './contract.ts'
import { countFailure, openSession, refused } from './open-session.ts'
import { passkeyPlace, requestToUse } from './passkey-requests.ts'
import type { PasskeyUsed } from './ports.ts'
import { secondProofs } from './proofs.ts'
import { ChallengeText, Code, PasskeyUsedSchema, RecoveryCode } from './proof-schemas.ts'
import { passkeyOwnersView, securityView, type SecurityRow } from './security-view.ts'
import type { AccessTools } from './tools.ts'
import { usersView, type UserRow } from './views.ts'

type None = Record<string, never>
type SecondFactorRequest = RouteRequest<None, None, GivenProof & { readonly challenge: string }>
type PasskeyRequest = RouteRequest<
  None,
  None,
  { readonly challenge: string; readonly passkey: PasskeyUsed }
>

/** It took too long, was given to somebody else, or the account has changed since. */
export const challengeOver: Reply = problemReply({
  slug: 'challenge-over',
  status: 401,
  title: 'It took too long, or the account has changed meanwhile; begin again',
})

/** No browser has passkeys for an IP address or for another site. */
export const passkeysImpossible: Reply = problemReply({
  slug: 'passkeys-impossible',
  status: 409,
  title: 'Passkeys cannot be used at this address',
  detail: 'Open the console at the address of PUBLIC_URL, or at localhost where none is set',
})

const refusals = { 'sign-in-refused': 401, 'challenge-over': 401 }
const eachOnce = 'each challenge is answered once'

/** The second step of a sign-in, and signing in with a passkey alone. */
export const secondFactorRoutes = (tools: AccessTools): readonly Route[] => [
  route<None, None, SecondFactorRequest['body']>({
    method: 'POST',
    path: '/v1/sessions/second-factor',
    name: 'completeSignIn',
    summary: 'Prove the second factor of a sign-in',
    description:
      'One of `code`, `recoveryCode` and `passkey`, with the challenge of the first step.',
    tag: 'Access',
    access: { open: 'nobody is signed in yet' },
    budget: 'sign-in',
    withoutIdempotencyKey: eachOnce,
    body: {
      schema: Type.Object(
        {
          challenge: ChallengeText,
          code: Type.Optional(Code),
          recoveryCode: Type.Optional(RecoveryCode),
          passkey: Type.Optional(PasskeyUsedSchema),
        },
        { minProperties: 2, maxProperties: 2 },
      ),
    },
    replies: { 201: SignedInSchema },
    refusals,
    handle: (request) => completeSignIn(tools, request),
  }),
  route({
    method: 'POST',
    path: '/v1/sessions/passkey-challenge',
    name: 'beginPasskeySignIn',
    summary: 'What a browser signs to sign in with a passkey alone',
    tag: 'Access',
    access: { open: 'nobody is signed in yet' },
    budget: 'sign-in',
    withoutIdempotencyKey: 'nothing is kept until it is answered',
    replies: { 200: PasskeyRequestSchema },
    refusals: { 'passkeys-impossible': 409 },
    handle: async ({ header, now }) => {
      const place = passkeyPlace(tools.publicUrl, header('host'))
      if (!place) return passkeysImpossible
      const challenge = giveChallenge(tools.secrets, { purpose: 'passkey-sign-in' }, now)
      const asked = authenticatorChallenge(tools.secrets, challenge)
      return ok({ challenge, passkey: requestToUse(asked, place, 'required') })
    },
  }),
  route<None, None, PasskeyRequest['body']>({
    method: 'POST',
    path: '/v1/sessions/passkey',
    name: 'signInWithPasskey',
    summary: 'Sign in with a passkey that verified its owner',
    tag: 'Access',
    access: { open: 'nobody is signed in yet' },
    budget: 'sign-in',
    withoutIdempotencyKey: eachOnce,
    body: { schema: Type.Object({ challenge: ChallengeText, passkey: PasskeyUsedSchema }) },
    replies: { 201: SignedInSchema },
    refusals,
    handle: (request) => signInWithPasskey(tools, request),
  }),
]

/** The first step was right. Nothing is kept of it: the challenge says it all, and is bound to the present password. */
export const askForSecondFactor = (
  { secrets, publicUrl }: AccessTools,
  { header, now }: Pick<RouteRequest, 'header' | 'now'>,
  passwordHash: string,
  security: SecurityRow,
): Reply => {
  const { userId } = security
  const asked = { purpose: 'second-factor', userId, boundTo: passwordHash } as const
  const challenge = giveChallenge(secrets, asked, now)
  const place = passkeyPlace(publicUrl, header('host'))
  return ok({
    next: 'second-factor',
    challenge,
    proofs: secondProofs(security),
    ...(security.passkeys.length > 0 && place
      ? {
          passkey: requestToUse(
            authenticatorChallenge(secrets, challenge),
            place,
            'preferred',
            security.passkeys,
          ),
        }
      : {}),
  })
}

const completeSignIn = async (tools: AccessTools, request: SecondFactorRequest): Promise<Reply> => {
  const { body, header, now } = request
  const { challenge: text, ...given } = body
  const found = await challenged(
    tools,
    text,
    'second-factor',
    now,
    ({ passwordHash }) => passwordHash,
  )
  if (!found) return challengeOver
  const { user, security, challenge } = found
  if (now < user.lockedUntil) return refused
  const place = passkeyPlace(tools.publicUrl, header('host'))
  const asked = { challenge: text, place, mustVerify: false, now }
  const proof = await checkProof(tools, security, given, asked)
  if (!proof) return countFailure(tools, request, user.userId, refused)
  const { challengeId } = challenge
  const proven = { checkedAgainst: user.passwordHash, proof, challengeId }
  return openSession(tools, request, user, proven, ['password', proof.kind])
}

const signInWithPasskey = async (tools: AccessTools, request: PasskeyRequest): Promise<Reply> => {
  const { body, header, now } = request
  const { secrets, view } = tools
  const purpose = { purpose: 'passkey-sign-in' } as const
  const challenge = readChallenge(secrets, body.challenge, purpose, now)
  if (!challenge) return challengeOver
  const owner = await view(passkeyOwnersView).get(secrets.digest(body.passkey.id))
  const found = owner && (await accountOf(tools, owner.row.userId))
  if (!found) return refused
  const place = passkeyPlace(tools.publicUrl, header('host'))
  const asked = { challenge: body.challenge, place, mustVerify: true, now }
  const proof = await checkProof(tools, found.security, { passkey: body.passkey }, asked)
  if (!proof) return refused
  const { challengeId } = challenge
  return openSession(tools, request, found.user, { proof, challengeId }, ['passkey'])
}

interface Account {
  readonly user: UserRow
  readonly security: SecurityRow
}

const accountOf = async (
  { view }: Pick<AccessTools, 'view'>,
  userId: string,
): Promise<Account | undefined> => {
  const [user, security] = await Promise.all([
    view(usersView).get(userId),
    view(securityView).get(userId),
  ])
  return user && security && user.row.status === 'active'
    ? { user: user.row, security: security.row }
    : undefined
}

/** The account that a challenge was given to, where it is still good. */
const challenged = async (
  tools: Pick<AccessTools, 'view' | 'secrets'>,
  text: string,
  purpose: ChallengePurpose,
  now: number,
  boundTo: (user: UserRow) => string,
): Promise<(Account & { readonly challenge: Challenge }) | undefined> => {
  const userId = challengedUser(text)
  const account = userId && (await accountOf(tools, userId))
  if (!account) return undefined
  const asked = { purpose, boundTo: boundTo(account.user) }
  const challenge = readChallenge(tools.secrets, text, asked, now)
  return challenge && { ...account, challenge }
}
