import { expect, it } from 'vitest'
import type { Json } from '../json.ts'
import { recordAnswerTo } from './answer-to.ts'
import { question, type Question, type RecordAnswer } from './question.ts'

const questionId = '01968f5c-7a00-7000-8000-0000000000a1'
const reply = { key: 'orderId' } as Parameters<typeof recordAnswerTo>[0]['reply']
const ofOrders = recordAnswerTo({ source: 'orders', name: 'GetOrder', reply })
const ofAnother = recordAnswerTo({ source: 'stock', name: 'GetOrder', reply })
const ofAnotherKind = recordAnswerTo({ source: 'orders', name: 'GetParcel', reply })

const asked = (): Question =>
  question.evolve(question.initialState, {
    type: 'QuestionAsked',
    time: 1,
    data: {
      questionId,
      source: 'orders',
      name: 'GetOrder',
      subject: 'order/o-1',
      request: { orderId: 'o-1' },
      attempt: 1,
      deadline: 100,
      nextAt: 50,
      repeatAfterMs: 50,
    },
  })

const answered = (answer: Json): RecordAnswer => ({
  type: 'RecordAnswer',
  data: { questionId, answerId: 'a-1', reply: answer },
})

it('An answer ends a question of its kind, to whom it comes from, about the same thing; no other one', () => {
  const fitting = answered({ orderId: 'o-1' })
  const context = { now: 10 }
  const misfit = { refused: 'answer-misfit' }
  expect(ofOrders.decide(fitting, [asked()], context)).toMatchObject([
    { events: [{ type: 'QuestionAnswered' }] },
  ])
  expect(ofAnother.decide(fitting, [asked()], context)).toMatchObject(misfit)
  expect(ofAnotherKind.decide(fitting, [asked()], context)).toMatchObject(misfit)
  expect(ofOrders.decide(answered({ orderId: 'o-2' }), [asked()], context)).toMatchObject(misfit)
  expect(ofAnother.decide(fitting, [question.initialState], context)).toMatchObject([
    { events: [{ type: 'UnknownAnswerIgnored' }] },
  ])
})
