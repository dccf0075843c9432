import type { Instant } from '../../kernel/clock.ts'
import type { Actor, Position } from '../../kernel/message.ts'
import type { Sealed } from '../../kernel/personal-data.ts'
import type { Role } from '../../kernel/role.ts'
import type { View } from '../../kernel/view.ts'
import type { AccessEventOf, ProofMethod } from './events.ts'
import type { PasswordHash } from './ports.ts'

export interface UserRow {
  readonly userId: string
  readonly username: Sealed<string>
  readonly usernameIndex: string
  readonly displayName: Sealed<string>
  readonly roles: readonly Role[]
  readonly status: 'active' | 'disabled'
  readonly lockedUntil: Instant
  readonly passwordHash: PasswordHash
  /** The identity provider that says who this is; absent for local accounts. */
  readonly issuer?: string
  readonly kind?: 'person' | 'program'
  /** Sessions that were opened before this position are over. */
  readonly sessionsFrom: Position
  readonly createdAt: Instant
  readonly lastSignInAt?: Instant
}

type UserEvent = AccessEventOf<
  | 'UserCreated'
  | 'IdentityLinked'
  | 'PasswordSet'
  | 'PasswordRehashed'
  | 'RolesChanged'
  | 'SignInSucceeded'
  | 'UserLocked'
  | 'UserDisabled'
  | 'UserEnabled'
>

/** People with accounts. Key: user id. */
export const usersView: View<UserRow, UserEvent> = {
  name: 'users',
  version: 2,
  events: [
    'UserCreated',
    'IdentityLinked',
    'PasswordSet',
    'PasswordRehashed',
    'RolesChanged',
    'SignInSucceeded',
    'UserLocked',
    'UserDisabled',
    'UserEnabled',
  ],
  indexed: { usernameIndex: 'text', status: 'text', createdAt: 'instant' },
  keys: ({ data }) => [data.userId],
  fold: (row, event) => {
    const { type, data, time, position } = event
    if (type === 'UserCreated')
      return {
        ...data,
        status: 'active',
        lockedUntil: 0,
        passwordHash: '',
        sessionsFrom: position,
        createdAt: time,
      }
    if (!row) throw new Error(`${type} of a user who was not created`)
    switch (type) {
      case 'IdentityLinked':
        return { ...row, issuer: data.issuer, kind: data.kind }
      case 'PasswordSet':
        return {
          ...row,
          passwordHash: data.passwordHash,
          lockedUntil: 0,
          sessionsFrom: position,
        }
      case 'PasswordRehashed':
        return { ...row, passwordHash: data.passwordHash }
      case 'RolesChanged':
        return { ...row, roles: data.roles }
      case 'SignInSucceeded':
        return { ...row, lastSignInAt: time }
      case 'UserLocked':
        return { ...row, lockedUntil: data.until }
      case 'UserDisabled':
        return { ...row, status: 'disabled', sessionsFrom: position }
      case 'UserEnabled':
        return { ...row, status: 'active' }
    }
  },
}

export interface SessionRow {
  readonly userId: string
  /** Under this id. */
  readonly openedAt: Instant
  /** Of the person, however often the id has changed since. */
  readonly signedInAt: Instant
  readonly by: readonly ProofMethod[]
  readonly provedAt?: Instant
  readonly address?: Sealed<string>
  readonly browser?: string
  readonly providerSession?: string
  readonly openedPosition: Position
  readonly seenAt: Instant
  readonly idleMs: number
  readonly expiresAt: Instant
  readonly isEnded: boolean
}

type SessionEvent = AccessEventOf<'SessionOpened' | 'SessionContinued' | 'SessionEnded'>

/** Key: the digest of the session's token. */
export const sessionsView: View<SessionRow, SessionEvent> = {
  name: 'sessions',
  version: 3,
  events: ['SessionOpened', 'SessionContinued', 'SessionEnded'],
  indexed: {
    userId: 'text',
    isEnded: 'boolean',
    expiresAt: 'instant',
    providerSession: 'text',
  },
  keys: ({ data }) => [data.sessionId],
  fold: (row, { type, data, time, position }) => {
    if (type === 'SessionOpened') {
      const { sessionId: _, by = ['password'], signedInAt = time, ...described } = data
      const opened = { openedAt: time, openedPosition: position, seenAt: time }
      return { ...described, ...opened, by, signedInAt, isEnded: false }
    }
    if (!row) throw new Error(`${type} of a session that was not opened`)
    return type === 'SessionContinued' ? { ...row, seenAt: time } : { ...row, isEnded: true }
  },
}

export interface ApiKeyRow {
  readonly keyId: string
  readonly label: string
  readonly roles: readonly Role[]
  readonly secretDigest: string
  readonly issuedAt: Instant
  readonly issuedBy: Actor
  readonly expiresAt: Instant
  readonly apiVersion?: string
  readonly revokedAt?: Instant
}

/** Key: key id. */
export const apiKeysView: View<ApiKeyRow, AccessEventOf<'ApiKeyIssued' | 'ApiKeyRevoked'>> = {
  name: 'api-keys',
  version: 1,
  events: ['ApiKeyIssued', 'ApiKeyRevoked'],
  indexed: { issuedAt: 'instant' },
  keys: ({ data }) => [data.keyId],
  fold: (row, { type, data, time, actor }) => {
    if (type === 'ApiKeyIssued') return { ...data, issuedAt: time, issuedBy: actor }
    if (!row) throw new Error('a key was revoked that was not issued')
    return { ...row, revokedAt: time }
  },
}
