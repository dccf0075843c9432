import {
  allowInsecureRequests,
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  clockTolerance,
  Configuration,
  customFetch,
  None,
  ClientSecretBasic,
  ClientSecretPost,
  type ClientAuth,
  type IDToken,
  type ServerMetadata,
} from 'openid-client'
import type {
  ProviderSignIn,
  SignInAttempt,
  SignInRefusal,
  SignInVerdict,
} from '../../contexts/access/ports.ts'
import type { Clock, Instant } from '../../kernel/clock.ts'
import { identityOf, subjectLengthMax } from './claims.ts'
import type { ProviderMetadata } from './discovery.ts'
import type { FindKey } from './key-set.ts'
import { readLogoutToken } from './logout-token.ts'
import type { KeptFresh } from './kept-fresh.ts'
import { ProviderUnavailable, type ProviderFetch } from './provider-fetch.ts'

export interface SignInRules {
  readonly name: string
  readonly clientId: string
  /** Left out: a public client, held by PKCE alone. */
  readonly clientSecret?: string
  readonly scopes: string
  readonly groupsClaim: string
  readonly clockToleranceMs: number
  /** Where the provider sends browsers back to; it knows these addresses too. */
  readonly callbackUrl: string
  readonly signedOutUrl: string
}

export interface SignInSurroundings {
  readonly clock: Clock
  readonly issuer: string
  readonly findKey: FindKey
}

/** Sign-in at one provider. It is asked for nothing before somebody signs in. */
export const providerSignIn = (
  rules: SignInRules,
  metadata: KeptFresh<ProviderMetadata>,
  fetching: ProviderFetch,
  { clock, issuer, findKey }: SignInSurroundings,
): ProviderSignIn => {
  const client = async (): Promise<Configuration> => clientOf(rules, await metadata.get(), fetching)
  return {
    name: rules.name,
    authorizationUrl: async (attempt, asked) =>
      whileReachable(async () => authorizationUrl(rules, await client(), attempt, asked)),
    redeem: async (query, attempt, provedSince) => {
      try {
        return await redeem(rules, await client(), { query, attempt, provedSince, clock })
      } catch (error) {
        return { kind: 'refused', reason: reasonOf(error) }
      }
    },
    signOutUrl: (idToken) =>
      whileReachable(async () => {
        const provider = await client()
        return provider.serverMetadata().end_session_endpoint === undefined
          ? undefined
          : buildEndSessionUrl(provider, {
              id_token_hint: idToken,
              post_logout_redirect_uri: rules.signedOutUrl,
            }).href
      }),
    readLogout: (token) => readLogoutToken(token, { ...rules, issuer }, findKey, clock),
  }
}

const whileReachable = async <Value>(ask: () => Promise<Value>): Promise<Value | undefined> => {
  try {
    return await ask()
  } catch (error) {
    if (isUnavailable(error)) return undefined
    throw error
  }
}

const clientOf = (
  { clientId, clientSecret, clockToleranceMs }: SignInRules,
  server: ProviderMetadata,
  fetching: ProviderFetch,
): Configuration => {
  const client = new Configuration(
    server as unknown as ServerMetadata,
    clientId,
    { [clockTolerance]: clockToleranceMs / 1_000 },
    authenticationOf(clientSecret, server),
  )
  client[customFetch] = (url, request) => fetching(url, request as RequestInit)
  // Discovery has looked: without TLS it is this very machine.
  // oxlint-disable-next-line typescript/no-deprecated -- marked so that nobody takes it lightly
  if (server.issuer.startsWith('http://')) allowInsecureRequests(client)
  return client
}

/** Basic is what a provider takes that does not say otherwise. */
const authenticationOf = (secret: string | undefined, server: ProviderMetadata): ClientAuth => {
  if (secret === undefined) return None()
  const taken = server['token_endpoint_auth_methods_supported']
  const isBasic = !Array.isArray(taken) || taken.includes('client_secret_basic')
  return isBasic ? ClientSecretBasic(secret) : ClientSecretPost(secret)
}

const authorizationUrl = async (
  { callbackUrl, scopes }: SignInRules,
  client: Configuration,
  { state, nonce, codeVerifier }: SignInAttempt,
  asked: Parameters<ProviderSignIn['authorizationUrl']>[1],
): Promise<string> =>
  buildAuthorizationUrl(client, {
    redirect_uri: callbackUrl,
    scope: scopes,
    state,
    nonce,
    code_challenge: await calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    // With an age asked for, the provider also says when the person proved who they are.
    ...(asked === 'prove-again'
      ? { prompt: 'login', max_age: '0' }
      : { max_age: String(Math.floor(asked.provedWithinMs / 1_000)) }),
  }).href

interface Callback {
  readonly query: string
  readonly attempt: SignInAttempt
  readonly provedSince: Instant | undefined
  readonly clock: Clock
}

const redeem = async (
  rules: SignInRules,
  client: Configuration,
  { query, attempt, provedSince, clock }: Callback,
): Promise<SignInVerdict> => {
  const { state, nonce, codeVerifier } = attempt
  const current = new URL(`${rules.callbackUrl}${query}`)
  const tokens = await authorizationCodeGrant(client, current, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: codeVerifier,
    idTokenExpected: true,
  })
  const claims = tokens.claims()
  if (!claims || !tokens.id_token || !isUsable(claims))
    return { kind: 'refused', reason: 'provider-mismatch' }
  const provedAt = typeof claims.auth_time === 'number' ? claims.auth_time * 1_000 : undefined
  const tolerated = (provedSince ?? 0) - rules.clockToleranceMs
  if (provedSince !== undefined && (provedAt === undefined || provedAt < tolerated))
    return { kind: 'refused', reason: 'not-proved-again' }
  return {
    kind: 'proven',
    identity: identityOf(claims, rules.groupsClaim),
    // A clock that runs ahead must not make a proof last longer.
    ...(provedAt === undefined ? {} : { provedAt: Math.min(provedAt, clock.now()) }),
    idToken: tokens.id_token,
    ...(typeof claims['sid'] === 'string' ? { providerSession: claims['sid'] } : {}),
  }
}

const isUsable = ({ sub }: IDToken): boolean =>
  sub !== '' && sub.length <= subjectLengthMax && sub.isWellFormed()

const reasonOf = (error: unknown): SignInRefusal => {
  if (isUnavailable(error)) return 'provider-unavailable'
  if (error instanceof AuthorizationResponseError) return 'denied-by-provider'
  // Whatever does not fit together: a wrong state, nonce, issuer, signature, a code that was used.
  return 'provider-mismatch'
}

const isUnavailable = (error: unknown): boolean =>
  error instanceof ProviderUnavailable ||
  (error instanceof Error && error.cause !== undefined && isUnavailable(error.cause))
