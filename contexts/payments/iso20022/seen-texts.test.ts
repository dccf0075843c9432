import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSeenTexts } from './seen-texts.ts'

describe('Texts that were seen', () => {
  it('are known when they come again, and no others', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 3_000 }), (texts) => {
        const seen = createSeenTexts()
        const exact = new Set<string>()
        for (const text of texts) {
          expect(seen.see(text)).toBe(exact.has(text))
          exact.add(text)
        }
      }),
    )
  })

  it('are told apart, two hundred thousand references that count up for ten accounts', () => {
    const seen = createSeenTexts()
    const texts = Array.from(
      { length: 200_000 },
      (_, index) => `DE0250010517000000000${index % 10} E2E-7-${Math.floor(index / 10)}`,
    )
    expect(texts.filter((text) => seen.see(text))).toEqual([])
    expect(texts.every((text) => seen.see(text))).toBe(true)
  })
})
