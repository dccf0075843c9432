import type { ServiceLevel } from '../events.ts'
import type { ValueProblemCode } from './pain001-problem.ts'

/** Countries whose banks take part in the SEPA schemes. */
export const sepaCountries: ReadonlySet<string> = new Set(
  (
    'AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT ' +
    'NL NO PL PT RO RS SE SI SK SM VA'
  ).split(' '),
)

/** What a service is chosen by; countries are those of the accounts, where they can be told. */
export interface ServiceAsked {
  /** Codes of `SvcLvl`, as sent. */
  readonly levels: readonly string[]
  /** Code of `LclInstrm`. */
  readonly localInstrument: string | undefined
  readonly currency: string
  readonly from: string | undefined
  readonly to: string | undefined
}

/** What the sender asked for; undefined where that is nothing special. */
export const serviceLevelOf = (asked: ServiceAsked): ServiceLevel | undefined => {
  const { levels, localInstrument } = asked
  if (localInstrument === 'INST') return 'instant'
  if (levels.includes('URGP')) return 'urgent'
  if (levels.includes('SDVA')) return 'same-day'
  if (levels.includes('SEPA')) return 'sepa'
  return isCrossBorder(asked) ? 'cross-border' : undefined
}

/** Why the service cannot be had for this payment. */
export const serviceFault = (asked: ServiceAsked): ValueProblemCode | undefined => {
  if (!asked.levels.includes('SEPA')) return undefined
  if (asked.currency !== 'EUR') return 'service-level-needs-euro'
  const outside = [asked.from, asked.to].some((country) => country && !sepaCountries.has(country))
  return outside ? 'service-level-not-in-country' : undefined
}

/** To another country, and not within the one euro area of payments. */
export const isCrossBorder = ({ currency, from, to }: ServiceAsked): boolean => {
  if (from === undefined || to === undefined || from === to) return false
  return currency !== 'EUR' || !sepaCountries.has(from) || !sepaCountries.has(to)
}
