import type { Refusal } from '../../../kernel/refusal.ts'
import type { MoneyRefusal } from '../../../kernel/money.ts'
import type { XmlProblemCode } from './xml-fault.ts'
import type {
  BicRefusal,
  CountryRefusal,
  CreditorReferenceRefusal,
  DateRefusal,
  DateTimeRefusal,
  EndToEndIdRefusal,
  IbanRefusal,
  LeiRefusal,
  UetrRefusal,
} from './identifiers.ts'

type SlugOf<R> = R extends Refusal<infer Slug> ? Slug : never

/** Rules about a single value. */
export type ValueProblemCode =
  | SlugOf<MoneyRefusal>
  | SlugOf<IbanRefusal>
  | SlugOf<BicRefusal>
  | SlugOf<CountryRefusal>
  | SlugOf<DateRefusal>
  | SlugOf<DateTimeRefusal>
  | SlugOf<EndToEndIdRefusal>
  | SlugOf<LeiRefusal>
  | SlugOf<UetrRefusal>
  | SlugOf<CreditorReferenceRefusal>
  | 'end-to-end-id-repeated'
  | 'uetr-repeated'
  | 'payment-information-id-repeated'
  | 'service-level-needs-euro'
  | 'service-level-not-in-country'
  | 'address-not-structured'
  | 'address-town-missing'
  | 'address-country-missing'
  | 'address-lines-too-many'
  | 'characters-outside-sepa'
  | 'amount-not-positive'
  | 'currency-missing'
  | 'currency-not-payable'
  | 'equivalent-amount-not-supported'
  | 'charge-bearer-unknown'
  | 'transaction-count-malformed'
  | 'control-sum-malformed'
  | 'payment-method-not-supported'

/** Rules about the elements and the document. */
export type StructureProblemCode =
  | 'element-missing'
  | 'element-unexpected'
  | 'element-out-of-order'
  | 'element-repeated'
  | 'element-empty'
  | 'text-unexpected'
  | 'value-too-long'
  | 'value-malformed'
  | 'attribute-unexpected'
  | 'attribute-malformed'
  | 'root-not-document'
  | 'namespace-not-supported'
  | 'too-many-transactions'
  | 'too-many-elements'
  | 'too-many-problems'
  | 'transaction-count-mismatch'
  | 'control-sum-mismatch'
  | 'control-sum-not-verifiable'
  | 'payment-information-rejected'

export type Pain001ProblemCode = XmlProblemCode | StructureProblemCode | ValueProblemCode

/**
 * One thing that is wrong with a file, told to whoever sent it. `reason` is a plain sentence that
 * repeats no names and no account numbers, so it may be stored and logged; `endToEndId` is the
 * sender's own reference and present where a transaction has one that can be read.
 */
export type Problem = Readonly<{
  path: string
  line: number
  code: Pain001ProblemCode
  reason: string
  /** Where it is a transaction's: its place in the file from 1, and the references that can be read. */
  transaction?: number
  paymentInformationId?: string
  instructionId?: string
  endToEndId?: string
}>

const sentences: Readonly<Record<Exclude<Pain001ProblemCode, XmlProblemCode>, string>> = {
  'amount-malformed': 'The amount is not a plain decimal number.',
  'amount-sign-not-allowed': 'The amount must not have a sign.',
  'amount-too-precise': 'The amount has more decimals than its currency.',
  'amount-too-large': 'The amount is larger than eighteen digits of minor units.',
  'amount-not-positive': 'The amount must be more than zero.',
  'currency-missing': 'The amount names no currency.',
  'currency-unknown': 'The currency is not an active ISO 4217 code.',
  'currency-without-minor-unit': 'No payment can be made in this currency code.',
  'currency-not-payable': 'No payment can be made in this currency code.',
  'equivalent-amount-not-supported':
    'Equivalent amounts are not supported; give an instructed amount.',
  'iban-malformed': 'The IBAN is not in its electronic form.',
  'iban-country-unknown': 'The country of the IBAN does not use IBANs.',
  'iban-length-wrong': 'The IBAN has not the length of its country.',
  'iban-structure-wrong': 'The IBAN has not the structure of its country.',
  'iban-check-digits-wrong': 'The check digits of the IBAN are wrong.',
  'iban-national-check-wrong': 'The national check digits within the IBAN are wrong.',
  'bic-malformed': 'The BIC has not 8 or 11 characters in the right places.',
  'bic-country-unknown': 'The BIC names a country that does not exist.',
  'country-unknown': 'The country is not an ISO 3166 code of two letters.',
  'date-malformed': 'The date is not of the form 2026-11-30.',
  'date-time-malformed': 'The time is not of the form 2026-11-30T08:15:00.',
  'date-not-in-calendar': 'The calendar has no such day.',
  'end-to-end-id-empty': 'The end-to-end id is empty.',
  'end-to-end-id-too-long': 'The end-to-end id has more than 35 characters.',
  'end-to-end-id-character-not-allowed':
    'The end-to-end id has a character that banks cannot carry.',
  'lei-malformed': 'The LEI has not 20 characters, the last two digits.',
  'lei-check-digits-wrong': 'The check digits of the LEI are wrong.',
  'uetr-malformed': 'The UETR is not a UUID in lower case.',
  'uetr-not-version-4': 'The UETR is not a UUID of version 4.',
  'creditor-reference-malformed':
    'The creditor reference is not RF, two digits and up to 21 letters and digits.',
  'creditor-reference-check-digits-wrong': 'The check digits of the creditor reference are wrong.',
  'end-to-end-id-repeated':
    'An earlier transaction of the file has this end-to-end id and debtor account.',
  'uetr-repeated': 'An earlier transaction of the file has this UETR.',
  'payment-information-id-repeated':
    'An earlier payment information of the file has this identification.',
  'service-level-needs-euro': 'This service level is for euros only.',
  'service-level-not-in-country': 'The country of an account does not take part in this service.',
  'address-not-structured':
    'Across borders an address must name town and country in elements of their own.',
  'address-town-missing': 'Across borders an address must have a town name (TwnNm).',
  'address-country-missing': 'Across borders an address must have a country (Ctry).',
  'address-lines-too-many': 'Beside town and country an address may have two address lines.',
  'characters-outside-sepa':
    'Values have characters outside the set that all banks carry; some may arrive replaced.',
  'charge-bearer-unknown': 'The charge bearer is not one of DEBT, CRED, SHAR and SLEV.',
  'transaction-count-malformed': 'The number of transactions is not a whole number.',
  'control-sum-malformed': 'The control sum is not a plain decimal number.',
  'payment-method-not-supported': 'The payment method must be TRF.',
  'element-missing': 'This element is mandatory and missing.',
  'element-unexpected': 'This element does not belong here.',
  'element-out-of-order': 'This element stands after one that must follow it.',
  'element-repeated': 'This element stands here too often.',
  'element-empty': 'This element has no value.',
  'text-unexpected': 'Text stands where only elements may.',
  'value-too-long': 'The value is too long.',
  'value-malformed': 'The value has not the form that its element asks for.',
  'attribute-unexpected': 'This element has an attribute that does not belong here.',
  'attribute-malformed': 'An attribute is missing or malformed.',
  'root-not-document': 'The outermost element must be Document.',
  'namespace-not-supported': 'The namespace is not supported.',
  'too-many-transactions': 'The file has too many transactions.',
  'too-many-elements': 'One transaction or header has too many elements.',
  'too-many-problems': 'The file has too many problems; reading stopped here.',
  'transaction-count-mismatch': 'The number of transactions is not the declared one.',
  'control-sum-mismatch': 'The amounts do not add up to the declared control sum.',
  'control-sum-not-verifiable':
    'The control sum cannot be verified: an amount is not a decimal number.',
  'payment-information-rejected': 'The payment information that it belongs to was rejected.',
}

/** The plain sentence of a code; XML problems bring their own. */
export const sentenceOf = (code: Pain001ProblemCode): string =>
  (sentences as Readonly<Partial<Record<Pain001ProblemCode, string>>>)[code] ?? code
