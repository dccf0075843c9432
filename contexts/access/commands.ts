import type { Instant } from '../../kernel/clock.ts'
import { commandFor, type CommandDefinition, type Entity } from '../../kernel/decider.ts'
import type { StreamName } from '../../kernel/message.ts'
import type { Sealed, SubjectId } from '../../kernel/personal-data.ts'
import { refuse, type Refusal } from '../../kernel/refusal.ts'
import type { Role } from '../../kernel/role.ts'
import { apiKey, type IssueApiKey, type RevokeApiKey } from './api-key.ts'
import type { AccessEvent, AccessEventOf } from './events.ts'
import type { PasswordHash } from './ports.ts'
import { session, sessionIdleMs, sessionMs, type SessionState } from './session.ts'
import {
  subject,
  type EraseSubject,
  type HoldSubject,
  type RecordKeyDestroyed,
  type ReleaseSubject,
  type SubjectEvent,
  type SubjectRefusal,
} from './subject.ts'
import { isOpen, user, type UserState } from './user.ts'

export const userStream = (userId: string): StreamName => `user-${userId}`
const usernameStream = (index: string): StreamName => `username-${index}`
export const sessionStream = (sessionId: string): StreamName => `session-${sessionId}`
export const subjectStream = (person: SubjectId): StreamName => `subject-${person}`

/** Under which a user's own data is sealed. */
export const userSubject = (userId: string): SubjectId => `user-${userId}`

/** The name is taken once its stream has begun. */
const username: Entity<{ readonly isTaken: boolean }, AccessEventOf<'UsernameReserved'>> = {
  name: 'username',
  initialState: { isTaken: false },
  evolve: () => ({ isTaken: true }),
}

export type CreateUser = {
  readonly type: 'CreateUser'
  readonly data: {
    readonly userId: string
    readonly username: Sealed<string>
    readonly usernameIndex: string
    readonly displayName: Sealed<string>
    readonly roles: readonly Role[]
    readonly passwordHash: PasswordHash
  }
}

export const createUser: CommandDefinition<CreateUser, AccessEvent, Refusal<'username-taken'>> = {
  type: 'CreateUser',
  reads: ({ data }) => [
    { stream: userStream(data.userId), entity: user, presumedNew: true },
    { stream: usernameStream(data.usernameIndex), entity: username },
  ],
  decide: ({ data }, [, name]) => {
    const { userId, usernameIndex, passwordHash, roles, ...sealed } = data
    if ((name as { isTaken: boolean }).isTaken) return refuse('username-taken')
    const created = { userId, usernameIndex, roles: [...roles], ...sealed }
    return [
      {
        stream: userStream(userId),
        events: [
          { type: 'UserCreated', data: created },
          { type: 'PasswordSet', data: { userId, passwordHash } },
        ],
      },
      {
        stream: usernameStream(usernameIndex),
        events: [{ type: 'UsernameReserved', data: { userId } }],
      },
    ]
  },
}

export type SignIn = {
  readonly type: 'SignIn'
  readonly data: {
    readonly userId: string
    /** The hash that the password fitted. */
    readonly checkedAgainst: PasswordHash
    /** The same password at today's cost, where the kept one is outdated. */
    readonly rehashed?: PasswordHash
    readonly sessionId: string
    /** The session that the browser had before. */
    readonly replaces?: string
  }
}

export const signIn: CommandDefinition<SignIn, AccessEvent, Refusal<'sign-in-refused'>> = {
  type: 'SignIn',
  reads: ({ data }) => [
    { stream: userStream(data.userId), entity: user },
    { stream: sessionStream(data.sessionId), entity: session, presumedNew: true },
    ...(data.replaces ? [{ stream: sessionStream(data.replaces), entity: session }] : []),
  ],
  decide: ({ data }, [state, , before], { now }) => {
    const account = state as UserState
    // The account may have changed since the password was checked, which takes its time.
    if (!isOpen(account, now) || account.passwordHash !== data.checkedAgainst)
      return refuse('sign-in-refused')
    return openSession(data, before as SessionState | undefined, now)
  },
}

/** The success on the user's stream comes first. */
export const openSession = (
  {
    userId,
    sessionId,
    rehashed,
    replaces,
  }: Pick<SignIn['data'], 'userId' | 'sessionId' | 'rehashed' | 'replaces'>,
  before: SessionState | undefined,
  now: Instant,
): { stream: StreamName; events: AccessEvent[] }[] => {
  const opened = { sessionId, userId, expiresAt: now + sessionMs, idleMs: sessionIdleMs }
  const succeeded: AccessEvent[] = [{ type: 'SignInSucceeded', data: { userId, sessionId } }]
  if (rehashed)
    succeeded.push({ type: 'PasswordRehashed', data: { userId, passwordHash: rehashed } })
  const decision = [
    { stream: userStream(userId), events: succeeded },
    {
      stream: sessionStream(sessionId),
      events: [{ type: 'SessionOpened', data: opened } satisfies AccessEvent],
    },
  ]
  if (!replaces || before?.status !== 'open') return decision
  const ended: AccessEvent = {
    type: 'SessionEnded',
    data: { sessionId: replaces, because: 'replaced' },
  }
  return [...decision, { stream: sessionStream(replaces), events: [ended] }]
}

const ofUser = ({ data }: { readonly data: { readonly userId: string } }) => userStream(data.userId)
export const setPassword = commandFor(user, 'SetPassword', ofUser)
export const changeRoles = commandFor(user, 'ChangeRoles', ofUser)
export const disableUser = commandFor(user, 'DisableUser', ofUser)
export const enableUser = commandFor(user, 'EnableUser', ofUser)
export const recordFailedSignIn = commandFor(user, 'RecordFailedSignIn', ofUser)

const ofSession = ({ data }: { readonly data: { readonly sessionId: string } }) =>
  sessionStream(data.sessionId)
export const continueSession = commandFor(session, 'ContinueSession', ofSession)
export const signOut = commandFor(session, 'SignOut', ofSession)

const ofApiKey = ({ data }: IssueApiKey | RevokeApiKey) => `apikey-${data.keyId}`
export const issueApiKey = commandFor(apiKey, 'IssueApiKey', ofApiKey, { presumedNew: true })
export const revokeApiKey = commandFor(apiKey, 'RevokeApiKey', ofApiKey)

const ofSubject = ({ data }: HoldSubject | ReleaseSubject | RecordKeyDestroyed) =>
  subjectStream(data.subject)
export const holdSubject = commandFor(subject, 'HoldSubject', ofSubject)
export const releaseSubject = commandFor(subject, 'ReleaseSubject', ofSubject)
export const recordKeyDestroyed = commandFor(subject, 'RecordKeyDestroyed', ofSubject)

/** Whose account it is, where the subject is a user. */
const accountOf = (person: SubjectId): string | undefined => /^user-(.+)$/.exec(person)?.[1]

export const eraseSubject: CommandDefinition<
  EraseSubject,
  SubjectEvent,
  SubjectRefusal | Refusal<'account-in-use'>
> = {
  type: 'EraseSubject',
  reads: ({ data }) => {
    const userId = accountOf(data.subject)
    return [
      { stream: subjectStream(data.subject), entity: subject },
      ...(userId ? [{ stream: userStream(userId), entity: user }] : []),
    ]
  },
  decide: (command, [state, account], context) => {
    // Who can still sign in would have no name.
    if ((account as UserState | undefined)?.status === 'active') return refuse('account-in-use')
    const decided = subject.decide(command, state as typeof subject.initialState, context)
    return 'refused' in decided
      ? decided
      : [{ stream: subjectStream(command.data.subject), events: decided }]
  },
}

export type RecordViewing = {
  readonly type: 'RecordViewing'
  readonly data: {
    readonly viewingId: string
  } & AccessEventOf<'PersonalDataUnmasked'>['data']
}

/** Each viewing is a stream of its own, so that nobody waits for the viewings of others. */
const viewing: Entity<null> = { name: 'viewing', initialState: null, evolve: () => null }

export const recordViewing: CommandDefinition<RecordViewing, AccessEvent> = {
  type: 'RecordViewing',
  reads: ({ data }) => [
    { stream: `viewing-${data.viewingId}`, entity: viewing, presumedNew: true },
  ],
  decide: ({ data: { viewingId, ...data } }) => [
    { stream: `viewing-${viewingId}`, events: [{ type: 'PersonalDataUnmasked', data }] },
  ],
}
