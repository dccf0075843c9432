import { describe, expect, it } from 'vitest'
import { givenStreams } from '../../testing/decider.ts'
import { testTime as now } from '../../testing/facts.ts'
import type { Transaction } from '../payments/questions/contract.ts'
import type { Expectation } from './contract.ts'
import type { SuspenderEvent } from './events.ts'
import { sourcesOf } from './sources.ts'
import { askAboutTransaction, settleSuspender } from './suspender.ts'

const suspenderId = '01968f5c-7a00-7000-8000-0000000000a1'
const otherId = '01968f5c-7a00-7000-8000-0000000000a2'
const which = { source: 'otto', transactionId: 'T-1' }
const stream = 'suspender-otto-T-1'
const amount = { minorUnits: '12345', currency: 'EUR' }
const deadline = now + 60_000
const sources = sourcesOf(['otto', 'payments'])

const asking = (change: object = {}) =>
  ({
    type: 'AskAboutTransaction',
    data: { suspenderId, ...which, expected: {}, deadline, repeatAfterMs: 6_000, ...change },
  }) as const
const opened = (expected: Expectation = {}): SuspenderEvent => ({
  type: 'SuspenderOpened',
  data: { suspenderId, ...which, expected, deadline },
})
const settled = (
  verdict: 'confirmed' | 'disagrees' | 'not-found' | 'no-answer',
  reported?: Transaction,
  differences: string[] = [],
): SuspenderEvent => ({
  type: 'SuspenderSettled',
  data: { suspenderId, verdict, differences, attempts: 2, ...(reported ? { reported } : {}) },
})
const settling = (reported?: Transaction) =>
  ({
    type: 'SettleSuspender',
    data: { suspenderId, ...which, attempts: 2, ...(reported ? { reported } : {}) },
  }) as const
const found = (change: Partial<Transaction> = {}): Transaction => ({
  transactionId: 'T-1',
  isFound: true,
  status: 'settled',
  amount,
  ...change,
})

describe('A transaction that nobody asks about', () => {
  it('is asked about: the suspender is opened and its question put, together', () => {
    givenStreams()
      .when(askAboutTransaction(sources), asking())
      .expect({
        [stream]: [opened()],
        [`question-${suspenderId}`]: [
          {
            type: 'QuestionAsked',
            data: {
              questionId: suspenderId,
              source: 'otto',
              name: 'GetTrn',
              subject: 'transaction/T-1',
              request: { transactionId: 'T-1' },
              deadline,
              repeatAfterMs: 6_000,
              attempt: 1,
              nextAt: now + 6_000,
            },
          },
        ],
      })
  })

  it('is asked about where it is held, and nowhere else', () => {
    givenStreams()
      .when(askAboutTransaction(sources), asking({ source: 'lotto' }))
      .expect({ refused: 'source-unknown', detail: { source: 'lotto' } })
  })

  it('can be asked about once it was answered before', () => {
    const again = { suspenderId: otherId, ...which, expected: {}, deadline }
    const definition = askAboutTransaction(sources)
    const reads = definition.reads(asking({ suspenderId: otherId }))
    const states = [{ open: undefined }, { status: 'none', ignored: 0 }]
    expect(reads).toHaveLength(2)
    expect(definition.decide(asking({ suspenderId: otherId }), states, { now })).toMatchObject([
      { stream, events: [{ type: 'SuspenderOpened', data: again }] },
      { stream: `question-${otherId}` },
    ])
    givenStreams({ [stream]: [opened(), settled('no-answer')] })
      .when(settleSuspender, settling())
      .expect({ refused: 'suspender-not-open' })
  })
})

describe('A transaction that somebody asks about', () => {
  it('is not asked about a second time', () => {
    givenStreams({ [stream]: [opened()] })
      .when(askAboutTransaction(sources), asking({ suspenderId: otherId }))
      .expect({ refused: 'suspender-open', detail: { suspenderId } })
  })

  const verdicts: readonly [string, Expectation, Transaction | undefined, SuspenderEvent][] = [
    ['nothing was expected', {}, found(), settled('confirmed', found())],
    [
      'it is as expected',
      { status: 'settled', amount: { currency: 'EUR', minorUnits: '12345' } },
      found(),
      settled('confirmed', found()),
    ],
    [
      'its status is another',
      { status: 'rejected', amount },
      found(),
      settled('disagrees', found(), ['status']),
    ],
    [
      'its amount is another',
      { status: 'settled', amount: { ...amount, currency: 'USD' } },
      found(),
      settled('disagrees', found(), ['amount']),
    ],
    [
      'the source does not say what was expected',
      { amount },
      { transactionId: 'T-1', isFound: true, status: 'settled' },
      settled('disagrees', { transactionId: 'T-1', isFound: true, status: 'settled' }, ['amount']),
    ],
    [
      'the source has no such transaction',
      { status: 'settled' },
      { transactionId: 'T-1', isFound: false },
      settled('not-found', { transactionId: 'T-1', isFound: false }),
    ],
    ['the source did not answer', { status: 'settled' }, undefined, settled('no-answer')],
  ]
  it.each(verdicts)('is judged where %s', (_, expected, reported, event) => {
    givenStreams({ [stream]: [opened(expected)] })
      .when(settleSuspender, settling(reported))
      .expect({ [stream]: [event] })
  })

  it('is not settled by the end of a question that was put before', () => {
    givenStreams({ [stream]: [opened()] })
      .when(settleSuspender, { ...settling(), data: { ...settling().data, suspenderId: otherId } })
      .expect({ refused: 'suspender-not-open' })
  })
})
