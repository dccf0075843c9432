import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isRefusal, refuse } from '../../../kernel/refusal.ts'
import { given } from '../../../testing/decider.ts'
import { testTime } from '../../../testing/facts.ts'
import type { PaymentEvent } from '../events.ts'
import {
  amount,
  answers,
  callback,
  facts,
  newPayment,
  paymentId,
  railReference,
  submissionAnswer,
  submissionId,
  submitBefore,
  windowMs,
} from '../examples.ts'
import { paymentDecider as payment } from '../payment.ts'
import { noPayment, type KnownPayment, type Payment } from '../payment-parts.ts'
import type { Routing } from '../transfers/commands.ts'
import type { RailHealth, RailOffer } from './choose.ts'

const well: RailHealth = { breaker: 'closed', calls: 0, failures: 0 }
const offer = (rail: string, more: Partial<RailOffer> = {}): RailOffer => ({
  rail,
  takes: {},
  cost: {},
  health: well,
  ...more,
})
const routing = (...offers: readonly RailOffer[]): Routing => ({
  offers,
  rules: [{ name: 'any-rail', when: {}, rails: offers.map(({ rail }) => rail) }],
})
const start = (asked: Routing, attempt = 1, transfer?: number) =>
  ({
    type: 'StartSubmission',
    data: {
      paymentId,
      ...(transfer === undefined ? {} : { transfer }),
      attempt,
      windowMs,
      routing: asked,
    },
  }) as const
const dear = { EUR: { fixed: '100' } }
const cheap = { EUR: { fixed: '20', perMille: '1' } }
const validated: readonly PaymentEvent[] = [facts.received, facts.validated]
const startedOver = (rail: string, attempt = 1): PaymentEvent => ({
  type: 'SubmissionStarted',
  data: { from: 'validated', amount, submissionId, rail, attempt, submitBefore },
})
const notSentOver = (rail: string, attempt = 1): PaymentEvent => ({
  type: 'SubmissionNotSent',
  data: { from: 'submitting', amount, rail, attempt, reason: 'connection-refused' },
})
const due = (attempt: number): PaymentEvent => ({
  type: 'SubmissionDue',
  data: { attempt, because: 'timer' },
})
const failedOver = (rail: string): readonly PaymentEvent[] => [
  ...validated,
  startedOver(rail),
  notSentOver(rail),
]

describe('the rail of an attempt', () => {
  it('is recorded with the rule, its cost, and why the others were passed over', () => {
    const asked = routing(
      offer('swift', { cost: dear }),
      offer('instant', { cost: cheap }),
      offer('yen', { takes: { currencies: ['JPY'] } }),
    )
    const route = {
      rule: 'any-rail',
      because: 'cheapest',
      cost: '33',
      passedOver: [
        { rail: 'yen', because: 'currency' },
        { rail: 'swift', because: 'dearer' },
      ],
    }
    given(payment, validated)
      .when(start(asked))
      .expect([
        {
          type: 'SubmissionStarted',
          data: { ...facts.started.data, rail: 'instant', route },
        },
      ])
  })

  it('goes by the countries of the accounts and the service that was asked for', () => {
    const data = { ...newPayment, debtorCountry: 'DE', creditorCountry: 'FR' }
    const events: readonly PaymentEvent[] = [
      { type: 'PaymentReceived', data: { ...data, serviceLevel: 'instant' } },
      facts.validated,
    ]
    const takes = { creditorCountries: ['FR'], serviceLevels: ['instant'] }
    const decided = payment.decide(
      start(routing(offer('swift'), offer('instant', { takes, cost: {} }))),
      stateAfter(events),
      { now: testTime },
    )
    expect(decided).toMatchObject([
      { data: { rail: 'swift', route: { because: 'first-of-equals' } } },
    ])
    const only = payment.decide(
      start(
        routing(
          offer('swift', { takes: { creditorCountries: ['US'] } }),
          offer('instant', { takes }),
        ),
      ),
      stateAfter(events),
      { now: testTime },
    )
    expect(only).toMatchObject([{ data: { rail: 'instant' } }])
  })

  it('waits for the hours of the only one that takes it', () => {
    const hours = { timeZone: 'UTC', days: ['thu', 'fri'], from: '13:00', to: '18:00' } as const
    const asked = routing(offer('sepa', { takes: { hours } }))
    const deferred: PaymentEvent = {
      type: 'SubmissionDeferred',
      data: {
        attempt: 1,
        until: '2026-01-01T13:00:00.000Z',
        passedOver: [{ rail: 'sepa', because: 'outside-hours' }],
      },
    }
    given(payment, validated).when(start(asked)).expect([deferred])
    given(payment, [...validated, deferred])
      .when({ type: 'RetrySubmission', data: { paymentId, attempt: 1 } })
      .expect([due(1)])
    given(payment, [...validated, deferred])
      .when(start(asked))
      .expect(refuse('submission-not-due', { dueAttempt: 0 }))
    const [started] = payment.decide(start(asked), stateAfter([...validated, deferred, due(1)]), {
      now: Date.parse('2026-01-01T13:00:00Z'),
    }) as readonly PaymentEvent[]
    expect(started).toMatchObject({ type: 'SubmissionStarted', data: { rail: 'sepa', attempt: 1 } })
  })

  it('is none where none takes it, and the payment is rejected', () => {
    given(payment, validated)
      .when(start(routing(offer('yen', { takes: { currencies: ['JPY'] } }))))
      .expect([
        {
          type: 'PaymentRejected',
          data: {
            from: 'validated',
            amount,
            rejection: {
              code: 'no-rail',
              reason: 'No rail takes it',
              by: 'millrace',
              standardCode: 'no-rail',
              recommendedAction: 'ask-an-operator',
            },
          },
        },
      ])
  })

  it('is for a refund the one that has what it gives back, whatever the others cost', () => {
    const refunding: readonly PaymentEvent[] = [
      ...validated,
      startedOver('swift'),
      {
        type: 'PaymentSettled',
        data: { ...facts.settled.data, from: 'submitting', rail: 'swift' },
      },
      {
        type: 'RefundRequested',
        data: { transfer: 2, amount, returnOf: 1, reason: 'duplicate', requestedBy: 'user:1' },
      },
    ]
    const asked = routing(offer('instant'), offer('swift', { cost: dear }))
    const decided = payment.decide(start(asked, 1, 2), stateAfter(refunding), { now: testTime })
    const route = { rule: 'the-way-it-came', because: 'only-one', cost: '100', passedOver: [] }
    expect(decided).toMatchObject([{ data: { rail: 'swift', route } }])
  })
})

describe('another rail is tried', () => {
  const both = routing(offer('instant', { cost: cheap }), offer('swift', { cost: dear }))

  it('after one that certainly did not get it', () => {
    const decided = payment.decide(start(both, 2), stateAfter([...failedOver('instant'), due(2)]), {
      now: testTime,
    })
    expect(decided).toMatchObject([
      {
        data: {
          rail: 'swift',
          submissionId,
          route: {
            because: 'healthy',
            passedOver: [{ rail: 'instant', because: 'tried-in-vain' }],
          },
        },
      },
    ])
  })

  it('never after one that may have got it', () => {
    const unknown = [...validated, startedOver('instant'), facts.becameUnknown]
    for (const attempt of [1, 2])
      given(payment, unknown)
        .when(start(both, attempt))
        .expect(refuse('submission-not-due', { status: 'unknown' }))
  })

  it('whatever happens between, only where the attempts before did not arrive', () => {
    const kinds = ['accepted', 'rejected', 'not-sent', 'not-sent', 'ambiguous', 'lost'] as const
    const health = fc.constantFrom<RailHealth>(well, { ...well, breaker: 'open' })
    const step = fc.record({ answer: fc.constantFrom(...kinds), one: health, other: health })
    let failovers = 0
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
        let state = stateAfter(validated)
        const happened: PaymentEvent[] = []
        const send = (command: Parameters<typeof payment.decide>[0]) => {
          const decided = payment.decide(command, state, { now: testTime })
          if (isRefusal(decided)) return
          for (const event of decided) {
            state = payment.evolve(state, { ...event, time: testTime })
            happened.push(event)
          }
        }
        for (const [index, { answer, one, other }] of steps.entries()) {
          const attempt = index + 1
          const asked = routing(
            offer('instant', { health: one }),
            offer('swift', { health: other }),
          )
          send({ type: 'RetrySubmission', data: { paymentId, attempt } })
          send(start(asked, attempt))
          send(submissionAnswer(answers[answer], attempt))
        }
        const started = happened.filter(({ type }) => type === 'SubmissionStarted')
        const inVain = happened.filter(({ type }) => type === 'SubmissionNotSent')
        expect(started.length - inVain.length).toBeLessThanOrEqual(1)
        const used = new Set(started.map(({ data }) => 'rail' in data && data.rail))
        failovers += used.size - 1
      }),
      { numRuns: 1_000 },
    )
    expect(failovers).toBeGreaterThan(50)
  })
})

describe('a callback of another rail than the one that has it', () => {
  const told = (state: 'pending' | 'settled', rail: string) => {
    const { type, data } = callback(state)
    return { type, data: { ...data, rail } } as const
  }

  it('changes nothing, and an operator sees it', () => {
    const events = [...failedOver('instant'), due(2), startedOver('swift', 2)]
    const contradicted = {
      type: 'RailContradicted',
      data: {
        status: 'submitting',
        claimed: 'at-another-rail',
        rail: 'instant',
        evidence: { source: 'callback', at: '2026-01-01T12:00:00.000Z' },
      },
    } as const
    given(payment, events).when(told('settled', 'instant')).expect([contradicted])
    given(payment, [...events, contradicted])
      .when(told('settled', 'instant'))
      .expect([])
  })

  it('is believed while nobody else has it: nothing is handed over then', () => {
    const events = [
      ...failedOver('instant'),
      due(2),
      startedOver('swift', 2),
      notSentOver('swift', 2),
    ]
    const pending = {
      type: 'PaymentPending',
      data: {
        from: 'validated',
        amount,
        rail: 'instant',
        railReference,
        evidence: { source: 'callback', at: '2026-01-01T12:00:00.000Z', sequence: 1 },
      },
    } as const
    given(payment, events).when(told('pending', 'instant')).expect([pending])
    const after = stateAfter([...events, pending]) as KnownPayment
    expect(after.transfers[0]).toMatchObject({ status: 'pending', rail: 'instant' })
    given(payment, [...events, pending])
      .when({ type: 'AskForStatus', data: { paymentId } })
      .expect([
        {
          type: 'StatusAsked',
          data: { question: 1, submissionId, railReference, rail: 'instant', because: 'timer' },
        },
      ])
  })

  it('of the rail that has it is believed as ever', () => {
    const events = [...validated, startedOver('swift')]
    const decided = payment.decide(told('settled', 'swift'), stateAfter(events), { now: testTime })
    expect(decided).toMatchObject([{ type: 'PaymentSettled', data: { rail: 'swift' } }])
  })
})

function stateAfter(events: readonly PaymentEvent[]): Payment {
  return events.reduce<Payment>(
    (state, event) => payment.evolve(state, { ...event, time: testTime }),
    noPayment,
  )
}

describe('the rail of a further transfer', () => {
  const rejectedBy = (rail: string): readonly PaymentEvent[] => [
    { ...facts.received, data: { ...newPayment, retry: { triesMax: 3, withinMs: 864_000_000 } } },
    facts.validated,
    startedOver(rail),
    {
      type: 'SubmissionRejected',
      data: {
        from: 'submitting',
        amount,
        rail,
        rejection: { code: 'AB02', reason: 'Away', by: 'rail' },
        retryAt: '2026-01-01T12:05:00.000Z',
      },
    },
    {
      type: 'PaymentRetried',
      data: { from: 'awaiting-retry', amount, transfer: 2, because: 'timer' },
    },
  ]
  const startedWith = (asked: Routing) => {
    const state = rejectedBy('instant').reduce<Payment>(
      (before, event) => payment.evolve(before, { ...event, time: testTime }),
      noPayment,
    )
    const decided = payment.decide(start(asked, 1, 2), state, { now: testTime })
    return isRefusal(decided) ? undefined : decided[0]?.data
  }

  it('is another one than the rail that has just rejected it, however dear', () => {
    const asked = routing(offer('instant', { cost: cheap }), offer('swift', { cost: dear }))
    expect(startedWith(asked)).toMatchObject({
      rail: 'swift',
      transfer: 2,
      route: {
        because: 'healthy',
        passedOver: [{ rail: 'instant', because: 'just-rejected' }],
      },
    })
  })

  it('is the same one where no other takes it', () => {
    const yen = offer('yen', { takes: { currencies: ['JPY'] } })
    expect(startedWith(routing(offer('instant'), yen))).toMatchObject({ rail: 'instant' })
  })

  it('is the same one where the other is failing: that one would not take it now', () => {
    const away = offer('swift', { health: { breaker: 'open', calls: 0, failures: 0 } })
    expect(startedWith(routing(offer('instant'), away))).toMatchObject({
      rail: 'instant',
      route: { because: 'none-better' },
    })
  })
})
