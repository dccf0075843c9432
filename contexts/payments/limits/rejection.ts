import { formatInstant } from '../../../kernel/clock.ts'
import { formatDecimal } from '../../../kernel/money.ts'
import type { Rejection } from '../contract.ts'
import type { Exceeded } from './count-use.ts'
import type { LimitScope, LimitWindow } from './contract.ts'

const whose: Readonly<Record<LimitScope, string>> = {
  payer: "the payer's limit",
  account: "the funding account's limit",
  rail: "the rail's limit",
}

const within = ({ per, hours, zone = 'UTC' }: LimitWindow): string => {
  if (per === 'payment') return 'for one payment'
  return per === 'day' ? `per day (${zone})` : `in ${hours} hours`
}

/** What is beyond a limit, as ISO 20022 codes it: one payment's bound, an agreed limit, a clearing system's limit. */
const codeOf = ({ scope, limit }: Exceeded): string => {
  if (scope === 'rail') return 'AM13'
  return limit.window.per === 'payment' ? 'AM02' : 'AM14'
}

/** Says which limit, what is left of it and when it frees up. */
export const limitRejection = (exceeded: Exceeded): Rejection => {
  const { scope, limit, left, countLeft, freesAt } = exceeded
  const { limitId, currency, amount, count, window } = limit
  const bound = [
    ...(amount === undefined
      ? []
      : [`${currency} ${formatDecimal({ minorUnits: amount, currency })}`]),
    ...(count === undefined ? [] : [`${count} payments`]),
  ]
  const rest = [
    ...(left === undefined ? [] : [formatDecimal({ minorUnits: left, currency })]),
    ...(countLeft === undefined ? [] : [`${countLeft} payments`]),
  ]
  const frees = freesAt === undefined ? {} : { freesAt: formatInstant(freesAt) }
  const when = frees.freesAt === undefined ? '' : `; it would fit at ${frees.freesAt}`
  return {
    code: codeOf(exceeded),
    reason:
      `Above ${whose[scope]} of ${bound.join(' and ')} ${within(window)}: ` +
      `left ${rest.join(' and ')}${when}`,
    by: 'validation',
    limit: {
      limitId,
      ...(left === undefined ? {} : { left }),
      ...(countLeft === undefined ? {} : { countLeft }),
      ...frees,
    },
  }
}
