import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { Schema } from './schema-type.ts'
import { commentOf, typeOf } from './schema-type.ts'
import { typescriptClient } from './typescript-client.ts'

const at = (path: string): URL => new URL(path, import.meta.url)

describe('The TypeScript client', () => {
  it('is that of the kept description', async () => {
    const document = JSON.parse(
      await readFile(at('../../docs/contracts/openapi.json'), 'utf8'),
    ) as Schema
    expect(await readFile(at('../typescript/api.ts'), 'utf8')).toBe(typescriptClient(document))
  })
})

describe('A type', () => {
  it.each([
    [{ type: 'string' }, 'string'],
    [{ type: 'integer' }, 'number'],
    [{ type: ['string', 'null'] }, 'string | null'],
    [{ $ref: '#/components/schemas/Money' }, 'Money'],
    [{ type: 'string', enum: ['a', "it's"] }, "'a' | 'it\\'s'"],
    [{ const: true }, 'true'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string | null'],
    [{ type: 'array', items: { type: 'string' } }, 'readonly string[]'],
    [{ type: 'array', items: { enum: ['a', 'b'] } }, "readonly ('a' | 'b')[]"],
    [
      { type: 'object', additionalProperties: { type: 'string' } },
      'Readonly<Record<string, string>>',
    ],
    [{}, 'unknown'],
    [
      { type: 'object', properties: { a: { type: 'string' }, 'b[c]': {} }, required: ['a'] },
      "{\n  readonly a: string\n  readonly 'b[c]'?: unknown\n}",
    ],
  ])('%j is %s', (schema, type) => {
    expect(typeOf(schema)).toBe(type)
  })

  it('has its words in a comment that they cannot end', () => {
    expect(commentOf('ends */ here', '')).toBe('/** ends * / here */\n')
  })
})
