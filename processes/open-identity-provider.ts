import { connectProvider } from '../adapters/oidc/identity-provider.ts'
import type { AccessPorts } from '../contexts/access/tools.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Config } from './config.ts'

/** The identity provider of the configuration. It is not asked for anything before somebody comes from it. */
export const identityProviderOf = (
  config: Config,
  { clock }: { readonly clock: Clock },
): Pick<AccessPorts, 'identityProvider'> => {
  const { oidcIssuer, oidcRoles, oidcAudience } = config
  if (oidcIssuer === undefined || oidcRoles === undefined) return {}
  const provider = connectProvider(oidcIssuer, clock)
  const rules = {
    algorithms: config.oidcAlgorithms,
    clockToleranceMs: config.oidcClockToleranceMs,
    groupsClaim: config.oidcGroupsClaim,
  }
  const tokens =
    oidcAudience === undefined
      ? {}
      : { tokens: provider.tokens({ ...rules, audience: oidcAudience }) }
  return { identityProvider: { roleMapping: oidcRoles, ...tokens } }
}
