import { describe, expect, it } from 'vitest'
import { stepsOf, type TrackedPayment } from './tracked.ts'

const at = '2026-11-21T10:00:00.000Z'
const tracked = (...reached: readonly TrackedPayment['stage'][]): TrackedPayment => ({
  stage: reached.at(-1) ?? 'received',
  reached: reached.map((stage) => ({ stage, at })),
  isEnd: reached.includes('not-made') || reached.includes('sent-back'),
  tracker: 'payer',
  expiresAt: at,
})
const names = (payment: TrackedPayment) =>
  stepsOf(payment).map((step) => (step.at ? step.stage : `(${step.stage})`))

describe('The steps of a tracked payment', () => {
  it('are those behind it and those ahead', () => {
    expect(names(tracked('received', 'checked'))).toEqual([
      'received',
      'checked',
      '(on-its-way)',
      '(arrived)',
    ])
    expect(names(tracked('received', 'checked', 'on-its-way', 'arrived'))).toHaveLength(4)
  })

  it('end where it ended', () => {
    expect(names(tracked('received', 'not-made'))).toEqual(['received', 'not-made'])
    expect(names(tracked('received', 'checked', 'on-its-way', 'arrived', 'sent-back'))).toEqual([
      'received',
      'checked',
      'on-its-way',
      'arrived',
      'sent-back',
    ])
  })

  it('may leave out one that was passed too quickly to be seen', () => {
    expect(names(tracked('received', 'on-its-way'))).toEqual([
      'received',
      'on-its-way',
      '(arrived)',
    ])
  })
})
