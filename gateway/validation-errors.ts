import type { ErrorObject } from 'ajv'
import type { InvalidFields } from './invalid-request.ts'

/** More would tell nobody more, and a hostile body could ask for any number of them. */
const fieldsMax = 20
const nameLengthMax = 100

/** Errors of one part of a request as fields and reasons. Values never appear: they may be personal. */
export const describeErrors = (
  part: string,
  data: unknown,
  errors: readonly ErrorObject[],
): InvalidFields => {
  if (data === null || data === undefined) return [{ field: part, reason: 'is required' }]
  const fields = new Map<string, string>()
  for (const error of withoutNoise(errors)) {
    const field = `${part}${error.instancePath}${namedBy(error)}`
    if (!fields.has(field)) fields.set(field, reasonOf(error))
    if (fields.size === fieldsMax) break
  }
  return [...fields].map(([field, reason]) => ({ field, reason }))
}

const namedBy = ({ params, propertyName }: ErrorObject): string => {
  const name: unknown = params['missingProperty'] ?? params['additionalProperty'] ?? propertyName
  return typeof name === 'string' ? `/${name.slice(0, nameLengthMax)}` : ''
}

const reasonOf = (error: ErrorObject): string => {
  switch (error.keyword) {
    case 'required':
      return 'is required'
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return 'is not a field that is known here'
    case 'enum':
      return `must be one of ${(error.params['allowedValues'] as readonly unknown[]).join(', ')}`
    case 'const':
      return `must be ${String(error.params['allowedValue'])}`
    default:
      return error.message ?? 'is not valid'
  }
}

/**
 * Where a value fits none of several forms, the errors of each form are there. What the sender most
 * likely meant is the form with the fewest errors; several fixed texts are said as one list.
 */
const withoutNoise = (errors: readonly ErrorObject[]): readonly ErrorObject[] =>
  errors
    .filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf')
    .reduce<readonly ErrorObject[]>((kept, choice) => {
      const inside = `${choice.schemaPath}/`
      const branches = kept.filter(({ schemaPath }) => schemaPath.startsWith(inside))
      const others = kept.filter((error) => error !== choice && !branches.includes(error))
      return branches.length === 0 ? kept : [...others, ...likeliest(choice, branches)]
    }, errors)

const likeliest = (
  choice: ErrorObject,
  branches: readonly ErrorObject[],
): readonly ErrorObject[] => {
  const fixed = branches.filter(({ keyword }) => keyword === 'const')
  if (fixed.every(({ instancePath }) => instancePath === choice.instancePath) && fixed.length > 1)
    return [
      {
        ...choice,
        keyword: 'enum',
        params: { allowedValues: fixed.map(({ params }) => params['allowedValue'] as unknown) },
      },
    ]
  const forms = Map.groupBy(
    branches,
    ({ schemaPath }) => schemaPath.slice(choice.schemaPath.length + 1).split('/')[0] ?? '',
  )
  return [...forms.values()].reduce((best, form) => (form.length < best.length ? form : best))
}
