import { describe, it } from 'vitest'
import { given } from '../../testing/decider.ts'
import { testTime } from '../../testing/facts.ts'
import { continueEveryMs, session, sessionIdleMs, sessionMs, type SessionEvent } from './session.ts'

const sessionId = 's'.repeat(43)
const opened: SessionEvent = {
  type: 'SessionOpened',
  data: { sessionId, userId: 'u', expiresAt: testTime + sessionMs, idleMs: sessionIdleMs },
}
const continued: SessionEvent = { type: 'SessionContinued', data: { sessionId } }
const ended: SessionEvent = { type: 'SessionEnded', data: { sessionId, because: 'signed-out' } }
const goOn = { type: 'ContinueSession', data: { sessionId } } as const
const signOut = { type: 'SignOut', data: { sessionId } } as const

describe('a session in use', () => {
  it('has it written down every few minutes and not more often', () => {
    given(session, [opened])
      .at(testTime + continueEveryMs - 1)
      .when(goOn)
      .expect([])
    given(session, [opened])
      .at(testTime + continueEveryMs)
      .when(goOn)
      .expect([continued])
    given(session, [opened, { ...continued, time: testTime + continueEveryMs }])
      .at(testTime + continueEveryMs + 1)
      .when(goOn)
      .expect([])
  })

  it('does not come back to life', () => {
    given(session, [opened])
      .at(testTime + sessionIdleMs)
      .when(goOn)
      .expect([])
    given(session, [opened, { ...continued, time: testTime + sessionMs - 1 }])
      .at(testTime + sessionMs)
      .when(goOn)
      .expect([])
    given(session, [opened, ended])
      .at(testTime + continueEveryMs)
      .when(goOn)
      .expect([])
    given(session).when(goOn).expect([])
  })
})

describe('signing out', () => {
  it('ends a session once', () => {
    given(session, [opened]).when(signOut).expect([ended])
    given(session, [opened, ended]).when(signOut).expect([])
    given(session).when(signOut).expect([])
  })
})
