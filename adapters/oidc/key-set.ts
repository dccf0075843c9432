import { createLocalJWKSet, errors } from 'jose'
import type { CryptoKey, JSONWebKeySet, JWTHeaderParameters } from 'jose'
import type { Clock } from '../../kernel/clock.ts'
import type { ProviderMetadata } from './discovery.ts'
import { keptFresh, type Freshness, type KeptFresh } from './kept-fresh.ts'
import { fetchObject, ProviderUnavailable, type ProviderFetch } from './provider-fetch.ts'

export const keysFreshness: Freshness = {
  // A key that the provider withdrew is honoured for this long, and until the next call.
  refreshAfterMs: 5 * 60_000,
  // For so long the keys that are known go on working while the provider is down.
  staleAfterMs: 24 * 60 * 60_000,
  attemptEveryMs: 10_000,
  retryAfterMs: 2_000,
}

/** Finds the key that a token names. Undefined where the provider has none such; throws `ProviderUnavailable`. */
export type FindKey = (header: JWTHeaderParameters) => Promise<CryptoKey | undefined>

type KeySet = ReturnType<typeof createLocalJWKSet>

/** The provider's keys: known ones at once, an unknown one after a look whether it is new. */
export const providerKeys = (
  metadata: KeptFresh<ProviderMetadata>,
  fetching: ProviderFetch,
  clock: Clock,
  freshness: Freshness = keysFreshness,
): FindKey => {
  const load = async (): Promise<KeySet> => {
    const { jwks_uri: url } = await metadata.get()
    return readKeySet(await fetchObject(fetching, url), url)
  }
  const keys = keptFresh(load, clock, freshness)
  return async (header) =>
    (await keyIn(await keys.get(), header)) ?? (await keyIn(await keys.again(), header))
}

const readKeySet = (found: Readonly<Record<string, unknown>>, url: string): KeySet => {
  try {
    return createLocalJWKSet(found as unknown as JSONWebKeySet)
  } catch (error) {
    throw new ProviderUnavailable(`${url} gives no set of keys`, { cause: error })
  }
}

const keyIn = async (keys: KeySet, header: JWTHeaderParameters): Promise<CryptoKey | undefined> => {
  try {
    return await keys(header)
  } catch (error) {
    // Two keys of one name are as good as none; one that cannot be used as its token says too.
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}
