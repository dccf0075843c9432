import { describe, it } from 'vitest'
import type { Sealed } from '../../kernel/personal-data.ts'
import { recorded, testTime, type Fact } from '../../testing/facts.ts'
import { given } from '../../testing/view.ts'
import { auditView } from './audit-view.ts'
import type { AccessEventOf } from './events.ts'
import { subjectsView } from './subjects-view.ts'
import { apiKeysView, sessionsView, usersView } from './views.ts'

const sealed = (field: string) => `sealed.1.user-u.${field}.${'x'.repeat(40)}` as Sealed<string>
const names = {
  username: sealed('username'),
  usernameIndex: 'i',
  displayName: sealed('displayName'),
}
const created: AccessEventOf<'UserCreated'> = {
  type: 'UserCreated',
  data: { userId: 'u', ...names, roles: ['viewer'] },
}
const passwordSet: AccessEventOf<'PasswordSet'> = {
  type: 'PasswordSet',
  data: { userId: 'u', passwordHash: '$argon2id$1' },
}
const row = {
  userId: 'u',
  ...names,
  roles: ['viewer' as const],
  status: 'active' as const,
  lockedUntil: 0,
  passwordHash: '$argon2id$1',
  sessionsFrom: 2,
  createdAt: testTime,
}

describe('users', () => {
  it('show names sealed, and from where on sessions count', () => {
    given(usersView, [created]).when([passwordSet]).expect({ u: row })
    given(usersView, [created, passwordSet])
      .when([{ type: 'UserDisabled', data: { userId: 'u' } }])
      .expect({ u: { ...row, status: 'disabled', sessionsFrom: 3 } })
    given(usersView, [created, passwordSet])
      .when([{ type: 'PasswordRehashed', data: { userId: 'u', passwordHash: '$argon2id$2' } }])
      .expect({ u: { ...row, passwordHash: '$argon2id$2' } })
  })

  it('are locked until a time, or until a new password', () => {
    const locked = { type: 'UserLocked', data: { userId: 'u', until: 99 } } as const
    given(usersView, [created, passwordSet])
      .when([locked])
      .expect({ u: { ...row, lockedUntil: 99 } })
    given(usersView, [created, locked])
      .when([passwordSet])
      .expect({ u: { ...row, sessionsFrom: 3 } })
  })
})

describe('sessions', () => {
  it('know when they were used last, and that they are over', () => {
    const opened: Fact<AccessEventOf<'SessionOpened'>> = {
      type: 'SessionOpened',
      data: { sessionId: 's', userId: 'u', expiresAt: 99, idleMs: 9 },
      time: 1,
    }
    const shown = {
      userId: 'u',
      by: ['password' as const],
      openedAt: 1,
      signedInAt: 1,
      openedPosition: 1,
      seenAt: 1,
      idleMs: 9,
      expiresAt: 99,
    }
    given(sessionsView)
      .when([opened])
      .expect({ s: { ...shown, isEnded: false } })
    given(sessionsView, [opened])
      .when([{ type: 'SessionContinued', data: { sessionId: 's' }, time: 5 }])
      .expect({ s: { ...shown, seenAt: 5, isEnded: false } })
    given(sessionsView, [opened])
      .when([{ type: 'SessionEnded', data: { sessionId: 's', because: 'signed-out' } }])
      .expect({ s: { ...shown, isEnded: true } })
  })
})

describe('API keys', () => {
  it('know who issued them and when they were revoked', () => {
    const data = {
      keyId: 'k',
      label: 'l',
      roles: ['service' as const],
      secretDigest: 'd',
      expiresAt: 99,
    }
    given(apiKeysView, [{ type: 'ApiKeyIssued', data, actor: 'user:a', time: 1 }])
      .when([{ type: 'ApiKeyRevoked', data: { keyId: 'k' }, time: 2 }])
      .expect({ k: { ...data, issuedAt: 1, issuedBy: 'user:a', revokedAt: 2 } })
  })
})

describe('subjects', () => {
  it('are held while one hold stands, and remember every erasure', () => {
    const hold = (holdId: string) =>
      ({ type: 'SubjectHeld', data: { subject: 'p', holdId, reason: sealed('reason') } }) as const
    const release = { type: 'SubjectReleased', data: { subject: 'p', holdId: 'a' } } as const
    given(subjectsView, [hold('a'), hold('b')])
      .when([release])
      .expect({
        p: {
          subject: 'p',
          isHeld: true,
          holds: [{ holdId: 'b', reason: sealed('reason'), at: testTime, by: 'system' }],
          erasures: [],
        },
      })
    given(subjectsView, [hold('a'), release])
      .when([
        { type: 'SubjectErased', data: { subject: 'p', key: 'p', ground: 'no-longer-needed' } },
        { type: 'SubjectKeyDestroyed', data: { subject: 'p', key: 'p' }, time: 7 },
      ])
      .expect({
        p: {
          subject: 'p',
          isHeld: false,
          holds: [],
          erasures: [
            { key: 'p', ground: 'no-longer-needed', at: testTime, by: 'system', destroyedAt: 7 },
          ],
        },
      })
  })
})

describe('the audit', () => {
  it('has a line for each person whose data was seen', () => {
    const viewing: AccessEventOf<'PersonalDataUnmasked'> = {
      type: 'PersonalDataUnmasked',
      data: {
        subjects: ['p', 'q', 'p'],
        thing: 'payment 1',
        reason: sealed('reason'),
        requestId: 'r',
      },
    }
    const id = recorded([viewing])[0]?.id ?? ''
    const line = {
      kind: 'PersonalDataUnmasked' as const,
      at: testTime,
      actor: 'system',
      thing: 'payment 1',
      reason: sealed('reason'),
      requestId: 'r',
    }
    given(auditView)
      .when([viewing])
      .expect({
        [`${id}/p`]: { ...line, subject: 'p' },
        [`${id}/q`]: { ...line, subject: 'q' },
      })
    given(auditView)
      .when([{ ...viewing, data: { ...viewing.data, subjects: [] } }])
      .expect({ [id]: line })
  })
})
