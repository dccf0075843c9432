import { describe, expect, it } from 'vitest'
import { refuse } from '../../../kernel/refusal.ts'
import { givenStreams } from '../../../testing/decider.ts'
import { recorded, testTime } from '../../../testing/facts.ts'
import type { AccountEvent, HoldEvent } from './events.ts'
import { holdTimers } from './hold-timers.ts'
import { expireHold } from './hold.ts'

const amount = { minorUnits: '400', currency: 'EUR' }
const ref = 'hold:7'
const expiresAt = new Date(testTime + 60_000).toISOString()
type Placed = Extract<HoldEvent, { type: 'HoldPlaced' }>
const placed: Placed = { type: 'HoldPlaced', data: { account: 'anna', amount, expiresAt } }
const expire = { type: 'ExpireHold', data: { holdId: '7', account: 'anna' } } as const
const accountEvents: readonly AccountEvent[] = [
  { type: 'AccountOpened', data: { kind: 'guarded', currencies: ['EUR'] } },
  { type: 'AmountReceived', data: { amount, ref: 'transaction:1' } },
  { type: 'AmountReserved', data: { amount, ref } },
]
const streams = { 'hold-7': [placed], 'account-anna': accountEvents }

describe('a hold with an expiry', () => {
  it('sets a timer for it, and one without sets none', () => {
    const change = (event: Placed) =>
      recorded([event], { stream: 'hold-7' }).flatMap((fact) => holdTimers.change(fact))
    expect(change(placed)).toEqual([
      {
        set: 'expiry-7',
        due: testTime + 60_000,
        intent: { definition: expireHold, command: expire },
      },
    ])
    expect(change({ ...placed, data: { account: 'anna', amount } })).toEqual([])
  })

  it('gives back what is left when its time has come, not before, and once', () => {
    givenStreams(streams)
      .at(testTime + 60_000)
      .when(expireHold, expire)
      .expect({
        'hold-7': [{ type: 'HoldReleased', data: { account: 'anna', amount, because: 'expired' } }],
        'account-anna': [{ type: 'ReservationReleased', data: { amount, ref } }],
      })
    givenStreams(streams)
      .at(testTime + 59_999)
      .when(expireHold, expire)
      .expect(refuse('hold-not-expired'))
    const spent: HoldEvent = {
      type: 'HoldSpent',
      data: { account: 'anna', amount, transactionId: '0193502c-7a5e-8c1d-9f10-3f5d9d0c6a01' },
    }
    givenStreams({ ...streams, 'hold-7': [placed, spent] })
      .at(testTime + 60_000)
      .when(expireHold, expire)
      .expect(refuse('hold-ended', { how: 'spent' }))
    givenStreams().when(expireHold, expire).expect(refuse('hold-unknown'))
  })
})
