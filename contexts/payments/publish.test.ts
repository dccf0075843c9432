import { Compile } from 'typebox/compile'
import { describe, expect, it } from 'vitest'
import { parseTopic } from '../../kernel/topic.ts'
import { recorded } from '../../testing/facts.ts'
import type { PaymentEvent } from './events.ts'
import { amount, facts, paymentId, railReference, stream } from './examples.ts'
import { publishPayments } from './publish.ts'
import { publishedFacts } from './published/contract.ts'

const publish = publishPayments('qa')
const at = '2026-01-01T12:00:00.000Z'

const published = (event: PaymentEvent) => {
  const [fact] = recorded([{ ...event, stream, version: 4 }])
  if (!fact) throw new Error('a fact was recorded')
  return publish(fact)
}

describe('what is published of a payment', () => {
  it.each([
    ['PaymentReceived', facts.received, { endToEndId: 'INVOICE-2026-117' }],
    ['PaymentSubmitted', facts.submitted, { railReference }],
    ['PaymentSettled', facts.settled, { railReference }],
    ['PaymentRejected', facts.rejectedByRail, { rejection: facts.rejectedByRail.data.rejection }],
    ['PaymentBecameUnknown', facts.becameUnknown, { reason: 'timed-out' }],
  ] as const)('%s fits its contract and names no one', (name, event, payload) => {
    const [message] = published(event)
    expect(message).toMatchObject({
      topic: `millrace.qa.pmt.fct.payments.${name}`,
      key: paymentId,
      type: name,
      time: at,
      subject: `payment/${paymentId}`,
      entityVersion: 4,
    })
    const said: unknown = JSON.parse(message?.payload ?? '')
    expect(said).toEqual({ paymentId, at, amount, ...payload })
    expect(Compile(publishedFacts[name].payload).Check(said)).toBe(true)
    expect(message?.payload).not.toContain('sealed')
    expect(parseTopic(message?.topic ?? '')).toMatchObject({ message: name })
  })

  it.each([facts.validated, facts.started, facts.notSent, facts.dueAgain, facts.asked])(
    'is nothing about $type, which is our own business',
    (event) => {
      expect(published(event)).toEqual([])
    },
  )

  it('has the same id whenever it is made again', () => {
    expect(published(facts.settled)).toEqual(published(facts.settled))
  })
})
