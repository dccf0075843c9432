import Type from 'typebox'
import { ok, problemReply, type Reply } from '../../kernel/reply.ts'
import { route, type Route } from '../../kernel/route.ts'
import { giveChallenge, readChallenge } from './challenge.ts'
import { FactorAddedSchema, NewTotpSchema } from './contract.ts'
import { cameTooLate, nothingKept } from './enrolment.ts'
import { own, ownAccount, sealFor, settled, type Own } from './own-account.ts'
import { ownRefusals, type OwnSession } from './own-session.ts'
import { ChallengeText, Code } from './proof-schemas.ts'
import { enrolTotp } from './security-commands.ts'
import type { AccessTools } from './tools.ts'

type None = Record<string, never>

const wrongCode: Reply = problemReply({
  slug: 'wrong-code',
  status: 422,
  title: 'The code does not belong to this secret, or was used already',
  fields: [{ field: 'body/code', reason: 'is not the code of this moment' }],
})

/** Setting up an authenticator app. */
export const totpRoutes = (tools: AccessTools): readonly Route[] => [
  route({
    ...ownAccount,
    method: 'POST',
    path: '/v1/account/totp/challenge',
    name: 'beginTotpEnrolment',
    summary: 'A new secret for an authenticator app',
    description: 'It counts once a code of it was given to `/v1/account/totp`.',
    stepUp: true,
    withoutIdempotencyKey: nothingKept,
    replies: { 200: NewTotpSchema },
    refusals: ownRefusals,
    handle: own(tools, (request, found) => offerTotp(tools, request.now, found)),
  }),
  route<None, None, { readonly challenge: string; readonly code: string }>({
    ...ownAccount,
    method: 'POST',
    path: '/v1/account/totp',
    name: 'enrolTotp',
    summary:
      'Confirm an authenticator app by one of its codes; it takes the place of an earlier one',
    stepUp: true,
    body: { schema: Type.Object({ challenge: ChallengeText, code: Code }) },
    replies: { 201: FactorAddedSchema },
    refusals: { ...ownRefusals, 'wrong-code': 422, 'challenge-over': 409 },
    handle: own(tools, (request, found) => confirmTotp(tools, request, found)),
  }),
]

/** The secret follows from the challenge, so that nothing unconfirmed is kept anywhere. */
const totpSecretOf = ({ secrets, oneTimePasswords }: AccessTools, challenge: string): string =>
  oneTimePasswords.secretFrom(secrets.derive('totp secret', challenge))

const offerTotp = async (
  tools: AccessTools,
  now: number,
  { userId, user }: OwnSession,
): Promise<Reply> => {
  const challenge = giveChallenge(tools.secrets, { purpose: 'totp-enrolment', userId }, now)
  const secret = totpSecretOf(tools, challenge)
  const [name] = await tools.vault.open([user.username])
  const account = typeof name === 'string' ? name : userId
  return ok({ challenge, secret, uri: tools.oneTimePasswords.uri(secret, account, 'Millrace') })
}

const confirmTotp = async (
  tools: AccessTools,
  { body, now, envelope }: Own<None, { readonly challenge: string; readonly code: string }>,
  { userId, sessionId }: OwnSession,
): Promise<Reply> => {
  const purpose = { purpose: 'totp-enrolment' } as const
  const challenge = readChallenge(tools.secrets, body.challenge, purpose, now)
  if (challenge?.userId !== userId) return cameTooLate
  const plain = totpSecretOf(tools, body.challenge)
  const step = tools.oneTimePasswords.step(plain, body.code.replaceAll(' ', ''), now)
  if (step === undefined) return wrongCode
  const { challengeId } = challenge
  const factorId = tools.ids.derive('totp', challengeId)
  const secret = await sealFor(tools, userId, 'totpSecret', plain)
  const data = { userId, factorId, secret, step, sessionId }
  const outcome = await tools.handle(
    enrolTotp,
    { type: 'EnrolTotp', data },
    envelope({ challengeId }),
  )
  if (outcome.kind === 'refused') return wrongCode
  return settled(tools, outcome, {}, (position) => ({ status: 201, body: { factorId, position } }))
}
