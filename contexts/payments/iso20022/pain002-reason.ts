/** The first that fits decides: what is wrong, as ISO 20022 codes it. */
const codes: readonly (readonly [RegExp, string])[] = [
  [/^iban-|^account-/, 'AC01'],
  [/^bic-/, 'RC01'],
  [/^currency-|^service-level-needs-euro/, 'AM11'],
  [/^amount-not-positive/, 'AM01'],
  [/^amount-|^equivalent-amount/, 'AM12'],
  [/^control-sum-/, 'AM10'],
  [/^transaction-count-/, 'AM18'],
  [/^end-to-end-id-repeated|^uetr-repeated|^payment-exists/, 'AM05'],
  [/^payment-information-id-repeated/, 'DU02'],
  [/^date-/, 'DT01'],
  [/^address-|^country-/, 'BE04'],
  [/^service-level-|^payment-method-/, 'AG10'],
  [/^charge-bearer-/, 'FF05'],
  [
    /^element-|^value-|^attribute-|^text-|^end-to-end-id-|^uetr-|^lei-|^creditor-reference-/,
    'FF01',
  ],
]

/** An ISO 20022 reason as it is, and one of ours as the code that comes nearest; undefined where none does. */
export const isoReason = (code: string): string | undefined =>
  /^[A-Z]{2}[A-Z0-9]{2}$/.test(code) ? code : codes.find(([says]) => says.test(code))?.[1]
