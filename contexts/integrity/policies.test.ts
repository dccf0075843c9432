import { describe, it } from 'vitest'
import { given } from '../../testing/policy.ts'
import { settleWithQuestion } from './policies.ts'
import { sourcesOf } from './sources.ts'

const suspenderId = '01968f5c-7a00-7000-8000-0000000000a1'
const which = { source: 'otto', transactionId: 'T-1' }
const reported = { transactionId: 'T-1', isFound: true, status: 'settled' }
const about = {
  questionId: suspenderId,
  source: 'otto',
  name: 'GetTrn',
  subject: 'transaction/T-1',
  request: { transactionId: 'T-1' },
  attempts: 2,
}
const settling = { suspenderId, ...which, attempts: 2 }
const settle = settleWithQuestion(sourcesOf(['otto', 'payments']))

describe('The end of a question', () => {
  it('is the end of its suspender', () => {
    given(settle)
      .when({
        type: 'QuestionAnswered',
        data: { ...about, answerId: 'a', reply: reported, waitedMs: 5 },
      })
      .expect([{ type: 'SettleSuspender', data: { ...settling, reported } }])
    given(settle)
      .when({ type: 'QuestionExpired', data: about })
      .expect([{ type: 'SettleSuspender', data: settling }])
  })

  it('is the end of its suspender also where its source is asked no more', () => {
    given(settle)
      .when({ type: 'QuestionExpired', data: { ...about, source: 'elsewhere' } })
      .expect([{ type: 'SettleSuspender', data: { ...settling, source: 'elsewhere' } }])
  })

  it('is nothing to suspenders where something else was asked', () => {
    given(settle)
      .when({ type: 'QuestionExpired', data: { ...about, name: 'GetOther' } })
      .expect([])
  })
})
