import { countrySpecs, validateIBAN, ValidationErrorsIBAN } from 'ibantools'
import { refuse, type Refusal } from '../../../kernel/refusal.ts'
import { mod97 } from './check-digits.ts'

/*
 * Each parser returns the identifier in the form in which it is stored, or names the rule that it
 * breaks. No refusal repeats the text: account numbers are personal, and refusals are logged.
 */

export type IbanRefusal = Refusal<
  | 'iban-malformed'
  | 'iban-country-unknown'
  | 'iban-length-wrong'
  | 'iban-structure-wrong'
  | 'iban-check-digits-wrong'
  | 'iban-national-check-wrong'
>
export type BicRefusal = Refusal<'bic-malformed' | 'bic-country-unknown'>
export type EndToEndIdRefusal = Refusal<
  'end-to-end-id-empty' | 'end-to-end-id-too-long' | 'end-to-end-id-character-not-allowed'
>
export type DateRefusal = Refusal<'date-malformed' | 'date-not-in-calendar'>
export type DateTimeRefusal = Refusal<'date-time-malformed' | 'date-not-in-calendar'>
export type CountryRefusal = Refusal<'country-unknown'>
export type LeiRefusal = Refusal<'lei-malformed' | 'lei-check-digits-wrong'>
export type UetrRefusal = Refusal<'uetr-malformed' | 'uetr-not-version-4'>
export type CreditorReferenceRefusal = Refusal<
  'creditor-reference-malformed' | 'creditor-reference-check-digits-wrong'
>

/** Characters of an end-to-end id, as many as ISO 20022 gives it. */
export const endToEndIdLengthMax = 35

const ibanForm = /^[A-Z]{2}\d{2}[A-Za-z0-9]{1,30}$/
const bicForm = /^[A-Z0-9]{4}([A-Z]{2})[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/
const dateForm = /^(\d{4})-(\d{2})-(\d{2})(?:Z|[+-]\d{2}:\d{2})?$/
const dateTimeForm =
  /^(\d{4}-\d{2}-\d{2})T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})?$/
// The set that every bank in the world can carry: SWIFT's x set, which ISO 20022 users keep to.
const notInCharacterSet = /[^A-Za-z0-9/\-?:().,'+ ]/

/** The electronic form, without blanks, upper case; check digits, length and structure per country. */
export const parseIban = (text: string): string | IbanRefusal => {
  if (!ibanForm.test(text)) return refuse('iban-malformed')
  const iban = text.toUpperCase()
  if (isSoundIban(iban)) return iban
  const errors = validateIBAN(iban).errorCodes
  const first = ibanErrors.find(([error]) => errors.includes(error))
  if (first) return refuse(first[1])
  return isComputed(iban) ? iban : refuse('iban-check-digits-wrong')
}

/** 00, 01 and 99 leave the same remainder as 97, 98 and 02, but nobody computes them. */
const isComputed = (iban: string): boolean => !/^..(?:00|01|99)/.test(iban)

/**
 * Whether an account keeps all the rules that `validateIBAN` knows for its country. Each payment has two, nearly all
 * of them sound, and what the library makes anew for each (patterns, lists of characters) is most of its time.
 */
const isSoundIban = (iban: string): boolean => {
  const spec = countrySpecs[iban.slice(0, 2)]
  if (!spec?.bban_regexp || spec.chars !== iban.length || !isComputed(iban)) return false
  const bban = iban.slice(4)
  return (
    patternOf(spec.bban_regexp).test(bban) &&
    spec.bban_validation_func?.(bban) !== false &&
    mod97(bban + iban.slice(0, 4)) === 1
  )
}

const patterns = new Map<string, RegExp>()

/** One per country at most. */
const patternOf = (source: string): RegExp => {
  const known = patterns.get(source)
  if (known) return known
  const pattern = new RegExp(source)
  patterns.set(source, pattern)
  return pattern
}

// The most telling reason first: a wrong length makes the check digits wrong too.
const ibanErrors = [
  [ValidationErrorsIBAN.NoIBANProvided, 'iban-malformed'],
  [ValidationErrorsIBAN.NoIBANCountry, 'iban-country-unknown'],
  [ValidationErrorsIBAN.WrongBBANLength, 'iban-length-wrong'],
  [ValidationErrorsIBAN.WrongBBANFormat, 'iban-structure-wrong'],
  [ValidationErrorsIBAN.ChecksumNotNumber, 'iban-check-digits-wrong'],
  [ValidationErrorsIBAN.WrongIBANChecksum, 'iban-check-digits-wrong'],
  [ValidationErrorsIBAN.WrongAccountBankBranchChecksum, 'iban-national-check-wrong'],
] as const

/** Eight or eleven characters with a real country; whether the bank exists is for a directory. */
export const parseBic = (text: string): string | BicRefusal => {
  const country = bicForm.exec(text)?.[1]
  if (country === undefined) return refuse('bic-malformed')
  return isCountry(country) ? text : refuse('bic-country-unknown')
}

/** Taken as it stands: it is echoed to both parties and must not change on its way. */
export const parseEndToEndId = (text: string): string | EndToEndIdRefusal => {
  if (text.trim() === '') return refuse('end-to-end-id-empty')
  if (text.length > endToEndIdLengthMax) {
    return refuse('end-to-end-id-too-long', { lengthMax: endToEndIdLengthMax })
  }
  return notInCharacterSet.test(text) ? refuse('end-to-end-id-character-not-allowed') : text
}

/** `2026-11-30`. A zone after the day is legal in ISO 20022 and dropped: the day is the payer's. */
export const parseIsoDate = (text: string): string | DateRefusal => {
  const [, year, month, day] = dateForm.exec(text) ?? []
  if (year === undefined) return refuse('date-malformed')
  return isInCalendar(Number(year), Number(month), Number(day))
    ? text.slice(0, 10)
    : refuse('date-not-in-calendar')
}

/** Taken as it stands, with its fraction and zone if it has them. */
export const parseIsoDateTime = (text: string): string | DateTimeRefusal => {
  const date = dateTimeForm.exec(text)?.[1]
  if (date === undefined) return refuse('date-time-malformed')
  return parseIsoDate(date) === date ? text : refuse('date-not-in-calendar')
}

/** ISO 3166 alpha-2, upper case. */
export const parseCountry = (text: string): string | CountryRefusal =>
  isCountry(text) ? text : refuse('country-unknown')

/** ISO 17442: eighteen characters and two check digits, upper case. */
export const parseLei = (text: string): string | LeiRefusal => {
  if (!/^[0-9A-Z]{18}\d{2}$/.test(text)) return refuse('lei-malformed')
  return mod97(text) === 1 ? text : refuse('lei-check-digits-wrong')
}

/** A random UUID (RFC 9562, version 4) in lower case: what every bank on the way knows the payment by. */
export const parseUetr = (text: string): string | UetrRefusal => {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) return refuse('uetr-malformed')
  return /^.{14}4.{4}[89ab]/.test(text) ? text : refuse('uetr-not-version-4')
}

/** ISO 11649: `RF`, two check digits and up to 21 characters; blanks between them are dropped. */
export const parseCreditorReference = (text: string): string | CreditorReferenceRefusal => {
  const reference = text.replaceAll(' ', '').toUpperCase()
  if (!/^RF\d{2}[0-9A-Z]{1,21}$/.test(reference)) return refuse('creditor-reference-malformed')
  return mod97(reference.slice(4) + reference.slice(0, 4)) === 1
    ? reference
    : refuse('creditor-reference-check-digits-wrong')
}

/** Whether every bank of the SEPA can carry each character of the text. */
export const isInSepaCharacterSet = (text: string): boolean => !notInCharacterSet.test(text)

const isCountry = (code: string): boolean => Object.hasOwn(countrySpecs, code)

/** Whether there is such a day; proleptic Gregorian, from the year 1. */
export const isInCalendar = (year: number, month: number, day: number): boolean =>
  year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)

const daysIn = (year: number, month: number): number => {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}
