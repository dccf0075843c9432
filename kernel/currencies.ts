/*
 * ISO 4217 list one with amendments up to number 180: Bulgaria pays in EUR, Curaçao and
 * Sint Maarten in XCG, Zimbabwe in ZWG, Sierra Leone in SLE. Codes that the list has withdrawn
 * (BGN, ANG, ZWL, SLL, HRK, CUC) are unknown here: a payment in one of them could not settle.
 *
 * The exponent is the standard's own. Other lists, CLDR among them, drop decimals that people
 * no longer use in cash, which would make an ISO 20022 amount wrong by a factor of a hundred.
 */

/** Number of decimal digits of a currency's minor unit. */
export type Exponent = 0 | 2 | 3 | 4

/** What a code stands for. Only `money` can be paid with. */
export type CurrencyKind =
  | 'money'
  | 'fund'
  | 'metal'
  | 'unit-of-account'
  | 'testing'
  | 'no-currency'

/** `exponent` is absent where the standard gives no minor unit (metals, XDR, XXX). */
export type Currency = Readonly<{ code: string; kind: CurrencyKind; exponent?: Exponent }>

const money: Readonly<Record<0 | 2 | 3, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
      CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD
      HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA
      MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN
      QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP
      TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
}

// Index-linked units and funds have minor units, so amounts in them can be expressed and
// converted, but no account is held in them and no rail carries them.
const funds: Readonly<Record<0 | 2 | 4, string>> = {
  0: 'UYI',
  2: 'BOV CHE CHW COU MXV USN XAD',
  4: 'CLF UYW',
}

const codesIn = (text: string): readonly string[] => text.split(/\s+/)

const withExponent = (
  kind: CurrencyKind,
  codesByExponent: Readonly<Partial<Record<Exponent, string>>>,
): Currency[] =>
  ([0, 2, 3, 4] as const).flatMap((exponent) =>
    codesIn(codesByExponent[exponent] ?? '')
      .filter(Boolean)
      .map((code) => ({ code, kind, exponent })),
  )

const withoutMinorUnit = (kind: CurrencyKind, codes: string): Currency[] =>
  codesIn(codes).map((code) => ({ code, kind }))

/** Every active code of ISO 4217, sorted. */
export const currencies: readonly Currency[] = [
  ...withExponent('money', money),
  ...withExponent('fund', funds),
  ...withoutMinorUnit('metal', 'XAG XAU XPD XPT'),
  ...withoutMinorUnit('unit-of-account', 'XBA XBB XBC XBD XDR XSU XUA'),
  ...withoutMinorUnit('testing', 'XTS'),
  ...withoutMinorUnit('no-currency', 'XXX'),
].sort((one, other) => (one.code < other.code ? -1 : 1))

// A Map, not an object: a code such as `constructor` must be unknown.
const byCode: ReadonlyMap<string, Currency> = new Map(
  currencies.map((currency) => [currency.code, currency]),
)

/** The currency of an alphabetic code, upper case; undefined for an unknown one. */
export const findCurrency = (code: string): Currency | undefined => byCode.get(code)

/** Whether a payment may be made in this code: national and common currencies, nothing else. */
export const isPayable = (code: string): boolean => byCode.get(code)?.kind === 'money'
