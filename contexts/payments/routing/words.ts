import { formatDecimal } from '../../../kernel/money.ts'
import type { RailOffer, RoutingRule } from './choose.ts'
import type { Conditions } from './conditions.ts'
import type { RailCost } from './cost.ts'
import { weekdays, type Hours } from './hours.ts'

/** Conditions as sentences, for people. */
export const conditionsInWords = ({
  currencies,
  amounts = {},
  debtorCountries,
  creditorCountries,
  serviceLevels,
  hours,
}: Conditions): readonly string[] => [
  ...(currencies ? [`in ${or(currencies)}`] : []),
  ...Object.entries(amounts).map(([currency, { min, max }]) => bounds(currency, min, max)),
  ...(debtorCountries ? [`from accounts in ${or(debtorCountries)}`] : []),
  ...(creditorCountries ? [`to accounts in ${or(creditorCountries)}`] : []),
  ...(serviceLevels ? [`as ${or(serviceLevels)}`] : []),
  ...(hours ? [hoursInWords(hours)] : []),
]

export const costInWords = (cost: RailCost): readonly string[] =>
  Object.entries(cost).map(([currency, { fixed, perMille }]) => {
    const parts = [
      ...(fixed === undefined ? [] : [shown(fixed, currency)]),
      ...(perMille === undefined ? [] : [`${perMille} per mille`]),
    ]
    return `${parts.length === 0 ? 'nothing' : parts.join(' and ')} for ${currency}`
  })

export const ruleInWords = ({ when, rails }: RoutingRule): string => {
  const conditions = conditionsInWords(when)
  const which = conditions.length === 0 ? 'Every payment' : `A payment ${conditions.join(', ')}`
  return `${which} goes over ${or(rails)}`
}

export const takesInWords = ({ takes }: Pick<RailOffer, 'takes'>): string => {
  const conditions = conditionsInWords(takes)
  return conditions.length === 0 ? 'Takes every payment' : `Takes payments ${conditions.join(', ')}`
}

const bounds = (currency: string, min: string | undefined, max: string | undefined): string => {
  const to = max === undefined ? '' : ` up to ${shown(max, currency)}`
  return min === undefined ? `of${to}` : `of at least ${shown(min, currency)}${to}`
}

/** `EUR 100.00` */
const shown = (minorUnits: string, currency: string): string =>
  `${currency} ${formatDecimal({ minorUnits, currency })}`

const hoursInWords = ({ timeZone, days, from, to, except = [] }: Hours): string => {
  const open = weekdays.filter((day) => days.includes(day)).join(', ')
  const closed = except.length === 0 ? '' : `, not on ${except.join(', ')}`
  return `on ${open} from ${from} to ${to} (${timeZone})${closed}`
}

const or = (words: readonly string[]): string => {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`
}
