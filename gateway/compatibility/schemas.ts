import {
  isDocument,
  memberOf,
  textsOf,
  type CompatibilityRule,
  type Document,
  type Incompatibility,
} from './rules.ts'

/** Which way a value goes: a request may only become wider, an answer only narrower. */
export type Direction = 'request' | 'answer'

/** Deeper than this no schema of ours goes; one that names itself would. */
const depthMax = 30

/** Two documents, and the references within each. */
export interface Comparison {
  readonly before: Document
  readonly after: Document
  readonly direction: Direction
}

/** What a schema takes from callers who know the one before. */
export const compareSchemas = (
  comparison: Comparison,
  oldSchema: Document,
  newSchema: Document,
  where: string,
  depth = 0,
): readonly Incompatibility[] => {
  if (depth > depthMax) return []
  const { before, after } = comparison
  const [old, now] = [resolve(before, oldSchema), resolve(after, newSchema)]
  const inner = (one: Document, other: Document, part: string) =>
    compareSchemas(comparison, one, other, part === '' ? where : `${where}/${part}`, depth + 1)

  const forms = compareForms(comparison, old, now, where, inner)
  if (forms) return forms
  return [
    ...compareTypes(comparison, old, now, where),
    ...compareValues(old, now, where),
    ...(comparison.direction === 'request' ? compareBounds(old, now, where) : []),
    ...compareFields(comparison, old, now, where, inner),
    ...(isDocument(old['items']) && isDocument(now['items'])
      ? inner(old['items'], now['items'], '*')
      : []),
  ]
}

type Inner = (one: Document, other: Document, part: string) => readonly Incompatibility[]

/** Follows `$ref` within the document. */
export const resolve = (document: Document, schema: Document): Document => {
  const reference = schema['$ref']
  if (typeof reference !== 'string') return schema
  const path = reference.replace('#/', '').split('/')
  const target = path.reduce<Document>((part, name) => memberOf(part, name), document)
  return resolve(document, target)
}

const one = (rule: CompatibilityRule, where: string): readonly Incompatibility[] => [
  { rule, where },
]

/** Each form that could be sent must still be taken; each that can be answered must have been known. */
const compareForms = (
  { direction, before, after }: Comparison,
  old: Document,
  now: Document,
  where: string,
  inner: Inner,
): readonly Incompatibility[] | undefined => {
  const [olds, news] = [formsOf(before, old), formsOf(after, now)]
  if (olds.length === 1 && news.length === 1) return undefined
  const [needed, given] = direction === 'request' ? [olds, news] : [news, olds]
  const isMet = (form: Document): boolean =>
    given.some((other) => {
      const [from, to] = direction === 'request' ? [form, other] : [other, form]
      return typesOf(from).join() === typesOf(to).join() && inner(from, to, '').length === 0
    })
  if (needed.every(isMet)) return []
  // With one form of each type, what differs within can be told more closely than that something does.
  const paired = needed.map((form) => {
    const same = given.filter((other) => typesOf(other).join() === typesOf(form).join())
    const [other] = same
    if (same.length !== 1 || !other) return undefined
    return direction === 'request' ? inner(form, other, '') : inner(other, form, '')
  })
  return paired.every((found) => found !== undefined)
    ? paired.flat()
    : one(direction === 'request' ? 'request-narrowed' : 'answer-widened', where)
}

const formsOf = (document: Document, schema: Document): readonly Document[] => {
  const forms = schema['anyOf'] ?? schema['oneOf']
  return Array.isArray(forms)
    ? forms.filter(isDocument).flatMap((form) => formsOf(document, resolve(document, form)))
    : [schema]
}

const everyType = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string']

const typesOf = ({ type, const: fixed, enum: values }: Document): readonly string[] => {
  if (typeof type === 'string') return type === 'number' ? ['integer', 'number'] : [type]
  if (Array.isArray(type)) return textsOf(type)
  const [value] = fixed === undefined ? ((values as readonly unknown[]) ?? []) : [fixed]
  if (value === undefined) return everyType
  return [value === null ? 'null' : typeof value === 'number' ? 'integer' : typeof value]
}

const compareTypes = (
  { direction }: Comparison,
  old: Document,
  now: Document,
  where: string,
): readonly Incompatibility[] => {
  const [from, to] = [typesOf(old), typesOf(now)]
  if (direction === 'request')
    return from.every((type) => to.includes(type)) ? [] : one('request-narrowed', where)
  const fits = to.every((type) => from.includes(type)) && sameForm(old, now)
  return fits ? [] : one('answer-widened', where)
}

/** A date that becomes any text is another thing to who reads it. */
const sameForm = (old: Document, now: Document): boolean =>
  old['format'] === undefined || old['format'] === now['format']

const valuesOf = ({ enum: values, const: fixed }: Document): readonly unknown[] =>
  Array.isArray(values) ? values : fixed === undefined ? [] : [fixed]

/** New values come in both directions, and whoever reads must expect them; values that go were relied on. */
const compareValues = (old: Document, now: Document, where: string): readonly Incompatibility[] => {
  const left = valuesOf(now)
  const isFree = left.length === 0
  const gone = valuesOf(old).filter((value) => !left.includes(value))
  return isFree ? [] : gone.flatMap((value) => one('value-removed', `${where} ${String(value)}`))
}

const lowest = ['minLength', 'minimum', 'exclusiveMinimum', 'minItems', 'minProperties']
const highest = ['maxLength', 'maximum', 'exclusiveMaximum', 'maxItems', 'maxProperties']
const exact = ['pattern', 'format', 'multipleOf', 'uniqueItems']

const compareBounds = (old: Document, now: Document, where: string): readonly Incompatibility[] => {
  const numberIn = (schema: Document, name: string, unbounded: number): number =>
    typeof schema[name] === 'number' ? schema[name] : unbounded
  const tighter = [
    ...lowest.filter(
      (name) =>
        numberIn(now, name, -Infinity) > numberIn(old, name, name === 'minLength' ? 0 : -Infinity),
    ),
    ...highest.filter((name) => numberIn(now, name, Infinity) < numberIn(old, name, Infinity)),
    ...exact.filter((name) => now[name] !== undefined && now[name] !== old[name]),
    ...(valuesOf(old).length === 0 && valuesOf(now).length > 0 ? ['enum'] : []),
  ]
  return tighter.flatMap((name) => one('request-narrowed', `${where} (${name})`))
}

const compareFields = (
  { direction }: Comparison,
  old: Document,
  now: Document,
  where: string,
  inner: Inner,
): readonly Incompatibility[] => {
  const [from, to] = [memberOf(old, 'properties'), memberOf(now, 'properties')]
  const [must, mustNow] = [textsOf(old['required']), textsOf(now['required'])]
  const at = (name: string): string => `${where}/${name}`
  const kept = Object.keys(from).filter((name) => name in to)
  const gone = Object.keys(from).filter((name) => !(name in to))
  const demanded = mustNow.filter((name) => !must.includes(name))
  const loose = must.filter((name) => name in to && !mustNow.includes(name))
  return [
    ...gone.flatMap((name) =>
      one(direction === 'request' ? 'request-field-removed' : 'answer-field-removed', at(name)),
    ),
    ...(direction === 'request'
      ? demanded.flatMap((name) => one('request-field-required', at(name)))
      : loose.flatMap((name) => one('answer-field-optional', at(name)))),
    ...kept.flatMap((name) => inner(memberOf(from, name), memberOf(to, name), name)),
  ]
}
