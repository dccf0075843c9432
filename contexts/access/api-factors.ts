import { formatInstant } from '../../kernel/clock.ts'
import { positionToken } from '../../kernel/position-token.ts'
import { ok, type Reply } from '../../kernel/reply.ts'
import { route, type Route, type RouteRequest } from '../../kernel/route.ts'
import { recoveryCodeDigest } from './check-proof.ts'
import { ChangedSchema, FactorsSchema, RecoveryCodesSchema } from './contract.ts'
import { own, ownAccount, settled } from './own-account.ts'
import { ownRefusals, type OwnSession } from './own-session.ts'
import { passkeyPlace } from './passkey-requests.ts'
import { FactorParams } from './proof-schemas.ts'
import { newRecoveryCode } from './readable-text.ts'
import { issueRecoveryCodes, removeFactor } from './security-commands.ts'
import { recoveryCodesCount } from './security.ts'
import { securityView } from './security-view.ts'
import { shownInstant, shownText } from './showing.ts'
import { demandsSecondFactor, signInPolicyKey, signInPolicyView } from './sign-in-policy.ts'
import type { AccessTools } from './tools.ts'

/** What proves the person who is signed in, besides the password. */
export const factorRoutes = (tools: AccessTools): readonly Route[] => [
  route({
    ...ownAccount,
    method: 'GET',
    path: '/v1/account/factors',
    name: 'readOwnFactors',
    summary: 'One’s own passkeys, authenticator app and recovery codes',
    replies: { 200: FactorsSchema },
    refusals: ownRefusals,
    shows: tools.view(securityView),
    handle: own(tools, (request, found) => showFactors(tools, request, found)),
  }),
  route<{ readonly factorId: string }>({
    ...ownAccount,
    method: 'DELETE',
    path: '/v1/account/factors/:factorId',
    name: 'removeFactor',
    summary:
      'Take a passkey or the authenticator app away; the recovery codes go with the last of them',
    stepUp: true,
    params: FactorParams,
    replies: { 200: ChangedSchema },
    refusals: { ...ownRefusals, 'factor-unknown': 404 },
    handle: own(tools, async ({ params: { factorId }, envelope }, { userId }) => {
      const command = { type: 'RemoveFactor', data: { userId, factorId } } as const
      return settled(
        tools,
        await tools.handle(removeFactor, command, envelope(null)),
        { 'factor-unknown': 404 },
        (position) => ok({ position }),
      )
    }),
  }),
  route({
    ...ownAccount,
    method: 'POST',
    path: '/v1/account/recovery-codes',
    name: 'issueRecoveryCodes',
    summary: 'Ten new recovery codes in place of the old ones, shown in this answer alone',
    stepUp: true,
    withoutIdempotencyKey: 'the newest ones count, and are shown once',
    replies: { 201: RecoveryCodesSchema },
    refusals: { ...ownRefusals, 'second-factor-missing': 409 },
    handle: own(tools, async ({ envelope }, { userId }) => {
      const codes = Array.from({ length: recoveryCodesCount }, () => newRecoveryCode(tools.secrets))
      const digests = codes.map((code) => recoveryCodeDigest(tools.vault, userId, code))
      return settled(
        tools,
        await tools.handle(
          issueRecoveryCodes,
          { type: 'IssueRecoveryCodes', data: { userId, digests } },
          envelope(null),
        ),
        { 'second-factor-missing': 409 },
        (position) => ({ status: 201, body: { codes, position } }),
      )
    }),
  }),
]

const showFactors = async (
  { vault, view, publicUrl }: AccessTools,
  { header, caller }: Pick<RouteRequest, 'header' | 'caller'>,
  { security: { totp, passkeys, recoveryCodes, recoveryCodesIssuedAt } }: OwnSession,
): Promise<Reply> => {
  const reader = view(securityView)
  const position = positionToken(reader.log, await reader.position())
  const policy = (await view(signInPolicyView).get(signInPolicyKey))?.row
  const labels = await vault.open(passkeys.map(({ label }) => label))
  return ok({
    ...(totp
      ? {
          totp: {
            factorId: totp.factorId,
            enrolledAt: formatInstant(totp.enrolledAt),
            ...shownInstant('lastUsedAt', totp.lastUsedAt),
          },
        }
      : {}),
    passkeys: passkeys.map(({ factorId, registeredAt, lastUsedAt, credential }, index) => ({
      factorId,
      label: shownText(labels[index]),
      registeredAt: formatInstant(registeredAt),
      ...shownInstant('lastUsedAt', lastUsedAt),
      isSynced: credential.isSynced,
    })),
    recoveryCodesLeft: recoveryCodes.length,
    ...shownInstant('recoveryCodesIssuedAt', recoveryCodesIssuedAt),
    isDemanded: demandsSecondFactor(policy, caller.roles),
    arePasskeysPossible: passkeyPlace(publicUrl, header('host')) !== undefined,
    position,
  })
}
