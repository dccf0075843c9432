import type { Instant } from '../../kernel/clock.ts'
import { commandFor, type CommandDefinition, type Entity } from '../../kernel/decider.ts'
import type { StreamName } from '../../kernel/message.ts'
import type { Sealed, SubjectId } from '../../kernel/personal-data.ts'
import { refuse, type Refusal } from '../../kernel/refusal.ts'
import type { Role } from '../../kernel/role.ts'
import { apiKey, type IssueApiKey, type RevokeApiKey } from './api-key.ts'
import type { AccessEvent, AccessEventOf, ProofMethod } from './events.ts'
import type { PasswordHash } from './ports.ts'
import {
  challengeAnswered,
  challengeRead,
  factorUsed,
  securityStream,
  type ChallengeState,
} from './proof-streams.ts'
import { counts, hasFactors, security, type FactorProof, type SecurityState } from './security.ts'
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
import { isOpen, user, type EnableUser, type UserRefusal, type UserState } from './user.ts'

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
    /** The hash that the password fitted; left out where a passkey alone opens. */
    readonly checkedAgainst?: PasswordHash
    /** What was asked for besides the password, or in its place. */
    readonly proof?: FactorProof
    /** Where somebody was asked for the proof: it can be answered once. */
    readonly challengeId?: string
    readonly terms?: OpenedTerms
    /** The same password at today's cost, where the kept one is outdated. */
    readonly rehashed?: PasswordHash
    readonly sessionId: string
    /** The session that the browser had before. */
    readonly replaces?: string
  }
}

/** What is known of a session when it opens. */
export interface OpenedTerms {
  readonly idleMs: number
  readonly longestMs: number
  readonly by: readonly ProofMethod[]
  readonly provedAt?: Instant
  readonly address?: Sealed<string>
  readonly browser?: string
  readonly providerSession?: string
}

export const signIn: CommandDefinition<
  SignIn,
  AccessEvent,
  Refusal<'sign-in-refused' | 'second-factor-needed'>
> = {
  type: 'SignIn',
  reads: ({ data }) => [
    { stream: userStream(data.userId), entity: user },
    { stream: sessionStream(data.sessionId), entity: session, presumedNew: true },
    { stream: securityStream(data.userId), entity: security },
    ...(data.challengeId ? [challengeRead(data.challengeId)] : []),
    ...(data.replaces ? [{ stream: sessionStream(data.replaces), entity: session }] : []),
  ],
  decide: ({ data }, [state, , factors, ...others], { now }) => {
    const { userId, proof, challengeId } = data
    const answered = challengeId ? (others.shift() as ChallengeState) : undefined
    if (!opens(data, state as UserState, now) || answered?.isAnswered)
      return refuse('sign-in-refused')
    const asked = factors as SecurityState
    if (proof ? !counts(asked, proof) : hasFactors(asked))
      return refuse(proof ? 'sign-in-refused' : 'second-factor-needed')
    const [before] = others as (SessionState | undefined)[]
    return [
      ...openSession(data, before, now),
      ...(proof ? [factorUsed(userId, proof)] : []),
      ...(challengeId ? [challengeAnswered(challengeId)] : []),
    ]
  },
}

/**
 * The account may have changed since the password was checked, which takes its time. A lock is for those who guess
 * passwords and codes: a passkey cannot be guessed, so nobody is locked out of their account by strangers.
 */
const opens = ({ checkedAgainst, proof }: SignIn['data'], account: UserState, now: Instant) =>
  checkedAgainst === undefined
    ? account.status === 'active' && proof?.kind === 'passkey'
    : isOpen(account, now) && account.passwordHash === checkedAgainst

type Opening = Pick<SignIn['data'], 'userId' | 'sessionId' | 'rehashed' | 'replaces' | 'terms'>

/** The success on the user's stream comes first. */
export const openSession = (
  { userId, sessionId, rehashed, replaces, terms }: Opening,
  before: SessionState | undefined,
  now: Instant,
): { stream: StreamName; events: AccessEvent[] }[] => {
  const { longestMs = sessionMs, idleMs = sessionIdleMs, by, ...whence } = terms ?? {}
  const opened = {
    ...whence,
    ...(by ? { by: [...by] } : {}),
    sessionId,
    userId,
    expiresAt: now + longestMs,
    idleMs,
  }
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
export const recordFailedSignIn = commandFor(user, 'RecordFailedSignIn', ofUser)

const ofSession = ({ data }: { readonly data: { readonly sessionId: string } }) =>
  sessionStream(data.sessionId)
export const continueSession = commandFor(session, 'ContinueSession', ofSession)
export const signOut = commandFor(session, 'SignOut', ofSession)
export const endSession = commandFor(session, 'EndSession', ofSession)

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

export const enableUser: CommandDefinition<
  EnableUser,
  AccessEvent,
  UserRefusal | Refusal<'account-erased'>
> = {
  type: 'EnableUser',
  reads: ({ data }) => [
    { stream: userStream(data.userId), entity: user },
    { stream: subjectStream(userSubject(data.userId)), entity: subject },
  ],
  decide: (command, [state, person], context) => {
    const { erasures } = person as typeof subject.initialState
    // It would be somebody's without a name, for ever.
    if (Object.keys(erasures).length > 0) return refuse('account-erased')
    const decided = user.decide(command, state as UserState, context)
    return 'refused' in decided
      ? decided
      : [{ stream: userStream(command.data.userId), events: decided }]
  },
}
