import {
  commandFor,
  type CommandDefinition,
  type Decision,
  type Entity,
} from '../../kernel/decider.ts'
import type { StreamName } from '../../kernel/message.ts'
import { refuse, type Refusal } from '../../kernel/refusal.ts'
import { sessionStream, userStream, type OpenedTerms } from './commands.ts'
import type { AccessEvent, AccessEventOf } from './events.ts'
import type { PasswordHash } from './ports.ts'
import {
  challengeAnswered,
  challengeRead,
  factorUsed,
  securityStream,
  type ChallengeState,
} from './proof-streams.ts'
import {
  counts,
  othersEnd,
  passkeysMax,
  security,
  type FactorProof,
  type RegisterPasskeyData,
  type SecurityState,
} from './security.ts'
import { isAlive, session, type SessionState } from './session.ts'
import { user, type UserState } from './user.ts'

const ofUser = ({ data }: { readonly data: { readonly userId: string } }) =>
  securityStream(data.userId)
export const enrolTotp = commandFor(security, 'EnrolTotp', ofUser)
export const renamePasskey = commandFor(security, 'RenamePasskey', ofUser)
export const removeFactor = commandFor(security, 'RemoveFactor', ofUser)
export const resetFactors = commandFor(security, 'ResetFactors', ofUser)
export const issueRecoveryCodes = commandFor(security, 'IssueRecoveryCodes', ofUser)
export const endSessions = commandFor(security, 'EndSessions', ofUser)

const passkeyStream = (credentialDigest: string): StreamName => `passkey-${credentialDigest}`

/** The credential is taken once its stream has begun. */
const passkey: Entity<{ readonly isTaken: boolean }, AccessEventOf<'PasskeyReserved'>> = {
  name: 'passkey',
  initialState: { isTaken: false },
  evolve: () => ({ isTaken: true }),
}

export type RegisterPasskey = {
  readonly type: 'RegisterPasskey'
  readonly data: RegisterPasskeyData & {
    readonly credentialDigest: string
    readonly challengeId: string
    readonly sessionId: string
  }
}

export const registerPasskey: CommandDefinition<
  RegisterPasskey,
  AccessEvent,
  Refusal<'passkey-taken' | 'challenge-over' | 'too-many-passkeys'>
> = {
  type: 'RegisterPasskey',
  reads: ({ data }) => [
    { stream: securityStream(data.userId), entity: security },
    { stream: passkeyStream(data.credentialDigest), entity: passkey },
    challengeRead(data.challengeId),
  ],
  decide: ({ data }, [state, credential, challenge]) => {
    const { credentialDigest, challengeId, sessionId, ...registered } = data
    const { userId, factorId } = registered
    if ((challenge as ChallengeState).isAnswered) return refuse('challenge-over')
    if ((credential as { isTaken: boolean }).isTaken) return refuse('passkey-taken')
    if (Object.keys((state as SecurityState).passkeys).length >= passkeysMax)
      return refuse('too-many-passkeys', { passkeysMax })
    const kept = {
      ...registered,
      credential: { ...registered.credential, transports: [...registered.credential.transports] },
    }
    return [
      {
        stream: securityStream(userId),
        events: [
          { type: 'PasskeyRegistered', data: kept },
          ...othersEnd(state as SecurityState, userId, sessionId),
        ],
      },
      {
        stream: passkeyStream(credentialDigest),
        events: [{ type: 'PasskeyReserved', data: { userId, factorId, credentialDigest } }],
      },
      challengeAnswered(challengeId),
    ]
  },
}

export type ProveAgain = {
  readonly type: 'ProveAgain'
  readonly data: {
    readonly userId: string
    /** The session so far, and the id under which it goes on. */
    readonly sessionId: string
    readonly nextSessionId: string
    /** The hash that the password fitted, or that the account had when the proof was checked. */
    readonly checkedAgainst: PasswordHash
    /** How often sessions had been ended together when the proof was checked. */
    readonly endings: number
    /** Left out where the password is the proof. */
    readonly proof?: FactorProof
    readonly challengeId?: string
    readonly terms: Omit<OpenedTerms, 'longestMs'>
  }
}

/** The session goes on under a new id, so that whoever had the old one is left behind. It ends when it would have. */
export const proveAgain: CommandDefinition<ProveAgain, AccessEvent, Refusal<'proof-refused'>> = {
  type: 'ProveAgain',
  reads: ({ data }) => [
    { stream: userStream(data.userId), entity: user },
    { stream: securityStream(data.userId), entity: security },
    { stream: sessionStream(data.sessionId), entity: session },
    { stream: sessionStream(data.nextSessionId), entity: session, presumedNew: true },
    ...(data.challengeId ? [challengeRead(data.challengeId)] : []),
  ],
  decide: ({ data }, [account, factors, before, , challenge], { now }) => {
    const { userId, proof, challengeId } = data
    const isAnswered = (challenge as ChallengeState | undefined)?.isAnswered
    const state = factors as SecurityState
    const current = before as SessionState
    // What ended all sessions while the proof was being checked ended this one too.
    const isSame = state.endings === data.endings && isUnchanged(account as UserState, data)
    if (isAnswered || !isSame || !isAlive(current, now) || current.userId !== userId)
      return refuse('proof-refused')
    if (proof && !counts(state, proof)) return refuse('proof-refused')
    return [
      ...continued(data, current),
      ...(proof ? [factorUsed(userId, proof)] : []),
      ...(challengeId ? [challengeAnswered(challengeId)] : []),
    ]
  },
}

const isUnchanged = (account: UserState, { checkedAgainst }: ProveAgain['data']): boolean =>
  account.status === 'active' && account.passwordHash === checkedAgainst

const continued = (
  { userId, sessionId, nextSessionId, terms }: ProveAgain['data'],
  { expiresAt, signedInAt }: Extract<SessionState, { status: 'open' }>,
): Decision<AccessEvent> => [
  {
    stream: sessionStream(nextSessionId),
    events: [
      {
        type: 'SessionOpened',
        data: {
          ...terms,
          by: [...terms.by],
          sessionId: nextSessionId,
          userId,
          expiresAt,
          signedInAt,
        },
      },
    ],
  },
  {
    stream: sessionStream(sessionId),
    events: [{ type: 'SessionEnded', data: { sessionId, because: 'replaced' } }],
  },
]
