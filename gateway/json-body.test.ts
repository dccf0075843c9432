import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJsonBody } from './json-body.ts'

const parse = (text: string) => parseJsonBody(Buffer.from(text), 32)

/** JSON as programs send it: with white space or without, and any text in it. */
const json = fc
  .tuple(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 2))
  // The generator makes this member too, which is refused.
  .filter(([value]) => !JSON.stringify(value).includes('"__proto__":'))

describe('parsing a body', () => {
  it('gives what JSON.parse gives, for any JSON that means one thing', () => {
    fc.assert(
      fc.property(json, ([value, space]) => {
        const text = JSON.stringify(value, undefined, space)
        fc.pre(!text.includes('\\u0000'))
        expect(parse(text)).toEqual(JSON.parse(text))
      }),
      { numRuns: 500 },
    )
  })

  it('never takes an object that has a member twice', () => {
    const members = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { minKeys: 1 })
    fc.assert(
      fc.property(members, fc.nat(), (object, choice) => {
        const keys = Object.keys(object)
        const key = keys[choice % keys.length]
        fc.pre(key !== undefined)
        const twice = `{${JSON.stringify(key)}:1,${JSON.stringify(object).slice(1)}`
        expect(() => parse(twice)).toThrow('the request is not valid')
      }),
      { numRuns: 300 },
    )
  })
})
