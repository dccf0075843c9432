import type { Instant } from '../../../kernel/clock.ts'
import type { Entity } from '../../../kernel/decider.ts'
import type { AccountEvent, AccountKind } from './events.ts'

/** What a guarded account has in one currency, in minor units. */
export interface Holding {
  readonly posted: bigint
  /** Set aside or under way out: no longer to be had. */
  readonly reserved: bigint
  readonly overdraft: bigint
}

/** As it stands in snapshots: whole numbers as text. */
export interface StoredHolding {
  readonly posted: string
  readonly reserved: string
  readonly overdraft: string
}

/** An account as decisions see it. Of constant size: what is reserved for what is known to who reserved it. */
export type Account =
  | { readonly status: 'none' }
  | {
      readonly status: 'open' | 'closed'
      readonly kind: AccountKind
      /** Those that it may hold. */
      readonly holdings: Readonly<Record<string, StoredHolding>>
    }
export type KnownAccount = Exclude<Account, { status: 'none' }>

/** `account-customer:8124:main` */
export const accountStream = (accountId: string): string => `account-${accountId}`

/** The inverse of `accountStream`. Throws for another stream. */
export const accountIdOfStream = (stream: string): string => {
  if (!stream.startsWith('account-')) throw new Error(`${stream} is not an account's stream`)
  return stream.slice('account-'.length)
}

export const holdingIn = (state: KnownAccount, currency: string): Holding | undefined => {
  const stored = state.holdings[currency]
  return (
    stored && {
      posted: BigInt(stored.posted),
      reserved: BigInt(stored.reserved),
      overdraft: BigInt(stored.overdraft),
    }
  )
}

/** What may still be taken; less than nothing after its limit was lowered. */
export const takeable = ({ posted, reserved, overdraft }: Holding): bigint =>
  posted - reserved + overdraft

const evolve = (state: Account, event: AccountEvent & { readonly time: Instant }): Account => {
  if (event.type === 'AccountOpened') {
    const { kind, currencies, overdraftLimits = [] } = event.data
    const limitOf = (code: string) =>
      overdraftLimits.find(({ currency }) => currency === code)?.minorUnits ?? '0'
    const holdings = currencies.map(
      (code) => [code, { posted: '0', reserved: '0', overdraft: limitOf(code) }] as const,
    )
    return { status: 'open', kind, holdings: Object.fromEntries(holdings) }
  }
  if (state.status === 'none') return state
  return event.type === 'AccountClosed' ? { ...state, status: 'closed' } : changed(state, event)
}

type Change = Exclude<AccountEvent, { type: 'AccountOpened' | 'AccountClosed' }>

const changed = (state: KnownAccount, { type, data }: Change): KnownAccount => {
  const amount = type === 'OverdraftLimitSet' ? data.limit : data.amount
  const before = holdingIn(state, amount.currency)
  if (!before) return state
  const { posted, reserved, overdraft } = move(before, type, BigInt(amount.minorUnits))
  const after = {
    posted: posted.toString(),
    reserved: reserved.toString(),
    overdraft: overdraft.toString(),
  }
  return { ...state, holdings: { ...state.holdings, [amount.currency]: after } }
}

const move = (holding: Holding, type: Change['type'], units: bigint): Holding => {
  switch (type) {
    case 'OverdraftLimitSet':
      return { ...holding, overdraft: units }
    case 'AmountReserved':
      return { ...holding, reserved: holding.reserved + units }
    case 'ReservationReleased':
      return { ...holding, reserved: holding.reserved - units }
    case 'ReservationSpent':
      return { ...holding, reserved: holding.reserved - units, posted: holding.posted - units }
    case 'AmountReceived':
      return { ...holding, posted: holding.posted + units }
    case 'AmountTaken':
      return { ...holding, posted: holding.posted - units }
  }
}

/** How an account's own events add up. A guarded account that everybody pays into starts from a snapshot. */
export const account: Entity<Account, AccountEvent> = {
  name: 'account',
  initialState: { status: 'none' },
  evolve,
  snapshot: { every: 500, version: 1 },
}
