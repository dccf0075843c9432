import { Ajv } from 'ajv'
import Type from 'typebox'
import { describe, expect, it } from 'vitest'
import { closeSchema, type Schema } from './closed-schema.ts'

const takes = (schema: object, value: unknown) =>
  new Ajv({ strict: false }).compile(closeSchema(schema as Schema))(value)

describe('a closed schema', () => {
  it('refuses unknown fields at every depth, in lists and in choices', () => {
    const inner = Type.Object({ city: Type.String() })
    const schema = Type.Object({
      list: Type.Array(inner),
      either: Type.Union([inner, Type.Null()]),
    })
    expect(takes(schema, { list: [{ city: 'a' }], either: null })).toBe(true)
    expect(takes(schema, { list: [{ city: 'a', x: 1 }], either: null })).toBe(false)
    expect(takes(schema, { list: [], either: { city: 'a', x: 1 } })).toBe(false)
    expect(takes(schema, { list: [], either: null, x: 1 })).toBe(false)
  })

  it('leaves open what says so', () => {
    const open = Type.Object({ a: Type.String() }, { additionalProperties: true })
    expect(takes(open, { a: 'b', x: 1 })).toBe(true)
    expect(takes(Type.Record(Type.String(), Type.Integer()), { x: 1 })).toBe(true)
  })

  it('lets the parts of a whole each know their own fields', () => {
    const whole = Type.Intersect([
      Type.Object({ a: Type.String() }),
      Type.Object({ b: Type.String() }),
    ])
    expect(takes(whole, { a: 'a', b: 'b' })).toBe(true)
    expect(takes(whole, { a: 'a' })).toBe(false)
  })

  it('is one and the same for one and the same schema', () => {
    const schema = { type: 'object', properties: { a: { type: 'string' } } }
    expect(closeSchema(schema)).toBe(closeSchema(schema))
    expect(closeSchema(schema)).not.toBe(schema)
  })
})
