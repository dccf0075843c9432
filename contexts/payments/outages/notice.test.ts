import { describe, it } from 'vitest'
import { testTime, type Fact } from '../../../testing/facts.ts'
import { given } from '../../../testing/policy.ts'
import { facts, stream } from '../examples.ts'
import { patience } from '../patience.ts'
import { noteOutages } from './notice.ts'
import type { CameToNothing } from './waits.ts'

const rail = 'swift'
const noticedAt = new Date(testTime).toISOString()
const note = { type: 'NoteOutage', data: { rail, noticedAt } }

describe('an outage', () => {
  const policy = noteOutages(patience, new Set(['simulated', rail]))
  const notSent = (attempt: number, more: object = {}): Fact<CameToNothing> => ({
    type: 'SubmissionNotSent',
    data: { ...facts.notSent.data, rail, attempt, ...more },
    stream,
  })
  const answered = (askedInStatus: number, more: object = {}): Fact<CameToNothing> => ({
    type: 'StatusAnswered',
    data: { question: 9, status: 'unknown', askedInStatus, answer: 'unavailable', ...more },
    stream,
  })

  it('is noted where a transfer waits long to be handed over again', () => {
    given(policy).when(notSent(2)).expect([])
    given(policy).when(notSent(3)).expect([note])
    given(policy).when(notSent(19)).expect([note])
  })

  it('is noted where a question waits long to be asked again', () => {
    const ofDefault = { type: 'NoteOutage', data: { rail: 'simulated', noticedAt } }
    given(policy).when(answered(2)).expect([])
    given(policy).when(answered(3)).expect([ofDefault])
    given(policy)
      .when(answered(1, { status: 'pending' }))
      .expect([ofDefault])
    given(policy).when(answered(3, { rail })).expect([note])
  })

  it('is none where nothing waits any more, where the rail answered or was not called, or cannot tell', () => {
    given(policy).when(notSent(20)).expect([])
    given(policy).when(answered(200)).expect([])
    given(policy)
      .when(answered(9, { answer: 'not-found' }))
      .expect([])
    given(policy)
      .when(notSent(9, { reason: 'preparation-failed' }))
      .expect([])
    given(policy)
      .when(answered(9, { reason: 'rail-not-configured' }))
      .expect([])
    given(policy)
      .when(notSent(9, { rail: 'sepa' }))
      .expect([])
  })
})
