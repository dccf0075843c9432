import type { Ids } from '../../kernel/id.ts'

/** Under which a session remembers the provider's own; tells nobody what that one is called. */
export const providerSessionIdOf = (
  { ids }: { readonly ids: Pick<Ids, 'derive'> },
  issuer: string,
  providerSession: string,
): string => ids.derive('provider-session', issuer, providerSession)
