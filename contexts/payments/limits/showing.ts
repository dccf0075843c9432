import { formatInstant, type Instant } from '../../../kernel/clock.ts'
import { positionToken } from '../../../kernel/position-token.ts'
import type { ViewRow } from '../../../kernel/view.ts'
import { accountSubject } from '../sealing.ts'
import type { LimitShown } from './contract.ts'
import { liveParts, usedOf } from './parts.ts'
import type { LimitRow } from './view-limits.ts'

/** A limit as it stands at this moment: what has left its window since its last use is free. */
export const showLimit =
  (log: string, now: Instant) =>
  ({ row, position }: ViewRow<LimitRow>): LimitShown => {
    const { limitId, scope, subject, limit, setBy, setAt, latest } = row
    const { currency, amount, count, window, label, byDefault, parts } = limit
    const at = Math.max(now, latest)
    const used = usedOf(parts, at)
    const [next] = liveParts(parts, at)
      .map(({ until }) => until)
      .toSorted((one, other) => one - other)
    const leftUnits = amount === undefined ? 0n : BigInt(amount) - used.amount
    return {
      limitId,
      scope,
      subject: scope === 'payer' ? accountSubject(subject) : subject,
      currency,
      ...(amount === undefined ? {} : { amount }),
      ...(count === undefined ? {} : { count }),
      window,
      ...(label === undefined ? {} : { label }),
      used: { amount: used.amount.toString(), count: used.count },
      left: {
        ...(amount === undefined ? {} : { amount: (leftUnits < 0n ? 0n : leftUnits).toString() }),
        ...(count === undefined ? {} : { count: Math.max(0, count - used.count) }),
      },
      ...(next === undefined ? {} : { resetsAt: formatInstant(next) }),
      byDefault,
      setBy,
      setAt: formatInstant(setAt),
      position: positionToken(log, position),
    }
  }
