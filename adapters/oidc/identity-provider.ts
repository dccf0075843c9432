import type { TokenVerifier } from '../../contexts/access/ports.ts'
import type { Clock } from '../../kernel/clock.ts'
import { discovery } from './discovery.ts'
import { providerKeys } from './key-set.ts'
import { providerFetch } from './provider-fetch.ts'
import { tokenVerifier, type TokenRules } from './token-verifier.ts'

/** Tokens of one provider, found by its issuer alone. Asks it for nothing until the first token comes. */
export const providerTokens = (rules: TokenRules, clock: Clock): TokenVerifier => {
  const fetching = providerFetch()
  const metadata = discovery(rules.issuer, fetching, clock)
  return tokenVerifier(rules, providerKeys(metadata, fetching, clock), clock)
}
