import { describe, expect, it } from 'vitest'
import { incompatibilities } from './compare.ts'
import { compatibilityRules, type CompatibilityRule, type Document } from './rules.ts'

type Operation = Record<string, unknown>

const text = { type: 'string' }
const api = (operation: Operation, method = 'post', path = '/v1/parcels'): Document => ({
  paths: { [path]: { [method]: operation } },
})
const object = (properties: object, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
})
const json = (schema: object) => ({ content: { 'application/json': { schema } } })
const asks = (schema: object): Operation => ({ requestBody: json(schema) })
const answers = (schema: object): Operation => ({ responses: { 200: json(schema) } })
const takes = (...parameters: readonly object[]): Operation => ({
  parameters: parameters.map((parameter) => ({ in: 'query', name: 'limit', ...parameter })),
})

/** The smallest documents that break each rule, before and after. */
const breaking: Readonly<Record<CompatibilityRule, readonly (readonly [Document, Document])[]>> = {
  'path-removed': [[api({}), { paths: {} }]],
  'method-removed': [[api({}), api({}, 'get')]],
  'operation-renamed': [[api({ operationId: 'send' }), api({ operationId: 'post' })]],
  'role-removed': [
    [api({ 'x-roles': ['viewer', 'operator'] }), api({ 'x-roles': ['operator'] })],
    [api({ 'x-open': 'sign in' }), api({ 'x-roles': ['operator'] })],
  ],
  'parameter-removed': [[api(takes({ schema: text })), api({})]],
  'parameter-required': [
    [api(takes({})), api(takes({ required: true }))],
    [api({}), api(takes({ required: true }))],
  ],
  'body-required': [[api({}), api({ requestBody: { required: true } })]],
  'media-type-removed': [
    [api(asks({})), api({ requestBody: { content: { 'text/xml': {} } } })],
    [api(answers({})), api({ responses: { 200: { content: {} } } })],
  ],
  'status-removed': [[api({ responses: { 201: {} } }), api({ responses: { 200: {} } })]],
  'header-removed': [
    [api({ responses: { 200: { headers: { location: {} } } } }), api({ responses: { 200: {} } })],
  ],
  'request-field-removed': [[api(asks(object({ note: text }))), api(asks(object({})))]],
  'request-field-required': [
    [api(asks(object({ note: text }))), api(asks(object({ note: text }, ['note'])))],
    [api(asks(object({}))), api(asks(object({ note: text }, ['note'])))],
  ],
  'request-narrowed': [
    [api(asks({ type: ['string', 'null'] })), api(asks(text))],
    [api(asks({})), api(asks(text))],
    [api(asks({ type: 'number' })), api(asks({ type: 'integer' }))],
    [api(asks(text)), api(asks({ ...text, maxLength: 9 }))],
    [api(asks({ ...text, maxLength: 9 })), api(asks({ ...text, maxLength: 8 }))],
    [api(asks({ type: 'integer', minimum: 0 })), api(asks({ type: 'integer', minimum: 1 }))],
    [api(asks(text)), api(asks({ ...text, minLength: 1 }))],
    [api(asks(text)), api(asks({ ...text, pattern: 'a' }))],
    [api(asks(text)), api(asks({ ...text, enum: ['a'] }))],
    [api(asks({ anyOf: [text, { type: 'integer' }] })), api(asks(text))],
    [api(takes({ schema: { type: 'integer' } })), api(takes({ schema: { type: 'boolean' } }))],
  ],
  'answer-field-removed': [
    [api(answers(object({ note: text }))), api(answers(object({})))],
    [
      api(answers({ type: 'array', items: object({ note: text }) })),
      api(answers({ type: 'array', items: object({}) })),
    ],
    [
      api(answers({ anyOf: [object({ note: text }), { type: 'null' }] })),
      api(answers({ anyOf: [object({}), { type: 'null' }] })),
    ],
  ],
  'answer-field-optional': [
    [api(answers(object({ note: text }, ['note']))), api(answers(object({ note: text })))],
  ],
  'answer-widened': [
    [api(answers(text)), api(answers({ type: ['string', 'null'] }))],
    [api(answers(text)), api(answers({ anyOf: [text, { type: 'null' }] }))],
    [api(answers({ type: 'integer' })), api(answers({ type: 'number' }))],
    [api(answers({ ...text, format: 'date-time' })), api(answers(text))],
  ],
  'value-removed': [
    [api(asks({ ...text, enum: ['a', 'b'] })), api(asks({ ...text, enum: ['a'] }))],
    [api(answers({ ...text, enum: ['a', 'b'] })), api(answers({ ...text, enum: ['b', 'c'] }))],
  ],
}

const cases = Object.entries(breaking).flatMap(([rule, pairs]) =>
  pairs.map((pair, index) => [rule as CompatibilityRule, index, ...pair] as const),
)

describe('A change that breaks a caller', () => {
  it.each(cases)('is found: %s (%i)', (rule, _, before, after) => {
    expect(incompatibilities(before, after).map((found) => found.rule)).toEqual([rule])
    expect(compatibilityRules).toHaveProperty(rule)
    expect(incompatibilities(before, before)).toEqual([])
  })

  it('is told with its place', () => {
    const shelf = (item: object) =>
      api(answers(object({ items: { type: 'array', items: item } })), 'get')
    expect(incompatibilities(shelf(object({ note: text })), shelf(object({})))).toEqual([
      { rule: 'answer-field-removed', where: 'GET /v1/parcels answer 200/items/*/note' },
    ])
  })

  it('is found behind a reference, also where only what is named has changed', () => {
    const before = {
      ...api(answers({ $ref: '#/components/schemas/Parcel' })),
      components: { schemas: { Parcel: object({ note: text }) } },
    }
    const after = { ...before, components: { schemas: { Parcel: object({}) } } }
    expect(incompatibilities(before, after)).toMatchObject([{ rule: 'answer-field-removed' }])
    expect(incompatibilities(before, api(answers(object({ note: text }))))).toEqual([])
  })
})

describe('A change that only adds', () => {
  it.each([
    ['a path', { paths: {} }, api({})],
    ['a method', api({}, 'get'), { paths: { '/v1/parcels': { get: {}, post: {} } } }],
    ['a role', api({ 'x-roles': ['viewer'] }), api({ 'x-roles': ['viewer', 'operator'] })],
    ['a parameter', api({}), api(takes({ schema: text }))],
    ['a field of a request', api(asks(object({}))), api(asks(object({ note: text })))],
    [
      'a field of an answer',
      api(answers(object({}))),
      api(answers(object({ note: text }, ['note']))),
    ],
    [
      'a value',
      api(answers({ ...text, enum: ['a'] })),
      api(answers({ ...text, enum: ['a', 'b'] })),
    ],
    ['a status', api({ responses: { 200: {} } }), api({ responses: { 200: {}, 202: {} } })],
    [
      'a media type',
      api(asks({})),
      api({ requestBody: { content: { 'application/json': {}, 'text/xml': {} } } }),
    ],
    ['a form of a request', api(asks(text)), api(asks({ anyOf: [text, { type: 'integer' }] }))],
    [
      'room in a request',
      api(asks({ ...text, maxLength: 8 })),
      api(asks({ ...text, maxLength: 9 })),
    ],
    ['words', api({ summary: 'one' }), api({ summary: 'two', description: 'three' })],
  ] as const)('breaks nobody: %s', (_, before, after) => {
    expect(incompatibilities(before, after)).toEqual([])
  })
})
