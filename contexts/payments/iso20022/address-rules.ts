import type { ValueProblemCode } from './pain001-problem.ts'

/** What of a postal address the rules look at. */
export interface AddressParts {
  readonly town: boolean
  readonly country: boolean
  readonly lines: number
}

/** Which addresses a payment across borders may carry, by the day on which it is carried out. */
interface AddressRule {
  readonly from: string
  readonly addresses: 'any' | 'structured-or-hybrid'
  /** Free lines beside town and country. */
  readonly hybridLinesMax: number
}

/** The newest first. Banks end the unstructured address with the standards release of November 2026. */
export const addressRules: readonly AddressRule[] = [
  { from: '2026-11-14', addresses: 'structured-or-hybrid', hybridLinesMax: 2 },
  { from: '0000-00-00', addresses: 'any', hybridLinesMax: 7 },
]

/** The rule of its day that an address across borders breaks. An address that is not there breaks none. */
export const addressFault = (
  { town, country, lines }: AddressParts,
  day: string,
): ValueProblemCode | undefined => {
  const rule = addressRules.find(({ from }) => from <= day)
  if (!rule || rule.addresses === 'any') return undefined
  if (!town && !country && lines > 0) return 'address-not-structured'
  if (!town) return 'address-town-missing'
  if (!country) return 'address-country-missing'
  return lines > rule.hybridLinesMax ? 'address-lines-too-many' : undefined
}
