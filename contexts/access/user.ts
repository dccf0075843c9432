import type { Instant } from '../../kernel/clock.ts'
import type { Decider } from '../../kernel/decider.ts'
import type { Actor } from '../../kernel/message.ts'
import { refuse, type Refusal } from '../../kernel/refusal.ts'
import type { Role } from '../../kernel/role.ts'
import type { AccessEventOf } from './events.ts'
import type { PasswordHash } from './ports.ts'

/** Wrong passwords within the window before the account is locked. */
export const failedSignInsMax = 5
export const failureWindowMs = 15 * 60_000
export const lockMs = 15 * 60_000

export type UserState =
  | { readonly status: 'none' }
  | {
      readonly status: 'active' | 'disabled'
      readonly roles: readonly Role[]
      /** Empty until the first one is set, and nothing matches that. */
      readonly passwordHash: PasswordHash
      /** Failures since the last success or lock. */
      readonly failedAt: readonly Instant[]
      readonly lockedUntil: Instant
      /** Whose identity it is, where a provider vouches for it. */
      readonly issuer?: string
    }

export type UserEvent = AccessEventOf<
  | 'UserCreated'
  | 'IdentityLinked'
  | 'PasswordSet'
  | 'PasswordRehashed'
  | 'RolesChanged'
  | 'SignInSucceeded'
  | 'SignInFailed'
  | 'UserLocked'
  | 'UserDisabled'
  | 'UserEnabled'
>

export type SetPassword = {
  readonly type: 'SetPassword'
  readonly data: {
    readonly userId: string
    readonly passwordHash: PasswordHash
    /** Where the user gave the present password: the hash that it fitted. */
    readonly checkedAgainst?: PasswordHash
    readonly by: Actor
  }
}
export type ChangeRoles = {
  readonly type: 'ChangeRoles'
  readonly data: { readonly userId: string; readonly roles: readonly Role[]; readonly by: Actor }
}
export type DisableUser = {
  readonly type: 'DisableUser'
  readonly data: { readonly userId: string; readonly by: Actor }
}
export type EnableUser = {
  readonly type: 'EnableUser'
  readonly data: { readonly userId: string }
}
export type RecordFailedSignIn = {
  readonly type: 'RecordFailedSignIn'
  readonly data: { readonly userId: string }
}
export type UserCommand = SetPassword | ChangeRoles | DisableUser | EnableUser | RecordFailedSignIn

export type UserRefusal = Refusal<
  | 'user-unknown'
  | 'password-has-changed'
  | 'own-administrator-role'
  | 'own-account'
  | 'managed-by-identity-provider'
  | 'person-needed'
>

export const actorOf = (userId: string): Actor => `user:${userId}`

/** Keys, clients of the provider and certificates are programs. */
export const isPerson = (actor: Actor): boolean => actor.startsWith('user:')

/**
 * Whoever has one of these lets others in, or agrees to what they ask for. A program gives them to nobody and takes
 * over nobody's account who has one: it could make itself a person, and approve.
 */
export const areTrusted = (roles: readonly Role[]): boolean =>
  roles.includes('administrator') || roles.includes('approver')

/** A person who may sign in. */
export const user: Decider<UserState, UserCommand, UserEvent, UserRefusal> = {
  name: 'user',
  initialState: { status: 'none' },
  // Everybody's sign-ins are in their stream; somebody here for years has thousands of them.
  snapshot: { every: 200, version: 2 },

  evolve: (state, { type, data, time }) => {
    if (type === 'UserCreated')
      return {
        status: 'active',
        roles: data.roles,
        passwordHash: '',
        failedAt: [],
        lockedUntil: 0,
      }
    if (state.status === 'none') return state
    switch (type) {
      case 'IdentityLinked':
        return { ...state, issuer: data.issuer }
      case 'PasswordSet':
        return { ...state, passwordHash: data.passwordHash, failedAt: [], lockedUntil: 0 }
      case 'PasswordRehashed':
        return { ...state, passwordHash: data.passwordHash }
      case 'RolesChanged':
        return { ...state, roles: data.roles }
      case 'SignInSucceeded':
        return { ...state, failedAt: [] }
      case 'SignInFailed':
        return { ...state, failedAt: [...state.failedAt, time].slice(-failedSignInsMax) }
      case 'UserLocked':
        return { ...state, failedAt: [], lockedUntil: data.until }
      case 'UserDisabled':
        return { ...state, status: 'disabled' }
      case 'UserEnabled':
        return { ...state, status: 'active' }
    }
  },

  decide: (command, state, { now }) => {
    const { userId } = command.data
    if (state.status === 'none')
      return command.type === 'RecordFailedSignIn' ? [] : refuse('user-unknown')
    if (state.issuer !== undefined && isProvidersToSay(command))
      return refuse('managed-by-identity-provider')
    switch (command.type) {
      case 'SetPassword': {
        const { passwordHash, checkedAgainst, by } = command.data
        if (areTrusted(state.roles) && !isPerson(by)) return refuse('person-needed')
        if (checkedAgainst !== undefined && checkedAgainst !== state.passwordHash)
          return refuse('password-has-changed')
        return [{ type: 'PasswordSet', data: { userId, passwordHash } }]
      }
      case 'ChangeRoles': {
        const { roles, by } = command.data
        const loses = state.roles.includes('administrator') && !roles.includes('administrator')
        if (loses && by === actorOf(userId)) return refuse('own-administrator-role')
        const given = roles.filter((role) => !state.roles.includes(role))
        if ((loses || areTrusted(given)) && !isPerson(by)) return refuse('person-needed')
        return [{ type: 'RolesChanged', data: { userId, roles: [...roles] } }]
      }
      case 'DisableUser':
        return disable(userId, state, command.data.by)
      case 'EnableUser':
        return state.status === 'active' ? [] : [{ type: 'UserEnabled', data: { userId } }]
      case 'RecordFailedSignIn':
        return isOpen(state, now) ? failure(userId, state.failedAt, now) : []
    }
  },
}

const disable = (
  userId: string,
  { status, roles }: Exclude<UserState, { status: 'none' }>,
  by: Actor,
): readonly UserEvent[] | UserRefusal => {
  if (by === actorOf(userId)) return refuse('own-account')
  // A program is nobody who would remain.
  if (roles.includes('administrator') && !isPerson(by)) return refuse('person-needed')
  return status === 'disabled' ? [] : [{ type: 'UserDisabled', data: { userId } }]
}

// A password would open a second door, and roles would last until the next sign-in only.
const isProvidersToSay = ({ type }: UserCommand): boolean =>
  type === 'SetPassword' || type === 'ChangeRoles'

/** Whether a right password would open the account now. */
export const isOpen = (
  state: UserState,
  now: Instant,
): state is Exclude<UserState, { status: 'none' }> =>
  state.status === 'active' && now >= state.lockedUntil

const failure = (userId: string, failedAt: readonly Instant[], now: Instant): UserEvent[] => {
  const recent = failedAt.filter((at) => at > now - failureWindowMs).length + 1
  const failed: UserEvent = { type: 'SignInFailed', data: { userId } }
  return recent < failedSignInsMax
    ? [failed]
    : [failed, { type: 'UserLocked', data: { userId, until: now + lockMs } }]
}
