import { isSafeAddress } from '../adapters/oidc/discovery.ts'
import {
  signatureAlgorithms,
  type SignatureAlgorithm,
} from '../adapters/oidc/signature-algorithms.ts'
import { readRoleMapping, type RoleMapping } from '../contexts/access/role-mapping.ts'
import { integer, listOf, optionalText, parsedJson, text, type Setting } from './setting.ts'

/** Whose identities are trusted. Nothing of it holds without OIDC_ISSUER. */
export const identitySettings = {
  oidcIssuer: optionalAddress(
    'OIDC_ISSUER',
    'Identity provider (OpenID Connect) whose people and tokens are known here; exactly as it calls itself',
  ),
  oidcAudience: optionalText(
    {
      name: 'OIDC_AUDIENCE',
      description:
        'What an access token must be for, to be taken behind `Authorization: Bearer`; without it none is',
    },
    /^[\x21-\x7e]{1,300}$/,
    'up to 300 visible characters',
  ),
  oidcClientId: optionalText(
    {
      name: 'OIDC_CLIENT_ID',
      description:
        'Name of the console at the provider, where people then sign in; it sends them to PUBLIC_URL/v1/provider-sign-in/callback',
    },
    /^[\x21-\x7e]{1,300}$/,
    'up to 300 visible characters',
  ),
  oidcClientSecret: optionalText(
    {
      name: 'OIDC_CLIENT_SECRET',
      description: 'Secret of the console at the provider; without it, it is a public client',
      secret: true,
    },
    /^[\x20-\x7e]{1,1000}$/,
    'up to 1,000 visible characters',
  ),
  oidcProviderName: text(
    {
      name: 'OIDC_PROVIDER_NAME',
      description: 'What people call the provider: "Sign in with ..."',
      default: 'single sign-on',
    },
    /^\S.{0,38}\S$/,
    '2 to 40 characters',
  ),
  oidcScopes: text(
    {
      name: 'OIDC_SCOPES',
      description: 'What the console asks the provider for, separated by spaces',
      default: 'openid profile',
    },
    /^(?=.*\bopenid\b)[\x21\x23-\x5b\x5d-\x7e ]{1,300}$/,
    'scopes, openid among them',
  ),
  oidcRoles: parsedJson<RoleMapping>(
    {
      name: 'OIDC_ROLES',
      description:
        'Which groups of the provider have which roles here, as JSON: {"payments-desk": ["operator"]}',
    },
    readRoleMapping,
  ),
  oidcGroupsClaim: text(
    {
      name: 'OIDC_GROUPS_CLAIM',
      description:
        'Claim that lists the groups of somebody; a JSON pointer where it lies deeper: /realm_access/roles',
      default: 'groups',
    },
    /^\S{1,200}$/,
    'a name, or a JSON pointer',
  ),
  oidcAlgorithms: listOf<SignatureAlgorithm>(
    {
      name: 'OIDC_ALGORITHMS',
      description: 'Algorithms that the provider may sign with, separated by commas',
      default: ['RS256', 'PS256', 'ES256', 'EdDSA'],
      defaultShown: 'RS256,PS256,ES256,EdDSA',
    },
    signatureAlgorithms,
  ),
  oidcClockToleranceMs: integer(
    {
      name: 'OIDC_CLOCK_TOLERANCE_MS',
      description: "How far the provider's clock may be from this one",
      default: 30_000,
    },
    0,
    300_000,
  ),
} as const satisfies Record<string, Setting<never> | Setting<unknown>>

function optionalAddress(name: string, description: string): Setting<string | undefined> {
  return {
    name,
    description,
    default: undefined,
    parse: (given) => {
      if (!isSafeAddress(given) || new URL(given).hash !== '' || new URL(given).search !== '')
        throw new Error('must be an https:// address, or an http:// one of this machine')
      return given
    },
  }
}

type IdentityConfig = {
  readonly [Name in keyof typeof identitySettings]: (typeof identitySettings)[Name] extends Setting<
    infer Value
  >
    ? Value
    : never
}

interface PublicAddress {
  readonly publicUrl: string | undefined
}

/** What is wrong with the settings together, each line naming one. */
export const identityProblems = (
  { oidcIssuer, oidcRoles, oidcAudience, oidcClientId, publicUrl }: IdentityConfig & PublicAddress,
  isGiven: (name: string) => boolean,
): readonly string[] => {
  const others = Object.values(identitySettings).map(({ name }) => name)
  if (oidcIssuer === undefined)
    return others
      .filter(isGiven)
      .map((name) => `${name} means nothing without OIDC_ISSUER, which is not set`)
  const problems: string[] = []
  if (oidcRoles === undefined)
    problems.push(
      'OIDC_ROLES must be set beside OIDC_ISSUER, or nobody whom it knows may do anything',
    )
  if (oidcAudience === undefined && oidcClientId === undefined)
    problems.push('OIDC_AUDIENCE or OIDC_CLIENT_ID must be set beside OIDC_ISSUER')
  // What a sign-in leaves behind is for the client, and would open everything.
  if (oidcAudience !== undefined && oidcAudience === oidcClientId)
    problems.push('OIDC_AUDIENCE must be another than OIDC_CLIENT_ID')
  if (oidcClientId !== undefined && publicUrl === undefined)
    problems.push(
      'PUBLIC_URL must be set beside OIDC_CLIENT_ID: the provider sends people back there',
    )
  if (oidcClientId !== undefined && publicUrl !== undefined && !isSafeAddress(publicUrl))
    problems.push('PUBLIC_URL must be https:// beside OIDC_CLIENT_ID, unless it is this machine')
  return problems
}
