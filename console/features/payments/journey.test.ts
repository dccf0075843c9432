import { describe, expect, it } from 'vitest'
import { journeyOf, momentsOf } from './journey.ts'

const entry = (version: number, type: string, second = version) => ({
  type,
  at: `2026-11-21T12:00:${String(second).padStart(2, '0')}.000Z`,
  actor: 'system',
  version,
  position: 'payments~1',
  details: {},
})

const shown = (steps: ReturnType<typeof journeyOf>) =>
  steps.map(({ status, times }) =>
    times === 0 ? `(${status})` : times > 1 ? `${status} x${times}` : status,
  )

const received = [
  entry(1, 'PaymentReceived'),
  entry(2, 'PaymentValidated', 1),
  entry(3, 'SubmissionStarted'),
]

describe('the journey of a payment', () => {
  it('says what lies ahead while it is under way', () => {
    expect(shown(journeyOf(received))).toEqual([
      'received',
      'validated',
      'submitting',
      '(submitted)',
      '(settled)',
    ])
  })

  it('ends where the payment ended', () => {
    expect(shown(journeyOf([...received, entry(4, 'PaymentRejected')]))).toEqual([
      'received',
      'validated',
      'submitting',
      'rejected',
    ])
  })

  it('counts attempts instead of drawing each', () => {
    const again = [
      entry(4, 'SubmissionNotSent'),
      entry(5, 'SubmissionStarted'),
      entry(6, 'SubmissionBecameUnknown'),
    ]
    expect(shown(journeyOf([...received, ...again]))).toEqual([
      'received',
      'validated x2',
      'submitting x2',
      'unknown',
      '(settled)',
    ])
  })

  it('can be seen as it was', () => {
    const timeline = [...received, entry(4, 'PaymentSettled')]
    expect(shown(journeyOf(timeline, entry(1, '').at)).slice(0, 2)).toEqual([
      'received',
      'validated',
    ])
    expect(momentsOf(timeline)).toHaveLength(3)
  })

  it('is not moved by what changes no status', () => {
    expect(
      journeyOf([...received, entry(4, 'StatusAsked'), entry(5, 'EventOfALaterVersion')]),
    ).toEqual(journeyOf(received))
  })
})
