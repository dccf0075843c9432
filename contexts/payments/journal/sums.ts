import type { Posting } from './transaction.ts'

/**
 * What has happened on an account in one currency, in minor units. What went into `pending` or `held` is counted by
 * the side on which it waits, less what was released; an absent part is zero.
 */
export interface Sums {
  readonly posted?: string
  readonly pendingIn?: string
  readonly pendingOut?: string
  readonly heldIn?: string
  readonly heldOut?: string
}

const parts = ['posted', 'pendingIn', 'pendingOut', 'heldIn', 'heldOut'] as const

/** Sums by currency. */
export type Balances = Readonly<Record<string, Sums>>

/** One posting as a change of sums. */
export const sumsOf = ({ amount: { minorUnits }, layer, releases }: Posting): Sums => {
  if (layer === 'posted') return { posted: minorUnits }
  const isOut = minorUnits.startsWith('-') !== (releases === true)
  const part = `${layer}${isOut ? 'Out' : 'In'}` as const
  return { [part]: isOut ? opposite(minorUnits) : minorUnits }
}

const opposite = (units: string): string =>
  units === '0' ? units : units.startsWith('-') ? units.slice(1) : `-${units}`

export const addSums = (one: Sums, other: Sums): Sums => {
  const total: { -readonly [Part in keyof Sums]: string } = {}
  for (const part of parts) {
    const sum = addUnits(one[part], other[part])
    if (sum !== undefined) total[part] = sum
  }
  return total
}

const shortUnits = 15

const addUnits = (one: string | undefined, other: string | undefined): string | undefined => {
  if (one === undefined) return other
  if (other === undefined) return one
  // Of so few characters a sum is exact as it is, and costs a third.
  const isShort = one.length <= shortUnits && other.length <= shortUnits
  const sum = isShort
    ? String(Number(one) + Number(other))
    : (BigInt(one) + BigInt(other)).toString()
  return sum === '0' ? undefined : sum
}

export const subtractSums = (one: Sums, other: Sums): Sums => addSums(one, negateSums(other))

export const negateSums = (sums: Sums): Sums =>
  Object.fromEntries(Object.entries(sums).map(([part, units]) => [part, opposite(units)]))

export const addBalances = (one: Balances, other: Balances): Balances => {
  const total: Record<string, Sums> = { ...one }
  for (const [currency, sums] of Object.entries(other))
    total[currency] = addSums(total[currency] ?? {}, sums)
  return total
}

/** What postings change on one account. */
export const changesOn = (accountId: string, postings: readonly Posting[]): Balances => {
  const changes: Record<string, Sums> = {}
  for (const posting of postings) {
    if (posting.account !== accountId) continue
    const { currency } = posting.amount
    changes[currency] = addSums(changes[currency] ?? {}, sumsOf(posting))
  }
  return changes
}

/** Booked, less what is held and what is under way out. */
export const availableOf = ({ posted = '0', pendingOut = '0', heldOut = '0' }: Sums): bigint =>
  BigInt(posted) - BigInt(pendingOut) - BigInt(heldOut)

/** What is no longer to be had: held, or under way out. */
export const reservedOf = ({ pendingOut = '0', heldOut = '0' }: Sums): bigint =>
  BigInt(pendingOut) + BigInt(heldOut)
