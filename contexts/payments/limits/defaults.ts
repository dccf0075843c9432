import { limitPeriods, limitScopes } from './contract.ts'
import { termsFault } from './terms.ts'
import type { DefaultLimit } from './register.ts'

/** As many again may be set for each subject. */
const defaultsMax = 10

const known = new Set(['scope', 'currency', 'amount', 'count', 'window', 'label'])

/** Default limits from outside; a text says what is wrong with them. */
export const readDefaultLimits = (given: unknown): readonly DefaultLimit[] | string => {
  if (!Array.isArray(given) || given.length > defaultsMax)
    return `must be a list of up to ${defaultsMax} limits`
  for (const [place, limit] of given.entries()) {
    const fault = faultIn(limit)
    if (fault !== undefined) return `${place}: ${fault}`
  }
  return given as readonly DefaultLimit[]
}

const faultIn = (limit: unknown): string | undefined => {
  if (typeof limit !== 'object' || limit === null) return 'must be an object'
  const { scope, currency, amount, count, window } = limit as Readonly<Record<string, unknown>>
  const strange = Object.keys(limit).find((name) => !known.has(name))
  if (strange !== undefined) return `${strange} means nothing here`
  if (!limitScopes.some((one) => one === scope)) return `scope is one of ${limitScopes.join(', ')}`
  if (typeof currency !== 'string') return 'currency must be a text'
  if (amount !== undefined && !(typeof amount === 'string' && /^[1-9]\d{0,17}$/.test(amount)))
    return 'amount must be a text of minor units'
  if (count !== undefined && !(Number.isSafeInteger(count) && Number(count) > 0))
    return 'count must be a whole number'
  const per = (window as { per?: unknown } | undefined)?.per
  if (!limitPeriods.some((one) => one === per))
    return `window.per is one of ${limitPeriods.join(', ')}`
  return termsFault(limit as DefaultLimit)?.detail?.['because'] as string | undefined
}
