import type { Problem } from '../kernel/reply.ts'

export type InvalidFields = NonNullable<Problem['fields']>

/** A request that does not fit its schemas. Becomes a problem document that names each bad field. */
export class InvalidRequest extends Error {
  readonly fields: InvalidFields
  constructor(fields: InvalidFields) {
    super('the request is not valid')
    this.name = 'InvalidRequest'
    this.fields = fields
  }
}
