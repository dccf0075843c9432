import { describe, it } from 'vitest'
import type { Sealed } from '../../kernel/personal-data.ts'
import { refuse } from '../../kernel/refusal.ts'
import { given, givenStreams } from '../../testing/decider.ts'
import { eraseSubject } from './commands.ts'
import { subject, type EraseSubject, type SubjectEvent } from './subject.ts'

const person = 'account-anna'
const reason = `sealed.1.${person}.reason.${'x'.repeat(40)}` as Sealed<string>
const held = (holdId: string): SubjectEvent => ({
  type: 'SubjectHeld',
  data: { subject: person, holdId, reason },
})
const released = (holdId: string): SubjectEvent => ({
  type: 'SubjectReleased',
  data: { subject: person, holdId },
})
const asked = { subject: person, ground: 'asked-by-the-person', reference: 'DSR-7' } as const
const erase = (key?: string): EraseSubject => ({
  type: 'EraseSubject',
  data: { ...asked, ...(key ? { key } : {}) },
})
const erased = (key: string): SubjectEvent => ({ type: 'SubjectErased', data: { ...asked, key } })
const destroyed = (key: string): SubjectEvent => ({
  type: 'SubjectKeyDestroyed',
  data: { subject: person, key },
})

describe('erasing a person', () => {
  it('is decided for the key that lives', () => {
    given(subject)
      .when(erase(person))
      .expect([erased(person)])
  })

  it('decided already, or with no key left, changes nothing', () => {
    given(subject, [erased(person)])
      .when(erase(person))
      .expect([])
    given(subject, [erased(person), destroyed(person)])
      .when(erase())
      .expect([])
  })

  it('who came back concerns the new key alone', () => {
    given(subject, [erased(person), destroyed(person)])
      .when(erase(`g2_${person}`))
      .expect([erased(`g2_${person}`)])
  })

  it('for whom nothing was ever sealed is refused', () => {
    given(subject).when(erase()).expect(refuse('subject-unknown'))
  })

  it('is refused while one hold stands, and not after the last', () => {
    given(subject, [held('a'), held('b')])
      .when(erase(person))
      .expect(refuse('subject-under-legal-hold', { holds: 2 }))
    given(subject, [held('a'), held('b'), released('a')])
      .when(erase(person))
      .expect(refuse('subject-under-legal-hold', { holds: 1 }))
    given(subject, [held('a'), released('a')])
      .when(erase(person))
      .expect([erased(person)])
  })

  it('with an account is refused until the account is disabled', () => {
    const userId = '01900000-0000-7000-8000-000000000001'
    const staff = `user-${userId}`
    const command: EraseSubject = {
      type: 'EraseSubject',
      data: { ...asked, subject: staff, key: staff },
    }
    const created = {
      type: 'UserCreated',
      data: { userId, username: reason, usernameIndex: 'i', displayName: reason, roles: [] },
    } as const
    const disabled = { type: 'UserDisabled', data: { userId } } as const
    givenStreams({ [staff]: [created] })
      .when(eraseSubject, command)
      .expect(refuse('account-in-use'))
    givenStreams({ [staff]: [created, disabled] })
      .when(eraseSubject, command)
      .expect({
        [`subject-${staff}`]: [
          { type: 'SubjectErased', data: { ...asked, subject: staff, key: staff } },
        ],
      })
  })
})

describe('a destroyed key', () => {
  const record = (key: string) =>
    ({ type: 'RecordKeyDestroyed', data: { subject: person, key } }) as const

  it('is written down once, and only where it was to be destroyed', () => {
    given(subject, [erased(person)])
      .when(record(person))
      .expect([destroyed(person)])
    given(subject, [erased(person), destroyed(person)])
      .when(record(person))
      .expect([])
    given(subject, [erased(person)])
      .when(record(`g2_${person}`))
      .expect([])
  })
})

describe('a hold', () => {
  const holding = (key: string) =>
    ({ type: 'HoldSubject', data: { subject: person, key, holdId: 'a', reason } }) as const

  it('is put once', () => {
    const hold = holding(person)
    given(subject)
      .when(hold)
      .expect([held('a')])
    given(subject, [held('a')])
      .when(hold)
      .expect([])
  })

  it('is refused for a key whose destruction was decided before, done or not', () => {
    for (const before of [[erased(person)], [erased(person), destroyed(person)]])
      given(subject, before).when(holding(person)).expect(refuse('subject-erased'))
    // Who came back has another one.
    given(subject, [erased(person)])
      .when(holding(`g2_${person}`))
      .expect([held('a')])
  })

  it('is lifted by its id', () => {
    given(subject, [held('a')])
      .when({ type: 'ReleaseSubject', data: { subject: person, holdId: 'a' } })
      .expect([released('a')])
    given(subject, [held('a')])
      .when({ type: 'ReleaseSubject', data: { subject: person, holdId: 'b' } })
      .expect(refuse('hold-unknown'))
  })
})
