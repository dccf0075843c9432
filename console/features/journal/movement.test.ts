import { describe, expect, it } from 'vitest'
import { movementOf } from './movement.ts'

const line = {
  posted: '0',
  held: '0',
  pendingIn: '0',
  pendingOut: '0',
  because: 'TransactionPosted',
}

describe('a line in words', () => {
  it.each([
    [{ posted: '-5' }, '-5', 'out', 'booked', 'Transaction'],
    [
      { posted: '5', pendingOut: '-5', because: 'PaymentSettled' },
      '5',
      'in',
      'booked',
      'Payment settled',
    ],
    [{ held: '7' }, '7', 'out', 'aside', 'Held'],
    [{ held: '-7' }, '7', 'out', 'aside', 'Held, released'],
    [{ pendingOut: '7' }, '7', 'out', 'aside', 'Under way out'],
    [{ pendingIn: '-7' }, '7', 'in', 'aside', 'Under way in, released'],
  ])('%j', (changes, minorUnits, side, kind, words) => {
    expect(movementOf({ ...line, ...changes })).toEqual({ minorUnits, side, kind, words })
  })
})
