import { isZero, subtract, type Money } from '../../../kernel/money.ts'
import type { Beside } from '../beside.ts'
import type { Counted, LimitEvent } from './events.ts'
import { transferOf, type KnownPayment } from '../payment-parts.ts'
import { limitRead } from './limited-subject.ts'
import { usedOfPayment } from './used-of-payment.ts'

interface GivenBack {
  readonly paymentId: string
  readonly transfer?: number
  readonly amount: Money
  readonly count: number
}

/** Takes a use out of the limits that it was counted in. */
export const givenBack = ({ uses, ...subject }: Counted, data: GivenBack): Beside => ({
  read: limitRead(subject),
  events: (): readonly LimitEvent[] => [
    { type: 'LimitUseGivenBack', data: { ...data, uses: [...uses] } },
  ],
})

/** What no longer counts after a payment's decision did before: it is given back. */
export const limitsBeside = (
  paymentId: string,
  before: KnownPayment,
  after: KnownPayment,
): readonly Beside[] => {
  const { counted = [] } = before
  const [was, is] = [usedOfPayment(before), usedOfPayment(after)]
  const amount = subtract(was, is)
  if (counted.length === 0 || isZero(amount)) return []
  return counted.map((one) => givenBack(one, { paymentId, amount, count: isZero(is) ? 1 : 0 }))
}

/** What a rail will not move after all, or another rail has got instead, no longer counts there. */
export const railLimitsBeside = (
  paymentId: string,
  before: KnownPayment,
  after: KnownPayment,
): readonly Beside[] =>
  Object.entries(before.countedOnRail ?? {}).flatMap(([number, counted]) => {
    const transfer = Number(number)
    const [was, is] = [transferOf(before, transfer), transferOf(after, transfer)]
    const ended = was?.status !== 'rejected' && is?.status === 'rejected'
    const elsewhere = after.countedOnRail?.[transfer]?.subject !== counted.subject
    if (!was || !(ended || elsewhere)) return []
    return [givenBack(counted, { paymentId, transfer, amount: was.amount, count: 1 })]
  })
