import { describe, it } from 'vitest'
import type { Sealed } from '../../kernel/personal-data.ts'
import { refuse } from '../../kernel/refusal.ts'
import type { Role } from '../../kernel/role.ts'
import { given, givenStreams } from '../../testing/decider.ts'
import { testTime } from '../../testing/facts.ts'
import { createUser, enableUser, signIn, type SignIn } from './commands.ts'
import { sessionIdleMs, sessionMs } from './session.ts'
import {
  failedSignInsMax,
  failureWindowMs,
  lockMs,
  user,
  type EnableUser,
  type UserEvent,
} from './user.ts'

const userId = '01900000-0000-7000-8000-000000000001'
const sealed = (field: string) =>
  `sealed.1.user-${userId}.${field}.${'x'.repeat(40)}` as Sealed<string>
const created: UserEvent = {
  type: 'UserCreated',
  data: {
    userId,
    username: sealed('username'),
    usernameIndex: 'i'.repeat(43),
    displayName: sealed('displayName'),
    roles: ['administrator'],
  },
}
const passwordSet: UserEvent = {
  type: 'PasswordSet',
  data: { userId, passwordHash: '$argon2id$1' },
}
const failed: UserEvent = { type: 'SignInFailed', data: { userId } }
const disabled: UserEvent = { type: 'UserDisabled', data: { userId } }
const locked: UserEvent = { type: 'UserLocked', data: { userId, until: testTime + lockMs } }
const wrongPassword = { type: 'RecordFailedSignIn', data: { userId } } as const
const self = `user:${userId}`

describe('a user whose sign-in failed', () => {
  const failures = Array.from({ length: failedSignInsMax - 1 }, () => failed)

  it('has it written down', () => {
    given(user, [created, passwordSet]).when(wrongPassword).expect([failed])
    given(user, [created, ...failures.slice(1)])
      .when(wrongPassword)
      .expect([failed])
  })

  it('is locked at the fifth within the window', () => {
    given(user, [created, ...failures])
      .when(wrongPassword)
      .expect([failed, locked])
  })

  it('is not locked where one of the five is older than the window, or a success came between', () => {
    const old = { ...failed, time: testTime - failureWindowMs }
    given(user, [created, old, ...failures.slice(1)])
      .when(wrongPassword)
      .expect([failed])
    const recent = { ...failed, time: testTime - failureWindowMs + 1 }
    given(user, [created, recent, ...failures.slice(1)])
      .when(wrongPassword)
      .expect([failed, locked])
    const succeeded: UserEvent = {
      type: 'SignInSucceeded',
      data: { userId, sessionId: 's'.repeat(43) },
    }
    given(user, [created, ...failures, succeeded])
      .when(wrongPassword)
      .expect([failed])
  })

  it('while locked or disabled, or unknown, leaves no more events', () => {
    given(user, [created, locked]).when(wrongPassword).expect([])
    given(user, [created, disabled]).when(wrongPassword).expect([])
    given(user).when(wrongPassword).expect([])
  })

  it('starts counting anew when the lock is over', () => {
    given(user, [created, ...failures, failed, locked])
      .at(testTime + lockMs)
      .when(wrongPassword)
      .expect([failed])
  })
})

describe('signing in', () => {
  const sessionId = 's'.repeat(43)
  const replaces = 'r'.repeat(43)
  const command = (data: Partial<SignIn['data']> = {}): SignIn => ({
    type: 'SignIn',
    data: { userId, checkedAgainst: '$argon2id$1', sessionId, ...data },
  })
  const succeeded = { type: 'SignInSucceeded', data: { userId, sessionId } } as const
  const opened = {
    type: 'SessionOpened',
    data: { sessionId, userId, expiresAt: testTime + sessionMs, idleMs: sessionIdleMs },
  } as const

  it('opens a session', () => {
    givenStreams({ [`user-${userId}`]: [created, passwordSet] })
      .when(signIn, command())
      .expect({ [`user-${userId}`]: [succeeded], [`session-${sessionId}`]: [opened] })
  })

  it('ends the session that the browser had, and none that was over or never was', () => {
    const before = { ...opened, data: { ...opened.data, sessionId: replaces } }
    const ended = {
      type: 'SessionEnded',
      data: { sessionId: replaces, because: 'replaced' },
    } as const
    const userStream = { [`user-${userId}`]: [created, passwordSet] }
    const both = { [`user-${userId}`]: [succeeded], [`session-${sessionId}`]: [opened] }
    givenStreams({ ...userStream, [`session-${replaces}`]: [before] })
      .when(signIn, command({ replaces }))
      .expect({ ...both, [`session-${replaces}`]: [ended] })
    givenStreams({ ...userStream, [`session-${replaces}`]: [before, ended] })
      .when(signIn, command({ replaces }))
      .expect(both)
    givenStreams(userStream).when(signIn, command({ replaces })).expect(both)
  })

  it('keeps the password at today’s cost where the kept one was outdated', () => {
    const rehashed = {
      type: 'PasswordRehashed',
      data: { userId, passwordHash: '$argon2id$2' },
    } as const
    givenStreams({ [`user-${userId}`]: [created, passwordSet] })
      .when(signIn, command({ rehashed: '$argon2id$2' }))
      .expect({ [`user-${userId}`]: [succeeded, rehashed], [`session-${sessionId}`]: [opened] })
  })

  it('is refused to the unknown, disabled and locked, and where the password was replaced meanwhile', () => {
    const replaced: UserEvent = {
      type: 'PasswordSet',
      data: { userId, passwordHash: '$argon2id$2' },
    }
    const stories: readonly (readonly UserEvent[])[] = [
      [],
      [created, passwordSet, disabled],
      [created, passwordSet, locked],
      [created, passwordSet, replaced],
    ]
    for (const story of stories)
      givenStreams({ [`user-${userId}`]: story })
        .when(signIn, command())
        .expect(refuse('sign-in-refused'))
  })

  it('is possible again the moment the lock ends, and right after a new password', () => {
    givenStreams({ [`user-${userId}`]: [created, passwordSet, locked] })
      .at(testTime + lockMs - 1)
      .when(signIn, command())
      .expect(refuse('sign-in-refused'))
    const expiresAt = testTime + lockMs + sessionMs
    givenStreams({ [`user-${userId}`]: [created, passwordSet, locked] })
      .at(testTime + lockMs)
      .when(signIn, command())
      .expect({
        [`user-${userId}`]: [succeeded],
        [`session-${sessionId}`]: [{ ...opened, data: { ...opened.data, expiresAt } }],
      })
    givenStreams({ [`user-${userId}`]: [created, locked, passwordSet] })
      .when(signIn, command())
      .expect({ [`user-${userId}`]: [succeeded], [`session-${sessionId}`]: [opened] })
  })
})

describe('administering', () => {
  it('creates a user with a name that nobody has', () => {
    const { username, usernameIndex, displayName, roles } = created.data
    const data = {
      userId,
      username,
      usernameIndex,
      displayName,
      roles,
      passwordHash: '$argon2id$1',
    }
    const reserved = { type: 'UsernameReserved', data: { userId } } as const
    givenStreams()
      .when(createUser, { type: 'CreateUser', data })
      .expect({
        [`user-${userId}`]: [created, passwordSet],
        [`username-${usernameIndex}`]: [reserved],
      })
    givenStreams({ [`username-${usernameIndex}`]: [reserved] })
      .when(createUser, { type: 'CreateUser', data })
      .expect(refuse('username-taken'))
  })

  it('never takes the administrator’s role from the one who asks, nor disables them', () => {
    given(user, [created])
      .when({ type: 'ChangeRoles', data: { userId, roles: ['viewer'], by: self } })
      .expect(refuse('own-administrator-role'))
    given(user, [created])
      .when({ type: 'ChangeRoles', data: { userId, roles: ['viewer'], by: 'user:other' } })
      .expect([{ type: 'RolesChanged', data: { userId, roles: ['viewer'] } }])
    given(user, [created])
      .when({ type: 'DisableUser', data: { userId, by: self } })
      .expect(refuse('own-account'))
    given(user, [created])
      .when({ type: 'DisableUser', data: { userId, by: 'user:other' } })
      .expect([disabled])
  })

  it('leaves administrators and approvers to people, and the rest to programs too', () => {
    const by = 'api-key:1'
    const viewer: UserEvent = { ...created, data: { ...created.data, roles: ['viewer'] } }
    const approver: UserEvent = { ...created, data: { ...created.data, roles: ['approver'] } }
    const password = { type: 'SetPassword', data: { userId, passwordHash: 'p', by } } as const
    const disable = { type: 'DisableUser', data: { userId, by } } as const
    const give = (...given: readonly Role[]) =>
      ({ type: 'ChangeRoles', data: { userId, roles: given, by } }) as const
    for (const roles of [['administrator'], ['viewer', 'approver']] as const)
      given(user, [viewer])
        .when(give(...roles))
        .expect(refuse('person-needed'))
    given(user, [created]).when(give('viewer')).expect(refuse('person-needed'))
    given(user, [created]).when(disable).expect(refuse('person-needed'))
    for (const trusted of [created, approver])
      given(user, [trusted]).when(password).expect(refuse('person-needed'))

    const changed = (...roles: Role[]): UserEvent => ({
      type: 'RolesChanged',
      data: { userId, roles },
    })
    given(user, [viewer])
      .when(give('operator'))
      .expect([changed('operator')])
    given(user, [approver])
      .when(give('approver', 'viewer'))
      .expect([changed('approver', 'viewer')])
    given(user, [approver])
      .when(give('viewer'))
      .expect([changed('viewer')])
    given(user, [approver]).when(disable).expect([disabled])
    given(user, [viewer])
      .when(password)
      .expect([{ type: 'PasswordSet', data: { userId, passwordHash: 'p' } }])
  })

  it('says the same twice without harm, and nothing about the unknown', () => {
    given(user, [created, disabled])
      .when({ type: 'DisableUser', data: { userId, by: 'user:other' } })
      .expect([])
    const enable: EnableUser = { type: 'EnableUser', data: { userId } }
    const account = `user-${userId}`
    givenStreams({ [account]: [created, disabled] })
      .when(enableUser, enable)
      .expect({ [account]: [{ type: 'UserEnabled', data: { userId } }] })
    givenStreams({ [account]: [created] })
      .when(enableUser, enable)
      .expect({})
    givenStreams({}).when(enableUser, enable).expect(refuse('user-unknown'))
  })

  it('sets a password, but not over one that was set since the present one was checked', () => {
    const set = (checkedAgainst?: string) =>
      ({
        type: 'SetPassword',
        data: {
          userId,
          by: self,
          passwordHash: '$argon2id$2',
          ...(checkedAgainst ? { checkedAgainst } : {}),
        },
      }) as const
    const done: UserEvent = { type: 'PasswordSet', data: { userId, passwordHash: '$argon2id$2' } }
    given(user, [created, passwordSet]).when(set()).expect([done])
    given(user, [created, passwordSet]).when(set('$argon2id$1')).expect([done])
    given(user, [created, passwordSet, done])
      .when(set('$argon2id$1'))
      .expect(refuse('password-has-changed'))
  })
})
