import Type, { type Static, type TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Json } from './json.ts'

/** The shape of one type of event, and how its older shapes become the newest. */
export interface EventSchema<Schema extends TSchema = TSchema> {
  /** Starts at 1; raised when the shape changes. */
  readonly version: number
  readonly data: Schema
  /** Step n turns shape n into shape n+1: `upcasts[0]` reads version 1. Stored bytes never change. */
  readonly upcasts?: readonly ((old: Json) => Json)[]
}

/** All events of a context, by type. */
export type EventSchemas = Readonly<Record<string, EventSchema>>

/** The union of a context's events, from its schemas. */
export type EventOf<Schemas extends EventSchemas> = {
  [Name in keyof Schemas & string]: {
    readonly type: Name
    readonly data: Static<Schemas[Name]['data']>
  }
}[keyof Schemas & string]

export interface EventCatalogue {
  readonly version: (type: string) => number
  /**
   * The version of a shape that was checked. Throws on an event that is unknown or does not fit its schema: that is
   * a bug, and must not become a fact.
   */
  readonly check: (type: string, data: unknown) => number
  /** Brings stored data to the newest shape of its type. Throws on an unknown type or a newer version. */
  readonly upcast: (type: string, version: number, data: Json) => Json
}

/** Prepares a context's schemas for the two places where they count: before an append, and after a read. */
export const catalogueOf = (schemas: EventSchemas): EventCatalogue => {
  const checkers = new Map(
    Object.entries(schemas).map(([type, schema]) => [type, prepare(type, schema)]),
  )
  const known = (type: string) => {
    const entry = checkers.get(type)
    if (!entry) throw new Error(`event type ${type} is not declared in this context's events`)
    return entry
  }
  return {
    version: (type) => known(type).version,
    check: (type, data) => {
      const { checker, version } = known(type)
      if (checker.Check(data)) return version
      // The value stays out of the message: it may be the very plaintext that must not be written anywhere.
      const where = checker
        .Errors(data)
        .map((error) => `${error.instancePath || '/'} ${error.keyword}`)
      throw new Error(`event ${type} does not fit its schema: ${where.slice(0, 5).join(', ')}`)
    },
    upcast: (type, version, data) => {
      const { upcasts = [], version: newest } = known(type)
      if (version > newest)
        throw new Error(
          `event ${type} was stored in version ${version}, and this program knows it up to ${newest}`,
        )
      return upcasts.slice(version - 1).reduce((shape, step) => step(shape), data)
    },
  }
}

const prepare = (type: string, schema: EventSchema) => {
  const steps = schema.upcasts?.length ?? 0
  if (steps !== schema.version - 1)
    throw new Error(`event ${type} has version ${schema.version} and ${steps} upcasts`)
  return { ...schema, checker: Compile(schema.data) }
}

/** An object that holds exactly these fields: events are for ever, so nothing slips in unseen. */
export const eventData = <Fields extends Record<string, TSchema>>(fields: Fields) =>
  Type.Object(fields, { additionalProperties: false })
