import { describe, expect, it } from 'vitest'
import { money } from '../../../kernel/money.ts'
import { isRefusal, refuse } from '../../../kernel/refusal.ts'
import { testTime } from '../../../testing/facts.ts'
import { account, type Account } from './account.ts'
import type { AccountEvent } from './events.ts'
import { receive, release, reserve, spend, take, type AccountRefusal } from './guarded.ts'

const eur = (units: number | bigint) => money(BigInt(units), 'EUR')
const ref = 'payment:1'

const opened: AccountEvent = {
  type: 'AccountOpened',
  data: { kind: 'guarded', currencies: ['EUR', 'JPY'], overdraftLimits: [eur(50)] },
}

const after = (...events: readonly AccountEvent[]): Account =>
  events.reduce(
    (state, event) => account.evolve(state, { ...event, time: testTime }),
    account.initialState,
  )

const apply = (state: Account, decided: readonly AccountEvent[] | AccountRefusal): Account => {
  if (isRefusal(decided)) throw new Error(decided.refused)
  return decided.reduce((now, event) => account.evolve(now, { ...event, time: testTime }), state)
}

const euros = (state: Account) => (state.status === 'none' ? undefined : state.holdings['EUR'])

describe('a guarded account', () => {
  const rich = apply(after(opened), receive(after(opened), eur(100), ref))

  it('gives what it has and its overdraft limit, and not one cent more', () => {
    expect(take(rich, eur(151), ref)).toEqual(
      refuse('overdraft-exceeded', { currency: 'EUR', takeable: '150' }),
    )
    expect(euros(apply(rich, take(rich, eur(150), ref)))).toEqual({
      posted: '-50',
      reserved: '0',
      overdraft: '50',
    })
  })

  it('does not give twice what is reserved', () => {
    const reserved = apply(rich, reserve(rich, eur(120), ref))
    expect(take(reserved, eur(31), ref)).toEqual(
      refuse('overdraft-exceeded', { currency: 'EUR', takeable: '30' }),
    )
    expect(reserve(reserved, eur(31), ref)).toMatchObject({ refused: 'overdraft-exceeded' })
    expect(euros(apply(reserved, reserve(reserved, eur(30), ref)))?.reserved).toBe('150')
  })

  it('gets back what is released, and loses what is spent', () => {
    const reserved = apply(rich, reserve(rich, eur(120), ref))
    expect(euros(apply(reserved, release(reserved, eur(120), ref)))).toEqual(euros(rich))
    const spent = apply(reserved, spend(reserved, eur(100), ref))
    expect(euros(spent)).toEqual({ posted: '0', reserved: '20', overdraft: '50' })
    expect(spend(spent, eur(21), ref)).toEqual(refuse('reservation-exceeded', { currency: 'EUR' }))
    expect(release(spent, eur(21), ref)).toMatchObject({ refused: 'reservation-exceeded' })
  })

  it('gives nothing more after its limit was lowered below what it owes', () => {
    const owing = apply(rich, take(rich, eur(150), ref))
    const lowered = apply(owing, [{ type: 'OverdraftLimitSet', data: { limit: eur(0) } }])
    expect(take(lowered, eur(1), ref)).toEqual(
      refuse('overdraft-exceeded', { currency: 'EUR', takeable: '0' }),
    )
    const refilled = apply(lowered, receive(lowered, eur(51), ref))
    expect(isRefusal(take(refilled, eur(1), ref))).toBe(false)
  })

  it('keeps its currencies apart', () => {
    expect(take(rich, money(1n, 'JPY'), ref)).toMatchObject({ refused: 'overdraft-exceeded' })
    expect(take(rich, money(1n, 'USD'), ref)).toEqual(
      refuse('currency-mismatch', { currency: 'USD' }),
    )
  })

  it('holds eighteen digits, and refuses what would go beyond', () => {
    const most = 10n ** 18n - 1n
    const full = apply(after(opened), receive(after(opened), eur(most), ref))
    expect(euros(full)?.posted).toBe('999999999999999999')
    expect(receive(full, eur(1), ref)).toEqual(
      refuse('balance-too-large', { currency: 'EUR', digitsMax: 18 }),
    )
  })

  it.each([0, -1])('moves no amount of %d', (units) => {
    for (const move of [reserve, release, spend, take, receive])
      expect(move(rich, eur(units), ref)).toEqual(refuse('amount-not-positive'))
  })

  it('is there, open and guarded, or nothing is moved', () => {
    const open = after({ type: 'AccountOpened', data: { kind: 'open', currencies: ['EUR'] } })
    const closed = after(opened, { type: 'AccountClosed', data: {} })
    for (const move of [reserve, release, spend, take, receive]) {
      expect(move(account.initialState, eur(1), ref)).toEqual(refuse('account-unknown'))
      expect(move(closed, eur(1), ref)).toEqual(refuse('account-closed'))
      expect(move(open, eur(1), ref)).toEqual(refuse('account-not-guarded'))
    }
  })

  it('keeps a state that a snapshot can hold', () => {
    expect(JSON.parse(JSON.stringify(rich))).toEqual(rich)
  })
})
