import {
  decodeProtectedHeader,
  errors,
  jwtVerify,
  type JWTHeaderParameters,
  type JWTPayload,
} from 'jose'
import type { TokenRefusal, TokenVerdict, TokenVerifier } from '../../contexts/access/ports.ts'
import type { Clock } from '../../kernel/clock.ts'
import { identityOf, subjectLengthMax } from './claims.ts'
import type { FindKey } from './key-set.ts'
import { ProviderUnavailable } from './provider-fetch.ts'
import type { SignatureAlgorithm } from './signature-algorithms.ts'

export const tokenLengthMax = 8_192

export interface TokenRules {
  readonly issuer: string
  readonly audience: string
  readonly algorithms: readonly SignatureAlgorithm[]
  /** How far the provider's clock may be from ours. */
  readonly clockToleranceMs: number
  readonly groupsClaim: string
}

/**
 * Takes access tokens (RFC 9068, and those of providers that do not mark them so) and nothing else.
 *
 *   length -> header: algorithm, type, key's name -> key -> signature -> issuer, audience, times -> claims
 */
export const tokenVerifier = (
  rules: TokenRules,
  findKey: FindKey,
  clock: Clock,
): TokenVerifier => ({
  verify: async (token) => {
    const header = headerOf(token, rules)
    if (typeof header === 'string') return refused(header)
    try {
      const key = await findKey(header)
      if (!key) return refused('key-unknown')
      const { payload } = await jwtVerify(token, key, {
        issuer: rules.issuer,
        audience: rules.audience,
        algorithms: [...rules.algorithms],
        clockTolerance: rules.clockToleranceMs / 1_000,
        currentDate: new Date(clock.now()),
        requiredClaims: ['sub', 'exp'],
      })
      return judge(payload, rules, clock)
    } catch (error) {
      if (error instanceof ProviderUnavailable) return { kind: 'unavailable' }
      return refused(reasonOf(error))
    }
  },
})

const refused = (reason: TokenRefusal): TokenVerdict => ({ kind: 'refused', reason })

// A token of another kind says so here; those who mark nothing at all are told apart by their claims.
const accessTokenTypes = new Set(['at+jwt', 'application/at+jwt', 'jwt', 'application/jwt'])

/** Only what must be known before the signature is checked, and none of it is believed afterwards. */
const headerOf = (
  token: string,
  { algorithms }: TokenRules,
): JWTHeaderParameters | TokenRefusal => {
  if (token.length > tokenLengthMax) return 'too-long'
  let header: ReturnType<typeof decodeProtectedHeader>
  try {
    header = decodeProtectedHeader(token)
  } catch {
    return 'malformed'
  }
  const { alg, typ, kid } = header
  if (!algorithms.some((allowed) => allowed === alg)) return 'algorithm-not-allowed'
  if (typ !== undefined && !(typeof typ === 'string' && accessTokenTypes.has(typ.toLowerCase())))
    return 'not-an-access-token'
  if (typeof kid !== 'string' || kid === '') return 'key-unnamed'
  return header as JWTHeaderParameters
}

const judge = (payload: JWTPayload, rules: TokenRules, clock: Clock): TokenVerdict => {
  const { sub, exp = 0, iat } = payload
  if (typeof sub !== 'string' || sub === '' || sub.length > subjectLengthMax || !sub.isWellFormed())
    return refused('claim-missing')
  if (iat !== undefined && iat * 1_000 > clock.now() + rules.clockToleranceMs)
    return refused('not-yet-valid')
  if (!isAccessToken(payload)) return refused('not-an-access-token')
  const bound = boundTo(payload['cnf'])
  if (!bound) return refused('bound-to-another-sender')
  const expiresAt = exp * 1_000 + rules.clockToleranceMs
  return { kind: 'accepted', identity: identityOf(payload, rules.groupsClaim), expiresAt, ...bound }
}

/**
 * The certificate that a token is bound to (RFC 8705), nothing where it is bound to nothing; undefined where its holder
 * must prove something that is not asked for here, a key (RFC 9449) above all.
 */
const boundTo = (confirmation: unknown): { readonly certificate?: string } | undefined => {
  if (confirmation === undefined) return {}
  if (typeof confirmation !== 'object' || confirmation === null) return undefined
  const { 'x5t#S256': thumbprint, ...others } = confirmation as Readonly<Record<string, unknown>>
  if (typeof thumbprint !== 'string' || Object.keys(others).length > 0) return undefined
  return /^[\w-]{43}$/.test(thumbprint)
    ? { certificate: Buffer.from(thumbprint, 'base64url').toString('hex') }
    : undefined
}

/** What a sign-in leaves behind (an ID token) is for the console alone, and must open nothing here. */
const isAccessToken = (payload: JWTPayload): boolean => {
  const ofAnIdToken = ['nonce', 'at_hash', 'c_hash', 's_hash']
  const { typ } = payload
  const isOtherKind = typeof typ === 'string' && !/^(bearer|dpop|at\+jwt|jwt)$/i.test(typ)
  return !isOtherKind && !ofAnIdToken.some((name) => payload[name] !== undefined)
}

const reasonOf = (error: unknown): TokenRefusal => {
  if (error instanceof errors.JWTExpired) return 'expired'
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature-wrong'
  if (error instanceof errors.JWTClaimValidationFailed) return reasonOfClaim(error)
  if (error instanceof errors.JOSEAlgNotAllowed) return 'algorithm-not-allowed'
  if (error instanceof errors.JOSEError) return 'malformed'
  // A key of the provider that does not fit the algorithm, or is too short for it.
  if (error instanceof TypeError) return 'key-unknown'
  throw error
}

const reasonOfClaim = ({ claim, reason }: errors.JWTClaimValidationFailed): TokenRefusal => {
  if (reason === 'missing') return 'claim-missing'
  if (claim === 'iss') return 'wrong-issuer'
  if (claim === 'aud') return 'wrong-audience'
  if (claim === 'nbf' && reason === 'check_failed') return 'not-yet-valid'
  return 'malformed'
}
