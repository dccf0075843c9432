import type { LimitShown, LimitWindow } from '../../../contexts/payments/limits/contract.ts'
import { formatMoney } from '../../ui/money.ts'

export const scopeWords: Readonly<Record<LimitShown['scope'], string>> = {
  payer: 'Payer',
  account: 'Funding account',
  rail: 'Rail',
}

/** `a day, Europe/Berlin` */
export const windowWords = ({ per, zone = 'UTC', hours }: LimitWindow): string => {
  if (per === 'payment') return 'one payment'
  return per === 'day' ? `a day, ${zone}` : `${hours} ${hours === 1 ? 'hour' : 'hours'}, rolling`
}

type Bounds = Pick<LimitShown, 'amount' | 'count' | 'currency'>

/** `EUR 10.00, 5 payments in EUR` */
export const boundsWords = ({ amount, count, currency }: Bounds): string =>
  [
    ...(amount === undefined ? [] : [formatMoney({ minorUnits: amount, currency })]),
    ...(count === undefined
      ? []
      : [`${count.toLocaleString()} ${count === 1 ? 'payment' : 'payments'} in ${currency}`]),
  ].join(', ')

/** How much of it is used, from 0 to 100; of amount and count the fuller one. */
export const percentUsed = ({ amount, count, used }: LimitShown): number => {
  const ofAmount =
    amount === undefined ? 0 : Number((BigInt(used.amount) * 1_000n) / BigInt(amount)) / 10
  const ofCount = count === undefined ? 0 : (used.count / count) * 100
  return Math.min(100, Math.max(ofAmount, ofCount))
}
