import type { Instant } from '../../kernel/clock.ts'
import type { Decider } from '../../kernel/decider.ts'
import { refuse, type Refusal } from '../../kernel/refusal.ts'
import type { AccessEventOf } from './events.ts'

/** A session ends after this time, however busy it is. */
export const sessionMs = 12 * 60 * 60_000
/** And after this time without a call. */
export const sessionIdleMs = 60 * 60_000
/** That a session is in use is recorded this often. */
export const continueEveryMs = 5 * 60_000

export type SessionState =
  | { readonly status: 'none' }
  | {
      readonly status: 'open'
      readonly userId: string
      readonly signedInAt: Instant
      readonly seenAt: Instant
      readonly idleMs: number
      readonly expiresAt: Instant
    }
  | { readonly status: 'ended' }

export type SessionEvent = AccessEventOf<'SessionOpened' | 'SessionContinued' | 'SessionEnded'>

export type ContinueSession = {
  readonly type: 'ContinueSession'
  readonly data: { readonly sessionId: string }
}
export type SignOut = { readonly type: 'SignOut'; readonly data: { readonly sessionId: string } }
/** By somebody who sees it among the sessions of a user. */
export type EndSession = {
  readonly type: 'EndSession'
  readonly data: {
    readonly sessionId: string
    readonly userId: string
    readonly because: 'ended-by-user' | 'ended-by-administrator' | 'ended-by-provider'
  }
}

/** What a browser carries between a sign-in and its end. Its id is the digest of its token. */
export const session: Decider<
  SessionState,
  ContinueSession | SignOut | EndSession,
  SessionEvent,
  Refusal<'session-unknown'>
> = {
  name: 'session',
  initialState: { status: 'none' },

  evolve: (state, { type, data, time }) => {
    switch (type) {
      case 'SessionOpened':
        return {
          status: 'open',
          userId: data.userId,
          signedInAt: data.signedInAt ?? time,
          seenAt: time,
          idleMs: data.idleMs,
          expiresAt: data.expiresAt,
        }
      case 'SessionContinued':
        return state.status === 'open' ? { ...state, seenAt: time } : state
      case 'SessionEnded':
        return { status: 'ended' }
    }
  },

  // Old news about a session that is over changes nothing, and is no mistake of anybody.
  decide: ({ type, data }, state, { now }) => {
    const { sessionId } = data
    if (type === 'EndSession' && (state.status === 'none' || !isOf(state, data.userId)))
      return refuse('session-unknown')
    if (state.status !== 'open') return []
    if (type === 'SignOut')
      return [{ type: 'SessionEnded', data: { sessionId, because: 'signed-out' } }]
    if (type === 'EndSession')
      return [{ type: 'SessionEnded', data: { sessionId, because: data.because } }]
    return isAlive(state, now) && now >= state.seenAt + continueEveryMs
      ? [{ type: 'SessionContinued', data: { sessionId } }]
      : []
  },
}

// One that is over keeps no name; that it is over is all that anybody can learn.
const isOf = (state: Exclude<SessionState, { status: 'none' }>, userId: string): boolean =>
  state.status === 'ended' || state.userId === userId

/** Whether it opens anything now. */
export const isAlive = (
  state: SessionState,
  now: Instant,
): state is Extract<SessionState, { status: 'open' }> =>
  state.status === 'open' && now < state.expiresAt && now < state.seenAt + state.idleMs
