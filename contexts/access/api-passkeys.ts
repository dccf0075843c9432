import Type from 'typebox'
import { ok, problemReply, type Reply } from '../../kernel/reply.ts'
import { route, type Route, type RouteRequest } from '../../kernel/route.ts'
import { passkeysImpossible } from './api-second-factor.ts'
import { authenticatorChallenge, giveChallenge, readChallenge } from './challenge.ts'
import { ChangedSchema, FactorAddedSchema, NewPasskeySchema } from './contract.ts'
import { cameTooLate, nothingKept } from './enrolment.ts'
import { own, ownAccount, sealFor, settled, type Own } from './own-account.ts'
import { ownRefusals, type OwnSession } from './own-session.ts'
import { passkeyPlace, requestToMake } from './passkey-requests.ts'
import type { PasskeyMade } from './ports.ts'
import { ChallengeText, FactorParams, Label, PasskeyMadeSchema } from './proof-schemas.ts'
import { registerPasskey, renamePasskey } from './security-commands.ts'
import type { AccessTools } from './tools.ts'

type None = Record<string, never>

interface Made {
  readonly challenge: string
  readonly label: string
  readonly passkey: PasskeyMade
}

const passkeyRefused: Reply = problemReply({
  slug: 'passkey-refused',
  status: 422,
  title: 'The passkey was not made here, or took too long; begin again',
})

/** Making passkeys, and naming them. */
export const passkeyRoutes = (tools: AccessTools): readonly Route[] => [
  route({
    ...ownAccount,
    method: 'POST',
    path: '/v1/account/passkeys/challenge',
    name: 'beginPasskeyRegistration',
    summary: 'What a browser needs to make a passkey',
    stepUp: true,
    withoutIdempotencyKey: nothingKept,
    replies: { 200: NewPasskeySchema },
    refusals: { ...ownRefusals, 'passkeys-impossible': 409 },
    handle: own(tools, (request, found) => offerPasskey(tools, request, found)),
  }),
  route<None, None, Made>({
    ...ownAccount,
    method: 'POST',
    path: '/v1/account/passkeys',
    name: 'registerPasskey',
    summary: 'Keep a passkey that was made',
    stepUp: true,
    body: {
      schema: Type.Object({ challenge: ChallengeText, label: Label, passkey: PasskeyMadeSchema }),
    },
    replies: { 201: FactorAddedSchema },
    refusals: {
      ...ownRefusals,
      'passkey-refused': 422,
      'passkey-taken': 409,
      'too-many-passkeys': 409,
      'challenge-over': 409,
      'passkeys-impossible': 409,
    },
    handle: own(tools, (request, found) => keepPasskey(tools, request, found)),
  }),
  route<{ readonly factorId: string }, None, { readonly label: string }>({
    ...ownAccount,
    method: 'PATCH',
    path: '/v1/account/factors/:factorId',
    name: 'renamePasskey',
    summary: 'Give a passkey another name',
    params: FactorParams,
    body: { schema: Type.Object({ label: Label }) },
    replies: { 200: ChangedSchema },
    refusals: { ...ownRefusals, 'factor-unknown': 404 },
    handle: own(tools, async ({ params: { factorId }, body, envelope }, { userId }) => {
      const label = await sealFor(tools, userId, 'passkeyLabel', body.label)
      const data = { userId, factorId, label }
      return settled(
        tools,
        await tools.handle(renamePasskey, { type: 'RenamePasskey', data }, envelope({ ...body })),
        { 'factor-unknown': 404 },
        (position) => ok({ position }),
      )
    }),
  }),
]

const offerPasskey = async (
  { secrets, vault, publicUrl }: AccessTools,
  { header, now }: Pick<RouteRequest, 'header' | 'now'>,
  { userId, user, security }: OwnSession,
): Promise<Reply> => {
  const place = passkeyPlace(publicUrl, header('host'))
  if (!place) return passkeysImpossible
  const challenge = giveChallenge(secrets, { purpose: 'passkey-registration', userId }, now)
  const [username, displayName] = await vault.open([user.username, user.displayName])
  const person = {
    handle: vault.blindIndex('passkey handle', userId),
    username: typeof username === 'string' ? username : userId,
    displayName: typeof displayName === 'string' ? displayName : userId,
  }
  const signed = authenticatorChallenge(secrets, challenge)
  return ok({ challenge, passkey: requestToMake(signed, place, person, security.passkeys) })
}

const keepPasskey = async (
  tools: AccessTools,
  { body, now, header, envelope }: Own<None, Made>,
  { userId, sessionId }: OwnSession,
): Promise<Reply> => {
  const { secrets, passkeys, publicUrl } = tools
  const place = passkeyPlace(publicUrl, header('host'))
  if (!place) return passkeysImpossible
  const purpose = { purpose: 'passkey-registration' } as const
  const challenge = readChallenge(secrets, body.challenge, purpose, now)
  if (challenge?.userId !== userId) return cameTooLate
  const asked = authenticatorChallenge(secrets, body.challenge)
  const credential = await passkeys.made(body.passkey, asked, place)
  if (!credential) return passkeyRefused
  const { challengeId } = challenge
  const factorId = tools.ids.derive('passkey', challengeId)
  const label = await sealFor(tools, userId, 'passkeyLabel', body.label)
  const credentialDigest = secrets.digest(credential.id)
  const data = { userId, factorId, label, credential, credentialDigest, challengeId, sessionId }
  return settled(
    tools,
    await tools.handle(
      registerPasskey,
      { type: 'RegisterPasskey', data },
      envelope({ challengeId, label: body.label }),
    ),
    { 'passkey-taken': 409, 'too-many-passkeys': 409, 'challenge-over': 409 },
    (position) => ({ status: 201, body: { factorId, position } }),
  )
}
