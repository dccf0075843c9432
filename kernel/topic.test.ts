import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTopic, topicName, type Topic } from './topic.ts'

const paymentAdded: Topic = {
  product: 'pc',
  environment: 'qa',
  domain: 'pmt',
  classification: 'fct',
  source: 'cpr',
  message: 'PaymentAdded',
}

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,15}$/)
const topic: fc.Arbitrary<Topic> = fc.record({
  product: word,
  environment: word,
  domain: word,
  classification: fc.constantFrom('fct', 'cmd', 'log'),
  source: word,
  message: fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,63}$/),
})

describe('The name of a topic', () => {
  it('has its six parts in their order', () => {
    expect(topicName(paymentAdded)).toBe('pc.qa.pmt.fct.cpr.PaymentAdded')
    expect(topicName({ ...paymentAdded, classification: 'cmd', message: 'GetTrnRq' })).toBe(
      'pc.qa.pmt.cmd.cpr.GetTrnRq',
    )
  })

  it('gives back the topic that it was made of', () => {
    fc.assert(
      fc.property(topic, (given) => {
        expect(parseTopic(topicName(given))).toEqual(given)
      }),
    )
  })

  it('is the only text of its topic: whatever is read is written the same again', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), topic.map(topicName)), (name) => {
        const read = parseTopic(name)
        const again = 'refused' in read ? name : topicName(read)
        expect(again).toBe(name)
      }),
    )
  })

  it.each([
    ['', 'a topic has six parts'],
    ['pc.qa.pmt.fct.PaymentAdded', 'a topic has six parts'],
    ['pc.qa.pmt.fct.cpr.PaymentAdded.v2', 'a topic has six parts'],
    ['Pc.qa.pmt.fct.cpr.PaymentAdded', 'product "Pc"'],
    ['pc.q-a.pmt.fct.cpr.PaymentAdded', 'environment "q-a"'],
    ['pc.qa..fct.cpr.PaymentAdded', 'domain ""'],
    ['pc.qa.pmt.evt.cpr.PaymentAdded', 'classification "evt"'],
    ['pc.qa.pmt.fct.2cpr.PaymentAdded', 'source "2cpr"'],
    [`pc.qa.pmt.fct.${'c'.repeat(17)}.PaymentAdded`, `source "${'c'.repeat(17)}"`],
    ['pc.qa.pmt.fct.cpr.paymentAdded', 'message "paymentAdded"'],
    ['pc.qa.pmt.fct.cpr.PaymentAdded\n', 'message "PaymentAdded\n"'],
    [`pc.qa.pmt.fct.cpr.P${'a'.repeat(64)}`, `message "P${'a'.repeat(64)}"`],
  ])('%j is none, and what is wrong is named', (name, part) => {
    expect(parseTopic(name)).toEqual({ refused: 'not-a-topic', detail: { part } })
  })

  it('is not made of a part that no topic may have, nor of two parts in one', () => {
    expect(() => topicName({ ...paymentAdded, source: 'CPR' })).toThrow('source \\"CPR\\"')
    expect(() => topicName({ ...paymentAdded, domain: 'pmt.fct' })).toThrow('six parts')
  })
})
