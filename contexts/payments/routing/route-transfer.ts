import type { Instant } from '../../../kernel/clock.ts'
import { transferOf, type KnownPayment } from '../payment-parts.ts'
import type { Routing } from '../transfers/commands.ts'
import { defaultRail } from '../transfers/default-rail.ts'
import type { Waiting } from '../transfers/transfer.ts'
import { chooseRail, type Routed } from './choose.ts'
import { costOf, costShown } from './cost.ts'

/** Over which rail the next attempt of a transfer goes. Money goes back the way that it came. */
export const routeTransfer = (
  { offers, rules }: Routing,
  transfer: Waiting,
  payment: KnownPayment,
  now: Instant,
): Routed => {
  const { amount, returnOf, triedInVain } = transfer
  const back = returnOf === undefined ? undefined : transferOf(payment, returnOf)
  if (back) return wayBack(back.rail ?? defaultRail, { offers, rules }, transfer)
  return chooseRail(offers, rules, { ...payment.routable, amount }, now, triedInVain)
}

const wayBack = (rail: string, { offers }: Routing, { amount }: Waiting): Routed => {
  const cost = offers.find((offer) => offer.rail === rail)?.cost ?? {}
  const shown = costShown(costOf(cost, amount))
  const route = { rule: 'the-way-it-came', because: 'only-one', cost: shown } as const
  return { kind: 'chosen', rail, route: { ...route, passedOver: [] } }
}
