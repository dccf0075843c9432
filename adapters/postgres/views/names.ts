const viewName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
const contextName = /^[a-z][a-z0-9]*$/
const fieldName = /^[a-z][A-Za-z0-9]*$/
const nameLengthMax = 40

const checked = (pattern: RegExp, name: string, kind: string): string => {
  if (pattern.test(name) && name.length <= nameLengthMax) return name
  throw new Error(`"${name}" cannot name a ${kind}`)
}

/** The schema of a context's views. What is checked here needs no escaping between quotes. */
export const schemaOf = (context: string): string =>
  `"views_${checked(contextName, context, 'context')}"`

const plainTable = (view: string): string => checked(viewName, view, 'view').replaceAll('-', '_')

/** The table that readers ask; it is another one after each swap, under the same name. */
export const liveTable = (context: string, view: string): string =>
  `${schemaOf(context)}."${plainTable(view)}"`

/** The table that a rebuild fills. */
export const sideTable = (context: string, view: string, generation: number): string =>
  `${schemaOf(context)}."${sideTableName(view, generation)}"`

// Two underscores cannot come from a view's name, so that no view is mistaken for another's side table.
const sideTableName = (view: string, generation: number): string =>
  `${plainTable(view)}__${generation}`

/** An index keeps its name when its table is renamed, so it carries the generation. */
export const indexName = (view: string, generation: number, ordinal: number): string =>
  `"${plainTable(view)}__${generation}_${ordinal}"`

/** The bare name that a side table takes when it goes live. */
export const renamed = (view: string): string => `"${plainTable(view)}"`

/** The column of an indexed field. */
export const columnOf = (field: string): string => `"by_${checked(fieldName, field, 'field')}"`

/** Under which name a generation keeps its checkpoint. */
export const consumerOf = (view: string, generation: number): string =>
  `view/${checked(viewName, view, 'view')}/${generation}`
