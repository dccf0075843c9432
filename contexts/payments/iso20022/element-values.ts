import { isRefusal, type Refusal } from '../../../kernel/refusal.ts'
import { find, valueOf, type Element, type Report } from './pain001-elements.ts'
import type { ValueProblemCode } from './pain001-problem.ts'

/** A code such as `SALA`, or the sender's own text. */
export const readCodeOrProprietary = (element: Element | undefined): string | undefined =>
  textOf(find(element, 'Cd') ?? find(element, 'Prtry'))

/** What the parser makes of a value; undefined if it is not there, or was reported as wrong. */
export const readValue = (
  element: Element | undefined,
  parse: (text: string) => string | Refusal<ValueProblemCode>,
  report: Report,
): string | undefined => {
  if (!element) return undefined
  const value = parse(valueOf(element))
  if (!isRefusal(value)) return value
  report(element, value.refused)
  return undefined
}

/** The text without the white space around it; undefined where nothing is left. */
export const textOf = (element: Element | undefined): string | undefined =>
  element && (valueOf(element).trim() || undefined)

/** Those that are there, one after the other; undefined without any. */
export const joined = (
  texts: readonly (string | undefined)[],
  separator: string,
): string | undefined => texts.filter((text) => text !== undefined).join(separator) || undefined

/** A member for what is there. */
// Absent members stay absent: exactOptionalPropertyTypes tells `undefined` from missing.
export const given = <Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): Partial<Record<Name, Value>> =>
  value === undefined ? {} : ({ [name]: value } as Record<Name, Value>)
