import type { ApiVersion } from '../../kernel/api-version.ts'
import type { Instant } from '../../kernel/clock.ts'
import type { Decider } from '../../kernel/decider.ts'
import { refuse, type Refusal } from '../../kernel/refusal.ts'
import { roles, type Role } from '../../kernel/role.ts'
import type { AccessEventOf } from './events.ts'

/** What a program may be allowed. Approving takes a second person. */
export const apiKeyRoles: readonly Role[] = roles.filter((role) => role !== 'approver')

export type ApiKeyState = { readonly status: 'none' | 'issued' | 'revoked' }
export type ApiKeyEvent = AccessEventOf<'ApiKeyIssued' | 'ApiKeyRevoked'>

export type IssueApiKey = {
  readonly type: 'IssueApiKey'
  readonly data: {
    readonly keyId: string
    readonly label: string
    readonly roles: readonly Role[]
    readonly secretDigest: string
    readonly expiresAt: Instant
    readonly apiVersion: ApiVersion
  }
}
export type RevokeApiKey = {
  readonly type: 'RevokeApiKey'
  readonly data: { readonly keyId: string }
}

/** What a program signs its calls with. */
export const apiKey: Decider<
  ApiKeyState,
  IssueApiKey | RevokeApiKey,
  ApiKeyEvent,
  Refusal<'api-key-unknown' | 'api-key-revoked'>
> = {
  name: 'apikey',
  initialState: { status: 'none' },
  evolve: (_state, { type }) => ({ status: type === 'ApiKeyIssued' ? 'issued' : 'revoked' }),
  decide: ({ type, data }, { status }) => {
    if (type === 'IssueApiKey') {
      // The same request long after its outcome was forgotten: it issues nothing anew, least of all what was revoked.
      if (status !== 'none') return status === 'issued' ? [] : refuse('api-key-revoked')
      return [{ type: 'ApiKeyIssued', data: { ...data, roles: [...data.roles] } }]
    }
    if (status === 'none') return refuse('api-key-unknown')
    return status === 'revoked' ? [] : [{ type: 'ApiKeyRevoked', data }]
  },
}

/** `mr_<32 hexadecimal digits>_<secret>`: the id tells us where to look, the secret opens. */
export const presentApiKey = (keyId: string, secret: string): string =>
  `mr_${keyId.replaceAll('-', '')}_${secret}`

const presentedPattern =
  /^mr_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/

/** The inverse of `presentApiKey`; undefined for anything else. */
export const readApiKey = (
  presented: string,
): { readonly keyId: string; readonly secret: string } | undefined => {
  const [, ...parts] = presentedPattern.exec(presented) ?? []
  const secret = parts.pop()
  return secret ? { keyId: parts.join('-'), secret } : undefined
}
