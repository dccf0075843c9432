import type { Instant } from '../../kernel/clock.ts'
import type { Decider } from '../../kernel/decider.ts'
import type { Refusal } from '../../kernel/refusal.ts'
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

/** What a browser carries between a sign-in and its end. Its id is the digest of its token. */
export const session: Decider<SessionState, ContinueSession | SignOut, SessionEvent, Refusal> = {
  name: 'session',
  initialState: { status: 'none' },

  evolve: (state, { type, data, time }) => {
    switch (type) {
      case 'SessionOpened':
        return { status: 'open', seenAt: time, idleMs: data.idleMs, expiresAt: data.expiresAt }
      case 'SessionContinued':
        return state.status === 'open' ? { ...state, seenAt: time } : state
      case 'SessionEnded':
        return { status: 'ended' }
    }
  },

  // Old news about a session that is over changes nothing, and is no mistake of anybody.
  decide: ({ type, data: { sessionId } }, state, { now }) => {
    if (state.status !== 'open') return []
    if (type === 'SignOut')
      return [{ type: 'SessionEnded', data: { sessionId, because: 'signed-out' } }]
    const isAlive = now < state.expiresAt && now < state.seenAt + state.idleMs
    return isAlive && now >= state.seenAt + continueEveryMs
      ? [{ type: 'SessionContinued', data: { sessionId } }]
      : []
  },
}
