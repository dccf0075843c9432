import type { Money } from '../../../kernel/money.ts'

/** What a transfer costs, by its currency; one that is not named costs nothing. */
export type RailCost = Readonly<Record<string, CostOfCurrency>>

export interface CostOfCurrency {
  /** Minor units. */
  readonly fixed?: string
  /** Of the amount, with at most three decimals: `1.5`. */
  readonly perMille?: string
}

/** In millionths of a minor unit: exact, so that the cheapest is the cheapest. */
export const costOf = (cost: RailCost, { minorUnits, currency }: Money): bigint => {
  const { fixed = '0', perMille = '0' } = (Object.hasOwn(cost, currency) && cost[currency]) || {}
  return BigInt(fixed) * million + BigInt(minorUnits) * thousandthsOf(perMille)
}

const million = 1_000_000n

// A thousandth of a per mille of a minor unit is a millionth of it.
const thousandthsOf = (perMille: string): bigint => {
  const [whole = '0', decimals = ''] = perMille.split('.')
  return BigInt(whole) * 1_000n + BigInt(decimals.padEnd(3, '0'))
}

/** In minor units, rounded up: what is shown. */
export const costShown = (millionths: bigint): string =>
  ((millionths + million - 1n) / million).toString()
