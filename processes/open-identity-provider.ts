import type { SignInRules } from '../adapters/oidc/sign-in.ts'
import { providerSignInPath } from '../contexts/access/provider-attempt.ts'
import type { AccessPorts } from '../contexts/access/tools.ts'
import type { Config } from './config.ts'
import type { Foundation } from './foundation.ts'

/** The identity provider of the configuration. It is not asked for anything before somebody comes from it. */
export const identityProviderOf = async (
  config: Config,
  { clock, lines }: Pick<Foundation, 'clock' | 'lines'>,
): Promise<Pick<AccessPorts, 'identityProvider'>> => {
  const { oidcIssuer, oidcRoles, oidcAudience } = config
  if (oidcIssuer === undefined || oidcRoles === undefined) return {}
  // Most installations have none, and its libraries take megabytes.
  const { connectProvider } = await import('../adapters/oidc/identity-provider.ts')
  const provider = connectProvider(oidcIssuer, clock)
  lines.add(() => [{ kind: 'identity-provider', name: oidcIssuer, status: provider.line() }])
  const rules = {
    algorithms: config.oidcAlgorithms,
    clockToleranceMs: config.oidcClockToleranceMs,
    groupsClaim: config.oidcGroupsClaim,
  }
  const tokens =
    oidcAudience === undefined
      ? {}
      : { tokens: provider.tokens({ ...rules, audience: oidcAudience }) }
  const signIn = signInRules(config)
  return {
    identityProvider: {
      roleMapping: oidcRoles,
      ...tokens,
      ...(signIn ? { signIn: provider.signIn(signIn) } : {}),
    },
  }
}

const signInRules = (config: Config): SignInRules | undefined => {
  const { oidcClientId, oidcClientSecret, publicUrl } = config
  if (oidcClientId === undefined || publicUrl === undefined) return undefined
  const { origin } = new URL(publicUrl)
  return {
    name: config.oidcProviderName,
    clientId: oidcClientId,
    ...(oidcClientSecret === undefined ? {} : { clientSecret: oidcClientSecret }),
    scopes: config.oidcScopes,
    groupsClaim: config.oidcGroupsClaim,
    clockToleranceMs: config.oidcClockToleranceMs,
    callbackUrl: `${origin}${providerSignInPath}/callback`,
    signedOutUrl: `${origin}/sign-in`,
  }
}
