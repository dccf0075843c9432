import { describe, expect, it } from 'vitest'
import type { Named } from './distinct-names.ts'
import { refuseSharedLogs, refuseSharedNames } from './distinct-names.ts'

const named = (name: string) => ({ name, events: [], react: () => [], change: () => [] })
const view = (name: string): Named['views'][number] => ({
  name,
  version: 1,
  events: [],
  keys: () => [],
  fold: () => ({}),
  indexed: {},
})

describe('The names of a context', () => {
  it('may be shared by things of different kinds', () => {
    const context = {
      name: 'payments',
      views: [view('holds')],
      policies: [named('holds')],
      schedules: [named('holds')],
      outsideCalls: [named('holds')],
    }
    expect(() => refuseSharedNames(context)).not.toThrow()
  })

  it.each([
    ['view', { views: [view('holds'), view('refunds'), view('holds')] }],
    ['policy', { policies: [named('holds'), named('holds')] }],
    ['schedule', { schedules: [named('holds'), named('holds')] }],
    ['outside call', { outsideCalls: [named('holds'), named('holds')] }],
  ])('are refused where two stand for one %s', (kind, parts) => {
    expect(() => refuseSharedNames({ name: 'payments', views: [], ...parts })).toThrow(
      `payments has more than one ${kind} of the name holds`,
    )
  })

  it('are refused where two contexts would write one log', () => {
    expect(() => refuseSharedLogs([{ name: 'access' }, { name: 'kyc' }, { name: 'kyc' }])).toThrow(
      'more than one context has the name kyc',
    )
  })
})
