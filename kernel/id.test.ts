import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatUuid, isUuid, uuidV7 } from './id.ts'

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const instant = fc.nat({ max: 2 ** 48 - 1 })

describe('A UUID of version 7', () => {
  it('is that of the example in RFC 9562', () => {
    const random = Uint8Array.from([0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f])
    expect(uuidV7(0x017f22e279b0, random)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f')
  })

  it('is well-formed at every time and for all random bytes', () => {
    fc.assert(
      fc.property(instant, bytes(10), (at, random) => {
        const id = uuidV7(at, random)
        expect(isUuid(id)).toBe(true)
        expect([id[14], '89ab'.includes(id[19] ?? '')]).toEqual(['7', true])
      }),
    )
  })

  it('begins with its time, so that text order is time order', () => {
    fc.assert(
      fc.property(instant, instant, bytes(10), bytes(10), (one, other, random, otherRandom) => {
        fc.pre(one < other)
        expect(uuidV7(one, random) < uuidV7(other, otherRandom)).toBe(true)
        expect(Number.parseInt(uuidV7(one, random).replace('-', '').slice(0, 12), 16)).toBe(one)
      }),
    )
  })
})

describe('Sixteen bytes as a UUID', () => {
  it.each([
    ['nothing but zeros', 0x00, 7, '00000000-0000-7000-8000-000000000000'],
    ['nothing but ones', 0xff, 7, 'ffffffff-ffff-7fff-bfff-ffffffffffff'],
    ['version 8', 0xff, 8, 'ffffffff-ffff-8fff-bfff-ffffffffffff'],
  ] as const)('overwrite version and variant alone: %s', (_, byte, version, text) => {
    expect(formatUuid(new Uint8Array(16).fill(byte), version)).toBe(text)
  })
})

describe('A text is a UUID', () => {
  it.each([
    ['as it is written everywhere here', '017f22e2-79b0-7cc3-98c4-dc0c0c07398f', true],
    ['not in upper case: one id, one text', '017F22E2-79B0-7CC3-98C4-DC0C0C07398F', false],
    ['not without its dashes', '017f22e279b07cc398c4dc0c0c07398f', false],
    ['not in braces', '{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}', false],
    ['not with a line end behind it', '017f22e2-79b0-7cc3-98c4-dc0c0c07398f\n', false],
    ['not with another letter', '017f22e2-79b0-7cc3-98c4-dc0c0c07398g', false],
    ['not empty', '', false],
  ])('%s', (_, text, expected) => {
    expect(isUuid(text)).toBe(expected)
  })
})
