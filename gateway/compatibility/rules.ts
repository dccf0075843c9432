/** What callers of an API may rely on, and what takes it from them. */
export const compatibilityRules = {
  'path-removed': 'A path is gone',
  'method-removed': 'A method of a path is gone',
  'operation-renamed': 'An operation has another name, by which clients call it',
  'role-removed': 'A role that could call an operation no longer can',
  'parameter-removed': 'A parameter is no longer taken',
  'parameter-required': 'A parameter must be given that could be left out, or was not there',
  'body-required': 'A body must be sent where none was',
  'media-type-removed': 'A media type is no longer taken or given',
  'status-removed': 'An answer of success no longer comes with this status',
  'header-removed': 'A header of an answer is gone',
  'request-field-removed': 'A field of a request is no longer taken',
  'request-field-required':
    'A field of a request must be given that could be left out, or was not there',
  'request-narrowed': 'A request takes less than it did: another type, fewer forms, tighter bounds',
  'answer-field-removed': 'A field of an answer is gone',
  'answer-field-optional': 'A field of an answer may be missing that was always there',
  'answer-widened': 'A field of an answer may be of a type or form that it was not',
  'value-removed': 'One of the fixed values of a field is gone',
} as const

export type CompatibilityRule = keyof typeof compatibilityRules

export interface Incompatibility {
  readonly rule: CompatibilityRule
  /** `GET /v1/payments answer 200 items/amount`. */
  readonly where: string
}

export type Document = { readonly [member: string]: unknown }

export const isDocument = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A member that is an object; an empty one where it is not there. */
export const memberOf = (document: Document, name: string): Document => {
  const member = document[name]
  return isDocument(member) ? member : {}
}

export const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((text) => typeof text === 'string') : []
