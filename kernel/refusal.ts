import type { Json } from './json.ts'

/**
 * A named reason why something was not done: a value, never an exception.
 * The slug is stable and published; a support agent could read it aloud.
 */
export interface Refusal<Slug extends string = string> {
  readonly refused: Slug
  /** Facts that explain the refusal. Never personal data: refusals are stored and logged. */
  readonly detail?: Readonly<Record<string, Json>>
}

/** `refuse('capture-exceeds-authorization', { remaining: '500' })` */
export const refuse = <Slug extends string>(
  slug: Slug,
  detail?: Readonly<Record<string, Json>>,
): Refusal<Slug> => (detail ? { refused: slug, detail } : { refused: slug })

export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && 'refused' in value

/** The facts of a refusal for whoever reads them: `remaining: 500; currencies: EUR, USD`. */
export const factsInWords = (facts: Readonly<Record<string, Json>>): string =>
  Object.entries(facts)
    .map(([name, fact]) => `${wordsOf(name)}: ${inWords(fact)}`)
    .join('; ')

/** `digitsMax`: digits max. */
const wordsOf = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

const inWords = (fact: Json | undefined): string => {
  if (typeof fact !== 'object' || fact === null) return String(fact)
  return Object.values(fact)
    .map(inWords)
    .join(Array.isArray(fact) ? ', ' : ' ')
}
