import type { ProviderSignIn, TokenVerifier } from '../../contexts/access/ports.ts'
import type { Clock } from '../../kernel/clock.ts'
import { discovery } from './discovery.ts'
import { providerKeys } from './key-set.ts'
import { providerFetch } from './provider-fetch.ts'
import { providerLine } from './provider-line.ts'
import { providerSignIn, type SignInRules } from './sign-in.ts'
import { tokenVerifier, type TokenRules } from './token-verifier.ts'

/** One provider, found by its issuer alone. It is asked for nothing before somebody comes from it. */
export const connectProvider = (issuer: string, clock: Clock) => {
  const { fetching, status } = providerLine(providerFetch())
  const metadata = discovery(issuer, fetching, clock)
  return {
    /** How the line to it is, for who has to look. */
    line: status,
    tokens: (rules: Omit<TokenRules, 'issuer'>): TokenVerifier =>
      tokenVerifier({ ...rules, issuer }, providerKeys(metadata, fetching, clock), clock),
    signIn: (rules: SignInRules): ProviderSignIn =>
      providerSignIn(rules, metadata, fetching, {
        clock,
        issuer,
        findKey: providerKeys(metadata, fetching, clock),
      }),
  }
}
