import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson, type Json } from './json.ts'

// What has been through JSON once: without -0, which JSON writes as 0.
const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as Json)

/** The same value with the members of every object in another order. */
const reversed = (value: Json): Json => {
  if (Array.isArray(value)) return (value as readonly Json[]).map(reversed)
  if (value === null || typeof value !== 'object') return value
  const members = Object.entries(value as Readonly<Record<string, Json>>).reverse()
  return Object.fromEntries(members.map(([key, member]) => [key, reversed(member)]))
}

describe('The canonical text of a value', () => {
  it('is the same in whatever order the fields were written', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value))
      }),
    )
  })

  it('says the whole value, and nothing else', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(value)
      }),
    )
  })

  it.each<[string, Json | undefined, string]>([
    ['keys are sorted, at every depth', { b: { d: 1, c: 2 }, a: [] }, '{"a":[],"b":{"c":2,"d":1}}'],
    ['the order of a list means something', [2, 1], '[2,1]'],
    ['an undefined member is an absent one', { a: undefined, b: 1 }, '{"b":1}'],
    ['null is not absent', { a: null }, '{"a":null}'],
    ['nothing at all is null', undefined, 'null'],
    ['a number is not its text', [1, '1'], '[1,"1"]'],
    ['keys and texts are escaped', { 'a"': 'b\n' }, String.raw`{"a\"":"b\n"}`],
    ['a key may be called anything', JSON.parse('{"__proto__":1}') as Json, '{"__proto__":1}'],
  ])('%s', (_, value, text) => {
    expect(canonicalJson(value)).toBe(text)
  })
})
