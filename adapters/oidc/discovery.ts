import type { Clock } from '../../kernel/clock.ts'
import { keptFresh, type Freshness, type KeptFresh } from './kept-fresh.ts'
import { fetchObject, ProviderUnavailable, type ProviderFetch } from './provider-fetch.ts'

/** What the provider says of itself (OpenID Connect Discovery). */
export type ProviderMetadata = Readonly<Record<string, unknown>> & {
  readonly issuer: string
  readonly jwks_uri: string
}

export const discoveryFreshness: Freshness = {
  refreshAfterMs: 60 * 60_000,
  // Its addresses change once in years; an outage of a day is likelier.
  staleAfterMs: 7 * 24 * 60 * 60_000,
  attemptEveryMs: 10_000,
  retryAfterMs: 2_000,
}

/** Asked when it is needed for the first time, so that a provider that is down stops nobody's start. */
export const discovery = (
  issuer: string,
  fetching: ProviderFetch,
  clock: Clock,
  freshness: Freshness = discoveryFreshness,
): KeptFresh<ProviderMetadata> => keptFresh(() => discover(issuer, fetching), clock, freshness)

const discover = async (issuer: string, fetching: ProviderFetch): Promise<ProviderMetadata> => {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const found = await fetchObject(fetching, url)
  // Another issuer's document, however it came here, would make its keys ours.
  if (found['issuer'] !== issuer)
    throw new ProviderUnavailable(`${url} speaks for another issuer than ${issuer}`)
  const jwksUri = found['jwks_uri']
  if (typeof jwksUri !== 'string' || !isSafeAddress(jwksUri))
    throw new ProviderUnavailable(`${url} names no keys that could be fetched safely`)
  return { ...found, issuer, jwks_uri: jwksUri }
}

/** TLS, or this very machine: whoever could change what comes from there could sign for anybody. */
export const isSafeAddress = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  const isLoopback =
    hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
  return protocol === 'https:' || (protocol === 'http:' && isLoopback)
}
