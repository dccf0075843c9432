import { describe, expect, it } from 'vitest'
import { given } from '../../testing/decider.ts'
import { testTime as now } from '../../testing/facts.ts'
import {
  ignoredMax,
  question,
  type AskQuestion,
  type LookAtQuestion,
  type QuestionEvent,
  type RecordAnswer,
} from './question.ts'

const questionId = '01968f5c-7a00-7000-8000-0000000000a1'
const [answerId, otherId] = ['answer-1', 'answer-2']
const about = {
  questionId,
  source: 'otto',
  name: 'GetTrn',
  subject: 'transaction/T-1',
  request: { transactionId: 'T-1' },
}
const deadline = now + 10_000
const repeatAfterMs = 2_000

const ask: AskQuestion = { type: 'AskQuestion', data: { ...about, deadline, repeatAfterMs } }
const look = (attempt: number): LookAtQuestion => ({
  type: 'LookAtQuestion',
  data: { questionId, attempt },
})
const record = (id: string, status = 'settled'): RecordAnswer => ({
  type: 'RecordAnswer',
  data: { questionId, answerId: id, reply: { status } },
})

const asked: QuestionEvent = {
  type: 'QuestionAsked',
  data: { ...about, deadline, repeatAfterMs, attempt: 1, nextAt: now + 2_000 },
}
const repeated = (attempt: number, nextAt: number): QuestionEvent => ({
  type: 'QuestionRepeated',
  data: { ...about, deadline, attempt, nextAt },
})
const answered: QuestionEvent = {
  type: 'QuestionAnswered',
  data: { ...about, answerId, reply: { status: 'settled' }, waitedMs: 0, attempts: 1 },
}
const expired: QuestionEvent = { type: 'QuestionExpired', data: { ...about, attempts: 3 } }

describe('A question', () => {
  it('is asked, and looked at when it should be repeated', () => {
    given(question).when(ask).expect([asked])
  })

  it('is looked at no later than its deadline', () => {
    const patient = { ...ask, data: { ...ask.data, repeatAfterMs: 60_000 } }
    const data = { ...asked.data, repeatAfterMs: 60_000, nextAt: deadline }
    given(question)
      .when(patient)
      .expect([{ type: 'QuestionAsked', data }])
  })

  it('is asked once', () => {
    for (const events of [[asked], [asked, answered], [asked, expired]])
      given(question, events).when(ask).expect({ refused: 'question-exists' })
  })
})

describe('An open question', () => {
  it('is asked again, each time after twice as long', () => {
    given(question, [asked])
      .at(now + 2_000)
      .when(look(1))
      .expect([repeated(2, now + 6_000)])
    given(question, [asked, repeated(2, now + 6_000)])
      .at(now + 6_000)
      .when(look(2))
      .expect([repeated(3, deadline)])
  })

  it('is given up at its deadline, and not before', () => {
    const tried = [asked, repeated(2, now + 6_000), repeated(3, deadline)]
    given(question, tried).at(deadline).when(look(3)).expect([expired])
    given(question, tried)
      .at(deadline - 1)
      .when(look(3))
      .expect([repeated(4, deadline)])
  })

  it('is not hurried by a timer of an attempt before', () => {
    given(question, [asked, repeated(2, now + 6_000)])
      .when(look(1))
      .expect({ refused: 'question-not-open' })
  })

  it('takes the first answer, and knows how long it waited', () => {
    given(question, [asked, repeated(2, now + 6_000)])
      .at(now + 2_500)
      .when(record(answerId))
      .expect([
        {
          type: 'QuestionAnswered',
          data: { ...about, answerId, reply: { status: 'settled' }, waitedMs: 2_500, attempts: 2 },
        },
      ])
  })

  it('takes an answer also behind its deadline, as long as nobody gave it up', () => {
    given(question, [asked])
      .at(deadline + 1)
      .when(record(answerId))
      .expect([{ ...answered, data: { ...answered.data, waitedMs: 10_001 } }])
  })
})

describe('An answered question', () => {
  it('ignores the same answer without a word', () => {
    given(question, [asked, answered]).when(record(answerId)).expect([])
  })

  it.each([
    ['settled', true],
    ['rejected', false],
  ])('records another answer that says %s, and changes nothing', (status, agrees) => {
    given(question, [asked, answered])
      .when(record(otherId, status))
      .expect([{ type: 'DuplicateAnswerIgnored', data: { questionId, answerId: otherId, agrees } }])
  })

  it('is looked at no more', () => {
    given(question, [asked, answered]).when(look(1)).expect({ refused: 'question-not-open' })
  })
})

describe('A question that was given up', () => {
  it('records a late answer, and how late it was', () => {
    given(question, [asked, { ...expired, time: deadline }])
      .at(deadline + 500)
      .when(record(answerId))
      .expect([
        {
          type: 'LateAnswerIgnored',
          data: { questionId, answerId, reply: { status: 'settled' }, lateByMs: 500 },
        },
      ])
  })

  it('stays given up', () => {
    given(question, [asked, expired]).when(look(1)).expect({ refused: 'question-not-open' })
  })
})

describe('An answer to a question that nobody asked', () => {
  it('is recorded, without what it says', () => {
    given(question)
      .when(record(answerId))
      .expect([{ type: 'UnknownAnswerIgnored', data: { questionId, answerId } }])
  })

  it('is no obstacle to the question', () => {
    const unknown: QuestionEvent = { type: 'UnknownAnswerIgnored', data: { questionId, answerId } }
    given(question, [unknown]).when(ask).expect([asked])
  })
})

describe('Whoever floods a question with answers', () => {
  it('fills no log', () => {
    const ignored = (count: number): QuestionEvent[] =>
      Array.from({ length: count }, (_, index) => ({
        type: 'DuplicateAnswerIgnored',
        data: { questionId, answerId: `x-${index}`, agrees: true },
      }))
    expect(ignoredMax).toBe(10)
    given(question, [asked, answered, ...ignored(9)])
      .when(record(otherId))
      .expect([
        { type: 'DuplicateAnswerIgnored', data: { questionId, answerId: otherId, agrees: true } },
      ])
    given(question, [asked, answered, ...ignored(10)])
      .when(record(otherId))
      .expect({ refused: 'too-many-answers-ignored' })
  })

  it('does not keep the answer from one that is open', () => {
    const unknown: QuestionEvent[] = Array.from({ length: 10 }, (_, index) => ({
      type: 'UnknownAnswerIgnored',
      data: { questionId, answerId: `x-${index}` },
    }))
    given(question, [...unknown, asked])
      .when(record(answerId))
      .expect([answered])
  })
})
