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
  const { amount, returnOf, triedInVain, kind } = transfer
  const back = returnOf === undefined ? undefined : transferOf(payment, returnOf)
  if (back) return wayBack(back.rail ?? defaultRail, { offers, rules }, transfer)
  const justRejectedBy = kind === 'payment' ? rejectedBefore(transfer, payment) : undefined
  return chooseRail(offers, rules, { ...payment.routable, amount }, now, {
    triedInVain,
    justRejectedBy,
  })
}

/** A further transfer of a payment goes over another rail than the one before, where one takes it. */
const rejectedBefore = ({ number }: Waiting, { transfers }: KnownPayment): string | undefined => {
  const before = transfers.findLast((one) => one.kind === 'payment' && one.number < number)
  return before?.status === 'rejected' && before.by === 'rail' ? before.rail : undefined
}

const wayBack = (rail: string, { offers }: Routing, { amount }: Waiting): Routed => {
  const cost = offers.find((offer) => offer.rail === rail)?.cost ?? {}
  const shown = costShown(costOf(cost, amount))
  const route = { rule: 'the-way-it-came', because: 'only-one', cost: shown } as const
  return { kind: 'chosen', rail, route: { ...route, passedOver: [] } }
}
