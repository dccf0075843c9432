import { describe, it } from 'vitest'
import { answerStream } from '../../../kernel/request-reply/answering.ts'
import { givenStreams } from '../../../testing/decider.ts'
import { amount, facts, paymentId, stream } from '../examples.ts'
import { paymentAnswers } from './answers.ts'

const answerId = '01968f5c-7a00-7000-8000-0000000000b1'
const asked = (transactionId: string) =>
  ({
    type: 'AnswerQuestion',
    data: {
      answerId,
      asker: '/otto',
      questionId: 'q-1',
      attempt: 1,
      subject: '',
      request: { transactionId },
    },
  }) as const
const told = (transactionId: string, reply: object) => ({
  [answerStream(answerId)]: [
    {
      type: 'AnswerGiven' as const,
      data: {
        ...asked(transactionId).data,
        source: 'payments',
        name: 'GetTrn',
        reply: { transactionId, ...reply },
      },
    },
  ],
})

describe('Payments, asked where a transaction stands', () => {
  const [answers] = paymentAnswers
  if (!answers) throw new Error('payments answers GetTrnRq')

  it('tells its status and amount, and nothing about persons', () => {
    givenStreams({ [stream]: [facts.received, facts.validated] })
      .when(answers.definition, asked(paymentId))
      .expect(told(paymentId, { isFound: true, status: 'validated', amount }))
    givenStreams({ [stream]: [facts.received, facts.validated, facts.started, facts.settled] })
      .when(answers.definition, asked(paymentId))
      .expect(told(paymentId, { isFound: true, status: 'settled', amount }))
  })

  it('says that it has none of that name, whatever the name', () => {
    for (const name of ['T-1', paymentId.toUpperCase(), '../x'])
      givenStreams({ [stream]: [facts.received] })
        .when(answers.definition, asked(name))
        .expect(told(name, { isFound: false }))
  })
})
