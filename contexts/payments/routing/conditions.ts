import type { Instant } from '../../../kernel/clock.ts'
import type { Money } from '../../../kernel/money.ts'
import { isOpenAt, nextOpening, type Hours } from './hours.ts'

/** What of a payment decides over which rail it goes. */
export interface Routable {
  readonly amount: Money
  /** Of the accounts; absent where nobody knows. */
  readonly debtorCountry?: string
  readonly creditorCountry?: string
  readonly serviceLevel?: string
}

/** What must be true of a payment; what is absent is not asked. */
export interface Conditions {
  readonly currencies?: readonly string[]
  /** Minor units by currency, both ends included; a currency that is not named has no bounds. */
  readonly amounts?: Readonly<Record<string, { readonly min?: string; readonly max?: string }>>
  readonly debtorCountries?: readonly string[]
  readonly creditorCountries?: readonly string[]
  readonly serviceLevels?: readonly string[]
  readonly hours?: Hours
}

/** Why a payment does not fit. */
export type Misfit =
  | 'currency'
  | 'amount-too-small'
  | 'amount-too-large'
  | 'debtor-country'
  | 'creditor-country'
  | 'service-level'
  | 'outside-hours'

/** The first that does not fit; hours last, so that whoever is outside them fits otherwise. */
export const misfitOf = (
  conditions: Conditions,
  { amount, debtorCountry, creditorCountry, serviceLevel }: Routable,
  now: Instant,
): Misfit | undefined => {
  const { currencies, amounts, debtorCountries, creditorCountries, serviceLevels, hours } =
    conditions
  const bounds =
    amounts && Object.hasOwn(amounts, amount.currency) ? amounts[amount.currency] : undefined
  const units = BigInt(amount.minorUnits)
  if (!isAmong(currencies, amount.currency)) return 'currency'
  if (bounds?.min !== undefined && units < BigInt(bounds.min)) return 'amount-too-small'
  if (bounds?.max !== undefined && units > BigInt(bounds.max)) return 'amount-too-large'
  if (!isAmong(debtorCountries, debtorCountry)) return 'debtor-country'
  if (!isAmong(creditorCountries, creditorCountry)) return 'creditor-country'
  if (!isAmong(serviceLevels, serviceLevel)) return 'service-level'
  return hours && !isOpenAt(hours, now) ? 'outside-hours' : undefined
}

/** What nobody knows is not among those that are named. */
const isAmong = (named: readonly string[] | undefined, value: string | undefined): boolean =>
  named === undefined || (value !== undefined && named.includes(value))

/** When a payment that fits in everything but the hours fits in them too. */
export const opensAt = ({ hours }: Conditions, now: Instant): Instant | undefined => {
  if (!hours || isOpenAt(hours, now)) return now
  return nextOpening(hours, now)
}
