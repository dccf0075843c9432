import { addBalances, reservedOf, type Balances } from './sums.ts'
import type { AccountRow } from './view-accounts.ts'

/** A guarded account whose books and whose own decisions say different things. */
export interface Disagreement {
  readonly accountId: string
  readonly currency: string
  readonly booked: { readonly posted: string; readonly reserved: string }
  readonly decided: { readonly posted: string; readonly reserved: string }
}

/** Two independent ways to one sum: the mapping of all facts, and the account's own stream. */
export const disagreementsOf = ({
  accountId,
  balances,
  holdings = {},
}: AccountRow): readonly Disagreement[] =>
  Object.entries(holdings).flatMap(([currency, { posted, reserved }]) => {
    const sums = balances[currency] ?? {}
    const booked = { posted: sums.posted ?? '0', reserved: reservedOf(sums).toString() }
    return booked.posted === posted && booked.reserved === reserved
      ? []
      : [{ accountId, currency, booked, decided: { posted, reserved } }]
  })

/** Whether the balances of all accounts sum to zero, by currency. */
export const totalsOf = (rows: readonly AccountRow[]): ReadonlyMap<string, boolean> => {
  const total = rows.reduce<Balances>((sum, { balances }) => addBalances(sum, balances), {})
  return new Map(
    Object.entries(total).map(([currency, sums]) => {
      const { posted, pendingIn, pendingOut, heldIn, heldOut } = sums
      return [
        currency,
        posted === undefined && pendingIn === pendingOut && heldIn === heldOut,
      ] as const
    }),
  )
}
