import fc from 'fast-check'
import Type from 'typebox'
import { describe, expect, it } from 'vitest'
import { catalogueOf, eventData, type EventOf } from './event-schema.ts'
import type { RecordedEvent } from './message.ts'
import {
  mask,
  Personal,
  sealedParts,
  sealedText,
  type Sealed,
  type SealedParts,
} from './personal-data.ts'
import type { View } from './view.ts'

const ciphertext = 'c'.repeat(38)
const parts: fc.Arbitrary<SealedParts> = fc.record({
  subject: fc.stringMatching(/^[A-Za-z0-9_-]{1,128}$/),
  field: fc.stringMatching(/^[a-z][A-Za-z0-9-]{0,63}$/),
  ciphertext: fc.stringMatching(/^[A-Za-z0-9_-]{38,80}$/),
})

const schemas = {
  HolderNamed: {
    version: 1,
    data: eventData({ account: Type.String(), name: Personal<string>('name') }),
  },
} as const
type HolderEvent = EventOf<typeof schemas>

describe('A sealed text', () => {
  it('gives back the parts that it was made of', () => {
    fc.assert(
      fc.property(parts, (given) => {
        expect(sealedParts(sealedText(given))).toEqual(given)
      }),
    )
  })

  it.each([
    ['plaintext', 'Ada Lovelace'],
    ['nothing', ''],
    ['another version', `sealed.2.account-1.name.${ciphertext}`],
    ['no subject', `sealed.1..name.${ciphertext}`],
    ['a subject with a dot', `sealed.1.a.b.name.${ciphertext}`],
    ['a subject that is too long', `sealed.1.${'a'.repeat(129)}.name.${ciphertext}`],
    ['no field', `sealed.1.account-1..${ciphertext}`],
    ['a field in upper case', `sealed.1.account-1.Name.${ciphertext}`],
    ['less than a nonce and a tag', `sealed.1.account-1.name.${'c'.repeat(37)}`],
    ['something behind it', `sealed.1.account-1.name.${ciphertext}\n`],
    ['something before it', ` sealed.1.account-1.name.${ciphertext}`],
  ])('is not %s', (_, text) => {
    expect(sealedParts(text)).toBeUndefined()
  })
})

describe('A personal field', () => {
  const { check } = catalogueOf(schemas)
  const named = (name: string) => () => check('HolderNamed', { account: 'a', name })

  it('takes what was sealed for it', () => {
    expect(named(`sealed.1.account-1.name.${ciphertext}`)).not.toThrow()
  })

  it.each([
    ['plaintext', 'Ada Lovelace'],
    ['what was sealed for another field', `sealed.1.account-1.iban.${ciphertext}`],
    ['plaintext behind a sealed one', `sealed.1.account-1.name.${ciphertext} Ada Lovelace`],
  ])('refuses %s, and does not repeat it', (_, name) => {
    expect(named(name)).toThrow(/^event HolderNamed does not fit its schema: \/name pattern$/)
  })

  it('does not compile with plaintext, in an event or in the row of a view', () => {
    const sealed = sealedText({ subject: 'account-1', field: 'name', ciphertext }) as Sealed<string>
    const right: HolderEvent = { type: 'HolderNamed', data: { account: 'a', name: sealed } }
    const wrong: HolderEvent = {
      type: 'HolderNamed',
      // @ts-expect-error A plain string where a sealed one is wanted.
      data: { account: 'a', name: 'Ada Lovelace' },
    }
    const holders: View<{ readonly name: Sealed<string> }, HolderEvent> = {
      name: 'holders',
      version: 1,
      events: ['HolderNamed'],
      keys: ({ data }) => [data.account],
      fold: (_, { data }: RecordedEvent<HolderEvent>) => ({ name: data.name }),
      indexed: {},
    }
    const leaking: typeof holders = {
      ...holders,
      // @ts-expect-error The account is no personal field, and its text is no sealed one.
      fold: (_, { data }: RecordedEvent<HolderEvent>) => ({ name: data.account }),
    }
    // @ts-expect-error Sealed as a number is not sealed as a text: it would open as something else.
    const otherKind: Sealed<number> = sealed
    expect(right.data.name).toBe(otherKind)
    // What the compiler refuses above, the catalogue refuses too where a cast got past it.
    expect(() => check(wrong.type, wrong.data)).toThrow('does not fit its schema')
    expect(leaking.name).toBe(holders.name)
  })
})

describe('A mask', () => {
  it.each([
    ['an IBAN keeps its country, check digits and end', 'DE89370400440532013000', 'DE89 **** 3000'],
    ['spaces of an IBAN do not matter', 'DE89 3704 0044 0532 0130 00', 'DE89 **** 3000'],
    ['of a name, each word keeps its first letter', 'Ada Lovelace', 'A** L*******'],
    ['the length of a long word is not told', 'Wolfeschlegelsteinhausen', 'W********'],
    ['an account number is a word', '12345678', '1*******'],
    ['an initial stays', 'A. Lovelace', 'A* L*******'],
    ['letters outside the basic plane are whole', '𠮷野 𠮷', '𠮷* 𠮷'],
    ['two spaces stay two', 'Ada  L', 'A**  L'],
    ['nothing stays nothing', '', ''],
  ])('%s', (_, text, masked) => {
    expect(mask(text)).toBe(masked)
  })

  it('of a word shows one letter, whatever the word', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 2, maxLength: 40 }), (word) => {
        fc.pre(!word.includes(' ') && !/^[A-Z]{2}\d{2}[A-Z0-9]{8,}$/.test(word))
        expect(mask(word)).toBe(`${word[0]}${'*'.repeat(Math.min(word.length - 1, 8))}`)
      }),
    )
  })
})
