import type { RetryRules } from '../event-fields.ts'

/** Long enough for two tries a day apart. */
export const retryHoursDefault = 72
const triesMax = 5
const hoursMax = 240
const hourMs = 3_600_000

export const retryRules = (tries: number, withinHours = retryHoursDefault): RetryRules => ({
  triesMax: tries,
  withinMs: withinHours * hourMs,
})

/** Reads `{"triesMax":2,"withinHours":72}`. A string says what is wrong with it. */
export const readRetryRules = (given: unknown): RetryRules | string => {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return 'must be an object, as {"triesMax":2,"withinHours":72}'
  const {
    triesMax: tries,
    withinHours = retryHoursDefault,
    ...others
  } = given as Record<string, unknown>
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) return `has no field ${unknown}`
  if (!isWithin(tries, 0, triesMax)) return `triesMax must be a whole number from 0 to ${triesMax}`
  if (!isWithin(withinHours, 1, hoursMax))
    return `withinHours must be a whole number from 1 to ${hoursMax}`
  return retryRules(tries, withinHours)
}

const isWithin = (value: unknown, min: number, max: number): value is number =>
  Number.isInteger(value) && (value as number) >= min && (value as number) <= max
