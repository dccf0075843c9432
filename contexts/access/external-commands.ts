import { type CommandDefinition, type Entity } from '../../kernel/decider.ts'
import type { Sealed } from '../../kernel/personal-data.ts'
import { refuse, type Refusal } from '../../kernel/refusal.ts'
import type { Role } from '../../kernel/role.ts'
import { openSession, sessionStream, userStream, type OpenedTerms } from './commands.ts'
import type { AccessEvent, AccessEventOf } from './events.ts'
import { session, type SessionState } from './session.ts'
import { user, type UserState } from './user.ts'

/** An account whose owner is known by an identity provider. */
export interface ExternalAccount {
  readonly userId: string
  readonly kind: 'person' | 'program'
  readonly issuer: string
  readonly username: Sealed<string>
  /** Of the identity, not of the name. */
  readonly usernameIndex: string
  readonly displayName: Sealed<string>
  readonly roles: readonly Role[]
}

export type MeetExternalAccount = {
  readonly type: 'MeetExternalAccount'
  readonly data: ExternalAccount
}

/** The first call with a token of somebody new leaves an account, which can be seen and disabled. */
export const meetExternalAccount: CommandDefinition<MeetExternalAccount, AccessEvent> = {
  type: 'MeetExternalAccount',
  reads: ({ data }) => [{ stream: userStream(data.userId), entity: user }],
  decide: ({ data }, [state]) => {
    const events = begun(data, state as UserState)
    return events.length === 0 ? [] : [{ stream: userStream(data.userId), events }]
  },
}

export type SignInExternally = {
  readonly type: 'SignInExternally'
  readonly data: ExternalAccount & {
    readonly sessionId: string
    /** The session that the browser had before. */
    readonly replaces?: string
    readonly terms?: OpenedTerms
  }
}

/** A sign-in that the provider vouches for. What the groups grant today takes the place of earlier roles. */
export const signInExternally: CommandDefinition<
  SignInExternally,
  AccessEvent,
  Refusal<'account-disabled'>
> = {
  type: 'SignInExternally',
  reads: ({ data }) => [
    { stream: userStream(data.userId), entity: user },
    { stream: sessionStream(data.sessionId), entity: session, presumedNew: true },
    ...(data.replaces ? [{ stream: sessionStream(data.replaces), entity: session }] : []),
  ],
  decide: ({ data }, [state, , before], { now }) => {
    const account = state as UserState
    if (account.status === 'disabled') return refuse('account-disabled')
    const first = begun(data, account)
    const [opened, ...others] = openSession(data, before as SessionState | undefined, now)
    const events = [...first, ...changedRoles(data, account), ...(opened?.events ?? [])]
    return [{ stream: userStream(data.userId), events }, ...others]
  },
}

const begun = (
  { userId, kind, issuer, usernameIndex, roles, username, displayName }: ExternalAccount,
  { status }: UserState,
): AccessEvent[] => {
  if (status !== 'none') return []
  const created = { userId, username, usernameIndex, displayName, roles: [...roles] }
  return [
    { type: 'UserCreated', data: created },
    { type: 'IdentityLinked', data: { userId, kind, issuer } },
  ]
}

const changedRoles = ({ userId, roles }: ExternalAccount, account: UserState): AccessEvent[] => {
  if (account.status === 'none') return []
  const isSame =
    account.roles.length === roles.length && roles.every((role) => account.roles.includes(role))
  return isSame ? [] : [{ type: 'RolesChanged', data: { userId, roles: [...roles] } }]
}

export type RecordRefusals = {
  readonly type: 'RecordRefusals'
  readonly data: { readonly recordId: string } & AccessEventOf<'CredentialsRefused'>['data']
}

/** Each record is a stream of its own, so that nobody waits for the refusals of others. */
const refusals: Entity<null> = { name: 'refusals', initialState: null, evolve: () => null }

export const recordRefusals: CommandDefinition<RecordRefusals, AccessEvent> = {
  type: 'RecordRefusals',
  reads: ({ data }) => [
    { stream: `refusals-${data.recordId}`, entity: refusals, presumedNew: true },
  ],
  decide: ({ data: { recordId, ...data } }) => [
    { stream: `refusals-${recordId}`, events: [{ type: 'CredentialsRefused', data }] },
  ],
}
