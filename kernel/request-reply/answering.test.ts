import Type from 'typebox'
import { describe, expect, it } from 'vitest'
import { recorded, testTime as now } from '../../testing/facts.ts'
import { givenStreams } from '../../testing/decider.ts'
import type { Entity } from '../decider.ts'
import { answering, answerStream, publishAnswers, type AnswerEvent } from './answering.ts'
import { ask, askedData, publishQuestions, whenAnswered } from './asking.ts'
import { askedOf, requestContract } from './contract.ts'
import type { QuestionEvent } from './question.ts'

const strict = { additionalProperties: false } as const
const getOrder = askedOf(
  requestContract({
    name: 'GetOrder',
    version: 1,
    domain: 'ord',
    summary: 'Where an order stands',
    request: Type.Object({ orderId: Type.String() }, strict),
    reply: Type.Object({ orderId: Type.String(), isPaid: Type.Boolean() }, strict),
    key: 'orderId',
    examples: { request: { orderId: 'o-1' }, reply: { orderId: 'o-1', isPaid: true } },
  }),
  'orders',
)

const order: Entity<boolean, { type: 'OrderPaid'; data: object }> = {
  name: 'order',
  initialState: false,
  evolve: () => true,
}
const answers = answering(getOrder, {
  reads: ({ orderId }) => [{ stream: `order-${orderId}`, entity: order }],
  reply: ({ orderId }, [isPaid]) => ({ orderId, isPaid: isPaid as boolean }),
})

const answerId = '01968f5c-7a00-7000-8000-0000000000b1'
const stream = answerStream(answerId)
const about = {
  answerId,
  asker: '/millrace/shop',
  questionId: 'q-1',
  subject: 'order/o-1',
  request: { orderId: 'o-1' },
}
const answer = (attempt: number, change: object = {}) =>
  ({ type: 'AnswerQuestion', data: { ...about, attempt, ...change } }) as const
const given = (attempt: number, isPaid: boolean): AnswerEvent => ({
  type: 'AnswerGiven',
  data: {
    ...about,
    source: 'orders',
    name: 'GetOrder',
    attempt,
    reply: { orderId: 'o-1', isPaid },
  },
})
const repeated = (attempt: number, isPaid: boolean): AnswerEvent => ({
  ...given(attempt, isPaid),
  type: 'AnswerRepeated',
})
const paid = { 'order-o-1': [{ type: 'OrderPaid', data: {} }] }

describe('A question that comes', () => {
  it('is answered with what the log says', () => {
    givenStreams(paid)
      .when(answers.definition, answer(1))
      .expect({ [stream]: [given(1, true)] })
    givenStreams()
      .when(answers.definition, answer(1))
      .expect({ [stream]: [given(1, false)] })
  })

  it('is answered once, however often its message comes', () => {
    givenStreams({ ...paid, [stream]: [given(1, false)] })
      .when(answers.definition, answer(1))
      .expect({})
  })

  it('gets the stored answer when it is asked again, whatever is true by now', () => {
    givenStreams({ ...paid, [stream]: [given(1, false)] })
      .when(answers.definition, answer(2))
      .expect({ [stream]: [repeated(2, false)] })
    givenStreams({ ...paid, [stream]: [given(1, false), repeated(3, false)] })
      .when(answers.definition, answer(2))
      .expect({})
  })

  it('is another question when it says something else', () => {
    givenStreams({ [stream]: [given(1, false)] })
      .when(answers.definition, answer(2, { request: { orderId: 'o-2' } }))
      .expect({ refused: 'question-changed' })
  })

  it('is not answered once nobody waits any more, unless it was before', () => {
    const late = answer(2, { expiresAt: now - 1 })
    givenStreams(paid).when(answers.definition, late).expect({ refused: 'question-expired' })
    givenStreams(paid)
      .when(answers.definition, answer(1, { expiresAt: now }))
      .expect({ [stream]: [given(1, true)] })
    givenStreams({ [stream]: [given(1, false)] })
      .when(answers.definition, late)
      .expect({ [stream]: [repeated(2, false)] })
  })

  it('is not answered with what is no answer', () => {
    const wrong = answering(getOrder, {
      reads: () => [],
      reply: () => ({ orderId: 'o-1' }) as { orderId: string; isPaid: boolean },
    })
    const situation = givenStreams()
    expect(() => situation.when(wrong.definition, answer(1)).expect({})).toThrow('no GetOrderRs')
  })
})

describe('An answer on the bus', () => {
  it('says whose question it is about, and is the same message each time', () => {
    const publish = publishAnswers('orders', 'qa', [answers])
    const messages = recorded([given(1, true), repeated(2, true)], { stream }).flatMap(publish)
    expect(messages[0]).toMatchObject({
      topic: 'millrace.qa.ord.cmd.orders.GetOrderRs',
      key: 'o-1',
      id: answerId,
      source: '/millrace/orders',
      type: 'GetOrderRs',
      subject: 'order/o-1',
      payload: '{"orderId":"o-1","isPaid":true}',
      extensions: { asker: '/millrace/shop', questionid: 'q-1' },
    })
    expect(messages[1]).toMatchObject({ id: answerId, payload: messages[0]?.payload })
  })
})

describe('A question on the bus', () => {
  const questionId = '01968f5c-7a00-7000-8000-0000000000a1'
  const putting = {
    questionId,
    subject: 'order/o-1',
    request: { orderId: 'o-1' },
    deadline: now + 10_000,
    repeatAfterMs: 2_000,
  }
  const [asked] = ask(getOrder, putting, now).events

  it('says who asks, until when, and for the how manieth time', () => {
    const publish = publishQuestions('shop', 'qa', [getOrder])
    const again = { ...asked, type: 'QuestionRepeated', data: { ...asked?.data, attempt: 2 } }
    const events = [asked, again] as readonly QuestionEvent[]
    const messages = recorded(events).flatMap(publish)
    expect(messages[0]).toMatchObject({
      topic: 'millrace.qa.ord.cmd.orders.GetOrderRq',
      key: 'o-1',
      id: questionId,
      source: '/millrace/shop',
      payload: '{"orderId":"o-1"}',
      extensions: { asker: '/millrace/shop', attempt: '1', expirytime: '2026-01-01T12:00:10.000Z' },
    })
    expect(messages[1]).toMatchObject({ id: questionId, extensions: { attempt: '2' } })
  })

  it('is not asked with what is no question, nor where it was not declared', () => {
    const wrong = { ...putting, request: { order: 'o-1' } as unknown as { orderId: string } }
    expect(() => askedData(getOrder, wrong)).toThrow('no GetOrderRq')
    const publish = publishQuestions('shop', 'qa', [])
    expect(() => recorded([asked as QuestionEvent]).flatMap(publish)).toThrow('undeclared')
  })

  it('goes to nobody where its system is asked no more, and holds up no other', () => {
    const elsewhere = { ...asked, data: { ...asked?.data, source: 'elsewhere' } }
    const publish = publishQuestions('shop', 'qa', [getOrder])
    const messages = recorded([elsewhere, asked] as readonly QuestionEvent[]).flatMap(publish)
    expect(messages.map(({ topic }) => topic)).toEqual(['millrace.qa.ord.cmd.orders.GetOrderRq'])
  })

  it('brings its context the answer, or that there is none', () => {
    const endings: unknown[] = []
    const policy = whenAnswered([getOrder], 'note', (ending) => {
      endings.push(ending)
      return []
    })
    const { deadline: _, repeatAfterMs: __, ...rest } = putting
    const about = { ...rest, source: 'orders', name: 'GetOrder' }
    const ended: readonly Parameters<typeof policy.react>[0][] = recorded([
      {
        type: 'QuestionAnswered',
        data: {
          ...about,
          answerId,
          reply: { orderId: 'o-1', isPaid: true },
          waitedMs: 7,
          attempts: 1,
        },
      },
      { type: 'QuestionExpired', data: { ...about, attempts: 3 } },
      { type: 'QuestionExpired', data: { ...about, name: 'GetOther', attempts: 3 } },
    ])
    for (const event of ended) policy.react(event)
    const request = { orderId: 'o-1' }
    expect(endings).toEqual([
      {
        questionId,
        source: 'orders',
        request,
        attempts: 1,
        reply: { orderId: 'o-1', isPaid: true },
        waitedMs: 7,
      },
      { questionId, source: 'orders', request, attempts: 3, noAnswer: true },
    ])
  })
})
