import fc from 'fast-check'
import { countrySpecs, validateIBAN } from 'ibantools'
import { describe, expect, it } from 'vitest'
import { isRefusal } from '../../../kernel/refusal.ts'
import { mod97 } from './check-digits.ts'
import {
  parseBic,
  parseCountry,
  parseEndToEndId,
  parseIban,
  parseIsoDate,
  parseIsoDateTime,
} from './identifiers.ts'

const slugOrValue = (value: unknown) => (isRefusal(value) ? value.refused : value)

describe('an IBAN', () => {
  it.each([
    'DE89370400440532013000',
    'GB29NWBK60161331926819',
    'FR1420041010050500013M02606',
    'NL91ABNA0417164300',
    'NO9386011117947',
    'MT84MALT011000012345MTLCAST001S',
  ])('%s is accepted', (iban) => expect(parseIban(iban)).toBe(iban))

  it('is stored in upper case', () => {
    expect(parseIban('FR1420041010050500013m02606')).toBe('FR1420041010050500013M02606')
  })

  it.each([
    ['DE89370400440532013001', 'iban-check-digits-wrong'],
    ['DE98370400440532013000', 'iban-check-digits-wrong'],
    ['DE8937040044053201300', 'iban-length-wrong'],
    ['DE893704004405320130000', 'iban-length-wrong'],
    ['DE8937040044053201300A', 'iban-structure-wrong'],
    ['XX89370400440532013000', 'iban-country-unknown'],
    ['US89370400440532013000', 'iban-country-unknown'],
    ['NO9586011117948', 'iban-check-digits-wrong'],
    ['NO6686011117948', 'iban-national-check-wrong'],
    ['', 'iban-malformed'],
    ['DE', 'iban-malformed'],
    ['DE89 3704 0044 0532 0130 00', 'iban-malformed'],
    ['de89370400440532013000', 'iban-malformed'],
    ['DE89370400440532013000\n', 'iban-malformed'],
    [`DE89${'3'.repeat(31)}`, 'iban-malformed'],
  ])('%j is refused: %s', (text, slug) => expect(slugOrValue(parseIban(text))).toBe(slug))

  it('is accepted where the registry’s rules for its country hold, and nowhere else', () => {
    const countries = Object.entries(countrySpecs).flatMap(([country, { bban_regexp: form }]) =>
      form ? [{ country, form: new RegExp(form) }] : [],
    )
    const account = fc.constantFrom(...countries).chain(({ country, form }) =>
      fc.stringMatching(form).map((bban) => {
        const digits = 98 - (mod97(`${bban.toUpperCase()}${country}00`) ?? 0)
        return `${country}${String(digits).padStart(2, '0')}${bban.toUpperCase()}`
      }),
    )
    const mistyped = fc
      .tuple(account, fc.nat(), fc.constantFrom('0', '1', '5', '9', 'A', 'Z'))
      .map(([iban, at, other]) => {
        const place = 2 + (at % (iban.length - 2))
        return iban.slice(0, place) + other + iban.slice(place + 1)
      })
    let sound = 0
    fc.assert(
      fc.property(fc.oneof(account, mistyped), (iban) => {
        const holds = validateIBAN(iban).valid && !/^..(?:00|01|99)/.test(iban)
        if (holds) sound++
        expect(parseIban(iban) === iban).toBe(holds)
      }),
      { numRuns: 200 },
    )
    expect(sound).toBeGreaterThan(20)
  })

  it('is refused with check digits that only look right modulo 97', () => {
    // The remainder of 99 is that of 02; the account is chosen so that 02 is its proper pair.
    expect(parseIban('DE02370400440000000024')).toBe('DE02370400440000000024')
    expect(slugOrValue(parseIban('DE99370400440000000024'))).toBe('iban-check-digits-wrong')
  })
})

describe('a BIC', () => {
  it.each(['DEUTDEFF', 'DEUTDEFF500', 'SPUEDE2UXXX', '1ABCDEFF'])('%s is accepted', (bic) =>
    expect(parseBic(bic)).toBe(bic),
  )

  it.each([
    ['DEUTDEF', 'bic-malformed'],
    ['DEUTDEFF5', 'bic-malformed'],
    ['DEUTDEFF5000', 'bic-malformed'],
    ['deutdeff', 'bic-malformed'],
    ['DEUTD3FF', 'bic-malformed'],
    ['DEUTDEFF\n', 'bic-malformed'],
    ['DEUTZZFF', 'bic-country-unknown'],
  ])('%j is refused: %s', (text, slug) => expect(slugOrValue(parseBic(text))).toBe(slug))
})

describe('an end-to-end id', () => {
  it.each(['A', 'NOTPROVIDED', 'x'.repeat(35), "a-Z 0/9?:().,'+"])('%j is accepted', (text) =>
    expect(parseEndToEndId(text)).toBe(text),
  )

  it.each([
    ['', 'end-to-end-id-empty'],
    [' ', 'end-to-end-id-empty'],
    ['x'.repeat(36), 'end-to-end-id-too-long'],
    ['A_B', 'end-to-end-id-character-not-allowed'],
    ['Löhne', 'end-to-end-id-character-not-allowed'],
    ['A\nB', 'end-to-end-id-character-not-allowed'],
    ["'; drop table payments --", 'end-to-end-id-character-not-allowed'],
    ['{{7*7}}', 'end-to-end-id-character-not-allowed'],
  ])('%j is refused: %s', (text, slug) => expect(slugOrValue(parseEndToEndId(text))).toBe(slug))
})

describe('a date', () => {
  it.each([
    ['2026-11-30', '2026-11-30'],
    ['2024-02-29', '2024-02-29'],
    ['2000-02-29', '2000-02-29'],
    ['2026-11-30Z', '2026-11-30'],
    ['2026-11-30+05:30', '2026-11-30'],
  ])('%s is accepted', (text, date) => expect(parseIsoDate(text)).toBe(date))

  it.each([
    ['2026-11-31', 'date-not-in-calendar'],
    ['2026-02-29', 'date-not-in-calendar'],
    ['1900-02-29', 'date-not-in-calendar'],
    ['2026-13-01', 'date-not-in-calendar'],
    ['2026-00-10', 'date-not-in-calendar'],
    ['2026-01-00', 'date-not-in-calendar'],
    ['30.11.2026', 'date-malformed'],
    ['2026-11-3', 'date-malformed'],
    ['2026-11-30T10:00:00', 'date-malformed'],
    ['2026-11-30\n', 'date-malformed'],
  ])('%j is refused: %s', (text, slug) => expect(slugOrValue(parseIsoDate(text))).toBe(slug))
})

describe('a date with a time', () => {
  it.each(['2026-11-30T23:59:59', '2026-11-30T00:00:00.000Z', '2026-11-30T08:15:00+01:00'])(
    '%s is accepted',
    (text) => expect(parseIsoDateTime(text)).toBe(text),
  )

  it.each([
    ['2026-11-30', 'date-time-malformed'],
    ['2026-11-30T24:00:00', 'date-time-malformed'],
    ['2026-11-30T10:60:00', 'date-time-malformed'],
    ['2026-11-31T10:00:00', 'date-not-in-calendar'],
  ])('%j is refused: %s', (text, slug) => expect(slugOrValue(parseIsoDateTime(text))).toBe(slug))
})

describe('a country', () => {
  it.each(['DE', 'IN', 'US', 'CW'])('%s is accepted', (code) =>
    expect(parseCountry(code)).toBe(code),
  )
  it.each(['', 'de', 'DEU', 'ZZ', 'toString'])('%j is refused', (code) =>
    expect(slugOrValue(parseCountry(code))).toBe('country-unknown'),
  )
})
