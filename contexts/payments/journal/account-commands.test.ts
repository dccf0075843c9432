import { describe, it } from 'vitest'
import { refuse } from '../../../kernel/refusal.ts'
import { given } from '../../../testing/decider.ts'
import { accountDecider as account } from './account-commands.ts'
import type { AccountCommand } from './commands.ts'
import type { AccountEvent } from './events.ts'

const accountId = 'customer:8124:main'
const eur = (minorUnits: string) => ({ minorUnits, currency: 'EUR' })
const open = (more: object = {}): AccountCommand => ({
  type: 'OpenAccount',
  data: { accountId, kind: 'guarded', currencies: ['EUR'], ...more },
})
const setLimit = (minorUnits: string, currency = 'EUR'): AccountCommand => ({
  type: 'SetOverdraftLimit',
  data: { accountId, limit: { minorUnits, currency } },
})
const close: AccountCommand = { type: 'CloseAccount', data: { accountId } }

const opened: AccountEvent = {
  type: 'AccountOpened',
  data: { kind: 'guarded', currencies: ['EUR'] },
}
const openedOpen: AccountEvent = {
  type: 'AccountOpened',
  data: { kind: 'open', currencies: ['EUR'] },
}
const closed: AccountEvent = { type: 'AccountClosed', data: {} }
const ref = 'transaction:1'
const received: AccountEvent = { type: 'AmountReceived', data: { amount: eur('5'), ref } }
const taken: AccountEvent = { type: 'AmountTaken', data: { amount: eur('5'), ref } }

describe('opening an account', () => {
  it('happens once, also after it was closed', () => {
    given(account).when(open()).expect([opened])
    given(account, [opened]).when(open()).expect(refuse('account-exists'))
    given(account, [opened, closed]).when(open()).expect(refuse('account-exists'))
    given(account)
      .when(open({ accountId: 'payers' }))
      .expect(refuse('account-exists'))
    given(account)
      .when(open({ accountId: 'clearing:sepa' }))
      .expect(refuse('account-exists'))
  })

  it('sets limits for its own currencies, once each, and for guarded accounts only', () => {
    const overdraftLimits = [eur('500')]
    given(account)
      .when(open({ overdraftLimits }))
      .expect([{ type: 'AccountOpened', data: { ...opened.data, overdraftLimits } }])
    given(account)
      .when(open({ overdraftLimits: [{ minorUnits: '1', currency: 'USD' }] }))
      .expect(refuse('currency-mismatch', { currency: 'USD' }))
    given(account)
      .when(open({ overdraftLimits: [eur('1'), eur('2')] }))
      .expect(refuse('limit-not-valid'))
    given(account)
      .when(open({ overdraftLimits: [eur('-1')] }))
      .expect(refuse('limit-not-valid'))
    given(account)
      .when(open({ kind: 'open', overdraftLimits }))
      .expect(refuse('account-not-guarded'))
    given(account)
      .when(open({ currencies: ['EUR', 'XAU'] }))
      .expect(refuse('currency-unknown', { currency: 'XAU' }))
  })
})

describe('the overdraft limit', () => {
  it('is set where it is another, below what is owed too', () => {
    given(account, [opened]).when(setLimit('0')).expect([])
    given(account, [opened, taken])
      .when(setLimit('3'))
      .expect([{ type: 'OverdraftLimitSet', data: { limit: eur('3') } }])
  })

  it('is not set where there can be none', () => {
    given(account).when(setLimit('3')).expect(refuse('account-unknown'))
    given(account, [openedOpen]).when(setLimit('3')).expect(refuse('account-not-guarded'))
    given(account, [opened, closed]).when(setLimit('3')).expect(refuse('account-closed'))
    given(account, [opened]).when(setLimit('-3')).expect(refuse('limit-not-valid'))
    given(account, [opened])
      .when(setLimit('3', 'USD'))
      .expect(refuse('currency-mismatch', { currency: 'USD' }))
  })
})

describe('closing an account', () => {
  it('happens at zero, with nothing reserved, once', () => {
    const reserved: AccountEvent = { type: 'AmountReserved', data: { amount: eur('5'), ref } }
    given(account, [opened]).when(close).expect([closed])
    given(account, [opened, received, taken]).when(close).expect([closed])
    given(account, [opened, received])
      .when(close)
      .expect(refuse('balance-not-zero', { currency: 'EUR', posted: '5' }))
    given(account, [opened, reserved])
      .when(close)
      .expect(refuse('balance-not-zero', { currency: 'EUR', posted: '0' }))
    given(account, [opened, closed]).when(close).expect(refuse('account-closed'))
    given(account, [openedOpen]).when(close).expect(refuse('account-not-guarded'))
    given(account).when(close).expect(refuse('account-unknown'))
  })
})
