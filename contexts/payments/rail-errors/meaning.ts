import type { RecommendedAction } from '../contract.ts'
import { railCodeFamilies, railCodes } from './rail-codes.ts'
import { standardErrors, type StandardCode } from './standard-errors.ts'

/** What a rail's code means, and what follows from it: `AM04` -> `insufficient-funds` -> `retry-after`. */
export interface ErrorMeaning {
  readonly standardCode: StandardCode
  readonly recommendedAction: RecommendedAction
  readonly retryDelaysMs?: readonly number[]
}

/** A rail's own codes, and those that mean something else with it. */
export type RailErrors = Readonly<Record<string, ErrorMeaning>>

/** The first that fits: the rail's own table, the code, the family of the code. */
export const meaningOf = (code: string, ofRail: RailErrors = {}): ErrorMeaning =>
  own(ofRail, code) ?? meaning(own(railCodes, code) ?? familyOf(code) ?? 'unknown-error')

/** What follows from a standard code where nobody says otherwise. */
export const meaning = (standardCode: StandardCode): ErrorMeaning => {
  const { recommendedAction, retryDelaysMs } = standardErrors[standardCode]
  return { standardCode, recommendedAction, ...(retryDelaysMs ? { retryDelaysMs } : {}) }
}

const familyOf = (code: string): StandardCode | undefined =>
  /^[A-Z]{2}\d{2}$/.test(code) ? own(railCodeFamilies, code.slice(0, 2)) : undefined

// Codes come from outside: `constructor` must not be found.
const own = <Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined
