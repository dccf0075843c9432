import { isPayable } from '../../../kernel/currencies.ts'
import { refuse, type Refusal } from '../../../kernel/refusal.ts'
import type { LimitScope, LimitWindow } from './contract.ts'
import { isZone } from '../zoned-day.ts'

export interface LimitTerms {
  readonly limitId: string
  readonly currency: string
  readonly amount?: string
  readonly count?: number
  readonly window: LimitWindow
  readonly label?: string
}

export interface Subject {
  readonly scope: LimitScope
  /** Blind index of the debtor's account, id of the journal account, name of the rail. */
  readonly subject: string
}

export type TermsRefusal = Refusal<'limit-not-valid'>

/** What schemas cannot say of a limit; undefined where all is well. */
export const termsFault = (terms: Omit<LimitTerms, 'limitId'>): TermsRefusal | undefined => {
  const because = faultIn(terms)
  return because === undefined ? undefined : refuse('limit-not-valid', { because })
}

const faultIn = ({ currency, amount, count, window }: Omit<LimitTerms, 'limitId'>) => {
  const { per, zone, hours } = window
  if (!isPayable(currency)) return 'currency-unknown'
  if (amount === undefined && count === undefined) return 'amount-or-count-needed'
  if (per === 'payment' && count !== undefined) return 'count-needs-a-period'
  if ((per === 'rolling') !== (hours !== undefined)) return 'hours-of-a-rolling-window'
  if (zone !== undefined && per !== 'day') return 'zone-of-a-day'
  return zone === undefined || isZone(zone) ? undefined : 'zone-unknown'
}
