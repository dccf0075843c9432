import { describe, it } from 'vitest'
import type { Sealed } from '../../kernel/personal-data.ts'
import { refuse } from '../../kernel/refusal.ts'
import { given, givenStreams } from '../../testing/decider.ts'
import { testTime } from '../../testing/facts.ts'
import {
  meetExternalAccount,
  signInExternally,
  type ExternalAccount,
  type MeetExternalAccount,
  type SignInExternally,
} from './external-commands.ts'
import type { AccessEvent } from './events.ts'
import { sessionIdleMs, sessionMs } from './session.ts'
import { user, type UserEvent } from './user.ts'

const userId = '01900000-0000-8000-8000-000000000001'
const sealed = (field: string) =>
  `sealed.1.user-${userId}.${field}.${'x'.repeat(40)}` as Sealed<string>
const account: ExternalAccount = {
  userId,
  kind: 'person',
  issuer: 'https://id.example',
  username: sealed('username'),
  usernameIndex: 'i'.repeat(43),
  displayName: sealed('displayName'),
  roles: ['operator'],
}
const { kind, issuer, ...described } = account
const created: UserEvent = { type: 'UserCreated', data: { ...described, roles: ['operator'] } }
const linked: UserEvent = { type: 'IdentityLinked', data: { userId, kind, issuer } }
const disabled: UserEvent = { type: 'UserDisabled', data: { userId } }
const stream = `user-${userId}`
const sessionId = 's'.repeat(43)
const earlier = 'e'.repeat(43)
const opened = (id = sessionId): AccessEvent => ({
  type: 'SessionOpened',
  data: { sessionId: id, userId, expiresAt: testTime + sessionMs, idleMs: sessionIdleMs },
})
const succeeded: AccessEvent = { type: 'SignInSucceeded', data: { userId, sessionId } }
const signIn = (more: Partial<SignInExternally['data']> = {}): SignInExternally => ({
  type: 'SignInExternally',
  data: { ...account, sessionId, ...more },
})
const meet = (more: Partial<ExternalAccount> = {}): MeetExternalAccount => ({
  type: 'MeetExternalAccount',
  data: { ...account, ...more },
})
const session = (id = sessionId) => `session-${id}`

describe('somebody whom the provider vouches for, for the first time', () => {
  it('gets an account by calling with a token', () => {
    givenStreams({})
      .when(meetExternalAccount, meet())
      .expect({ [stream]: [created, linked] })
  })

  it('gets an account and a session by signing in', () => {
    givenStreams({})
      .when(signInExternally, signIn())
      .expect({ [stream]: [created, linked, succeeded], [session()]: [opened()] })
  })
})

describe('an account of the provider', () => {
  it('stays as it is when it calls again', () => {
    givenStreams({ [stream]: [created, linked] })
      .when(meetExternalAccount, meet({ roles: ['viewer'] }))
      .expect({})
  })

  it('takes the roles of today at a sign-in, and keeps those that are the same', () => {
    const changed: UserEvent = { type: 'RolesChanged', data: { userId, roles: ['viewer'] } }
    givenStreams({ [stream]: [created, linked] })
      .when(signInExternally, signIn({ roles: ['viewer'] }))
      .expect({ [stream]: [changed, succeeded], [session()]: [opened()] })
    givenStreams({ [stream]: [created, linked] })
      .when(signInExternally, signIn())
      .expect({ [stream]: [succeeded], [session()]: [opened()] })
  })

  it('ends the session that the browser had', () => {
    const ended: AccessEvent = {
      type: 'SessionEnded',
      data: { sessionId: earlier, because: 'replaced' },
    }
    givenStreams({ [stream]: [created, linked], [session(earlier)]: [opened(earlier)] })
      .when(signInExternally, signIn({ replaces: earlier }))
      .expect({ [stream]: [succeeded], [session()]: [opened()], [session(earlier)]: [ended] })
  })

  it('opens nothing while it is disabled', () => {
    givenStreams({ [stream]: [created, linked, disabled] })
      .when(signInExternally, signIn())
      .expect(refuse('account-disabled'))
  })

  it('takes neither a password nor roles from anybody here', () => {
    const refused = refuse('managed-by-identity-provider')
    given(user, [created, linked])
      .when({ type: 'ChangeRoles', data: { userId, roles: ['viewer'], by: 'user:x' } })
      .expect(refused)
    given(user, [created, linked])
      .when({ type: 'SetPassword', data: { userId, passwordHash: '$argon2id$1', by: 'user:x' } })
      .expect(refused)
    given(user, [created, linked])
      .when({ type: 'DisableUser', data: { userId, by: 'user:x' } })
      .expect([disabled])
  })
})
