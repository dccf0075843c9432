import { isSchema, type Schema } from './closed-schema.ts'

/** Parameters of a query whose text is a list: `status=settled,pending`. */
export const commaSeparated = (query: Schema): readonly string[] =>
  Object.entries(isSchema(query['properties']) ? query['properties'] : {}).flatMap(
    ([name, schema]) => (isSchema(schema) && schema['x-comma-separated'] === true ? [name] : []),
  )

/** Takes the texts apart, so that their schema checks value by value. Given twice, both lists count. */
export const separate = (query: Record<string, unknown>, names: readonly string[]): void => {
  for (const name of names) {
    const given = query[name] as string | readonly string[] | undefined
    if (given !== undefined) query[name] = [given].flat().flatMap(valuesIn)
  }
}

/** `a,b\,c` has two values, of which the second holds a comma. */
const valuesIn = (text: string): readonly string[] =>
  text.split(/(?<!\\),/).map((value) => value.replaceAll('\\,', ','))
