import type { Entity, StreamRead } from '../../kernel/decider.ts'
import type { StreamName } from '../../kernel/message.ts'
import type { AccessEvent, AccessEventOf } from './events.ts'
import type { FactorProof } from './security.ts'

type Appended = { readonly stream: StreamName; readonly events: readonly AccessEvent[] }

export const securityStream = (userId: string): StreamName => `security-${userId}`

export interface ChallengeState {
  readonly isAnswered: boolean
}

/** A challenge is known to the log once it was answered. */
const challenge: Entity<ChallengeState, AccessEventOf<'ChallengeAnswered'>> = {
  name: 'challenge',
  initialState: { isAnswered: false },
  evolve: () => ({ isAnswered: true }),
}

const challengeStream = (challengeId: string): StreamName => `challenge-${challengeId}`

export const challengeRead = (challengeId: string): StreamRead => ({
  stream: challengeStream(challengeId),
  entity: challenge,
})

export const challengeAnswered = (challengeId: string): Appended => ({
  stream: challengeStream(challengeId),
  events: [{ type: 'ChallengeAnswered', data: { challengeId } }],
})

export const factorUsed = (userId: string, proof: FactorProof): Appended => ({
  stream: securityStream(userId),
  events: [{ type: 'FactorUsed', data: { userId, ...proof } }],
})
