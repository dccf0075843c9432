import { describe, expect, it } from 'vitest'
import { paymentStatuses } from '../contract.ts'
import { stages } from './contract.ts'
import { isEnd, stageOf, stagesReached } from './stages.ts'

type Events = Parameters<typeof stagesReached>[0]

const amount = { minorUnits: '100', currency: 'EUR' }
const start = Date.parse('2026-11-21T10:00:00Z')

/** One event a minute, as the log keeps them. */
const story = (...events: readonly { type: string; data: object }[]): Events =>
  events.map((event, minute) => ({ ...event, time: start + minute * 60_000 })) as unknown as Events

const received = { type: 'PaymentReceived', data: { amount } }
const validated = { type: 'PaymentValidated', data: { from: 'received', amount } }
const started = { type: 'SubmissionStarted', data: { from: 'validated', amount } }
const notSent = { type: 'SubmissionNotSent', data: { from: 'submitting', amount } }
const settled = { type: 'PaymentSettled', data: { from: 'pending', amount } }
const changed = (from: string, to: string) => ({
  type: 'PaymentReturned',
  data: { amount, change: { from, to, amount } },
})

describe('the stages of a payment', () => {
  it('are those that it has come through, and when', () => {
    expect(stagesReached(story(received, validated, started, settled))).toEqual([
      { stage: 'received', at: '2026-11-21T10:00:00.000Z' },
      { stage: 'checked', at: '2026-11-21T10:01:00.000Z' },
      { stage: 'on-its-way', at: '2026-11-21T10:02:00.000Z' },
      { stage: 'arrived', at: '2026-11-21T10:03:00.000Z' },
    ])
  })

  it('never go back, however often an attempt does not reach the rail', () => {
    const reached = stagesReached(story(received, validated, started, notSent, started, notSent))
    expect(reached.map(({ stage }) => stage)).toEqual(['received', 'checked', 'on-its-way'])
  })

  it('tell that it was sent back, and not that a part was refunded or disputed', () => {
    const arrived = story(received, validated, started, settled)
    const after = (to: string) =>
      stagesReached([...arrived, ...story(changed('settled', to))]).at(-1)?.stage
    expect(after('returned')).toBe('sent-back')
    expect(after('partially-refunded')).toBe('arrived')
    expect(after('disputed')).toBe('arrived')
  })

  it('end where nothing follows', () => {
    expect(stages.filter(isEnd)).toEqual(['sent-back', 'not-made'])
  })

  it('are there for every status', () => {
    expect(Object.keys(stageOf).toSorted()).toEqual([...paymentStatuses].toSorted())
  })
})
