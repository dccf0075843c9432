import {
  decodeProtectedHeader,
  errors,
  jwtVerify,
  type JWTHeaderParameters,
  type JWTPayload,
} from 'jose'
import type { LogoutVerdict } from '../../contexts/access/ports.ts'
import type { Clock } from '../../kernel/clock.ts'
import { subjectLengthMax } from './claims.ts'
import type { FindKey } from './key-set.ts'
import { ProviderUnavailable } from './provider-fetch.ts'
import { signatureAlgorithms } from './signature-algorithms.ts'
import { tokenLengthMax } from './token-verifier.ts'

export interface LogoutRules {
  readonly issuer: string
  readonly clientId: string
  readonly clockToleranceMs: number
}

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout'
/** It is sent when it happens: one that comes later than this has lain somewhere else in between. */
const ageMaxMs = 5 * 60_000
const sessionIdLengthMax = 255

/**
 * Takes logout tokens (OpenID Connect Back-Channel Logout 1.0, 2.6) and nothing else: signed by the provider, for this
 * client, about a person, a session or both, and no ID token in disguise.
 */
export const readLogoutToken = async (
  token: string,
  rules: LogoutRules,
  findKey: FindKey,
  clock: Clock,
): Promise<LogoutVerdict> => {
  const header = headerOf(token)
  if (!header) return refused
  try {
    const key = await findKey(header)
    if (!key) return refused
    const { payload } = await jwtVerify(token, key, {
      issuer: rules.issuer,
      audience: rules.clientId,
      algorithms: [...signatureAlgorithms],
      clockTolerance: rules.clockToleranceMs / 1_000,
      currentDate: new Date(clock.now()),
      requiredClaims: ['iat', 'jti', 'events'],
      maxTokenAge: ageMaxMs / 1_000,
    })
    return judge(payload, rules)
  } catch (error) {
    if (error instanceof ProviderUnavailable) return { kind: 'unavailable' }
    if (error instanceof errors.JOSEError || error instanceof TypeError) return refused
    throw error
  }
}

const refused: LogoutVerdict = { kind: 'refused' }

const headerOf = (token: string): JWTHeaderParameters | undefined => {
  if (token.length > tokenLengthMax) return undefined
  try {
    const { alg, typ, kid } = decodeProtectedHeader(token)
    const isSigned = signatureAlgorithms.some((allowed) => allowed === alg)
    const isOfKind = typ === undefined || /^(application\/)?(logout\+)?jwt$/i.test(typ)
    return alg !== undefined && isSigned && isOfKind && typeof kid === 'string'
      ? { alg, kid }
      : undefined
  } catch {
    return undefined
  }
}

const judge = (payload: JWTPayload, { issuer }: LogoutRules): LogoutVerdict => {
  const { sub, iat = 0 } = payload
  const { events, sid, nonce } = payload as Readonly<Record<string, unknown>>
  // With a nonce it is an ID token, whatever else it says.
  if (nonce !== undefined || !isLogout(events)) return refused
  const subject = textIn(sub, subjectLengthMax)
  const providerSession = textIn(sid, sessionIdLengthMax)
  if (subject === undefined && providerSession === undefined) return refused
  return {
    kind: 'proven',
    issuer,
    issuedAt: iat * 1_000,
    ...(subject === undefined ? {} : { subject }),
    ...(providerSession === undefined ? {} : { providerSession }),
  }
}

const isLogout = (events: unknown): boolean =>
  typeof events === 'object' &&
  events !== null &&
  Object.hasOwn(events, logoutEvent) &&
  typeof (events as Readonly<Record<string, unknown>>)[logoutEvent] === 'object'

const textIn = (value: unknown, lengthMax: number): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= lengthMax && value.isWellFormed()
    ? value
    : undefined
