import Type, { type Static } from 'typebox'
import type { Refusal } from '../../kernel/refusal.ts'
import { addressFault } from './iso20022/address-rules.ts'
import { parseBic, parseCountry, parseIban, parseLei } from './iso20022/identifiers.ts'

const strict = { additionalProperties: false } as const

const part = (maxLength: number, example: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength, pattern: '\\S', examples: [example] }))

/** The parts that ISO 20022 has for an address, as long as it lets them be. */
const AddressOrdered = Type.Object(
  {
    streetName: part(70, 'St James’s Square'),
    buildingNumber: part(16, '12'),
    postCode: part(16, 'SW1Y 4JH'),
    townName: part(35, 'London'),
    countrySubDivision: part(35, 'England'),
    country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$', examples: ['GB'] })),
    lines: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 70, pattern: '\\S' }), {
        minItems: 1,
        maxItems: 7,
        description: 'What has no part of its own',
      }),
    ),
  },
  {
    ...strict,
    minProperties: 1,
    description: 'Across borders it names town and country, and has two lines at most beside them',
  },
)
type AddressOrdered = Static<typeof AddressOrdered>

export const PartyOrdered = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 140, examples: ['Ada Lovelace'] }),
    iban: Type.Optional(
      Type.String({
        maxLength: 42,
        description: 'Blanks are allowed',
        examples: ['DE89370400440532013000'],
      }),
    ),
    account: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 34,
        description: 'An account number of a country without IBANs, in place of `iban`',
      }),
    ),
    agentBic: Type.Optional(Type.String({ maxLength: 11, examples: ['COBADEFFXXX'] })),
    lei: Type.Optional(
      Type.String({ maxLength: 20, description: 'ISO 17442', examples: ['529900T8BM49AURSDO55'] }),
    ),
    address: Type.Optional(AddressOrdered),
  },
  strict,
)
export type PartyOrdered = Static<typeof PartyOrdered>

/** Gives back what is no refusal, and keeps what is under the field's name. */
export type Checked = <Value>(field: string, value: Value) => Exclude<Value, Refusal> | undefined

/** The party as it is sealed; undefined where something in it is wrong, which was told then. */
export const readParty = (field: string, party: PartyOrdered, checked: Checked) => {
  const name = party.name.trim()
  if (name === '') checked(`${field}/name`, { refused: 'name-empty' })
  const account = readAccount(field, party, checked)
  const bic = optional(party.agentBic, (text) => checked(`${field}/agentBic`, parseBic(text)))
  const country = optional(party.address?.country, (text) =>
    checked(`${field}/address/country`, parseCountry(text)),
  )
  return (
    account && {
      name,
      account,
      ...(bic === undefined ? {} : { agentBic: bic }),
      ...(country === undefined ? {} : { country }),
    }
  )
}

/** The party's LEI. */
export const readLei = (field: string, { lei }: PartyOrdered, checked: Checked) =>
  optional(lei, (text) => checked(`${field}/lei`, parseLei(text)))

/** The parts of the address in the order of ISO 20022, as those of a file are kept. */
export const addressText = ({ address }: PartyOrdered): string | undefined =>
  address && partsOf(address).join(', ')

const partsOf = (address: AddressOrdered): readonly string[] => {
  const { streetName, buildingNumber, postCode, townName, countrySubDivision, country } = address
  const parts = [streetName, buildingNumber, postCode, townName, countrySubDivision, country]
  return [...parts, ...(address.lines ?? [])].flatMap((one) => one?.trim() ?? [])
}

/** What an address has to say where the payment crosses a border on that day. */
export const checkAddresses = (
  order: { readonly debtor: PartyOrdered; readonly creditor: PartyOrdered },
  day: string,
  checked: Checked,
): void => {
  for (const field of ['debtor', 'creditor'] as const) {
    const { address } = order[field]
    if (!address) continue
    const { townName, country, lines = [] } = address
    const parts = { town: townName !== undefined, country: country !== undefined }
    const fault = addressFault({ ...parts, lines: lines.length }, day)
    if (fault) checked(`${field}/address`, { refused: fault })
  }
}

const optional = <Value>(text: string | undefined, read: (text: string) => Value) =>
  text === undefined ? undefined : read(text)

/** Either of the two, never both: nobody could say which one is meant. */
const readAccount = (field: string, { iban, account }: PartyOrdered, checked: Checked) => {
  if ((iban === undefined) === (account === undefined))
    return checked(`${field}/iban`, { refused: 'either-iban-or-account' })
  if (iban !== undefined) {
    const parsed = checked(`${field}/iban`, parseIban(iban.replaceAll(' ', '')))
    return parsed === undefined ? undefined : { iban: parsed }
  }
  const other = account?.trim() ?? ''
  return other === '' ? checked(`${field}/account`, { refused: 'account-empty' }) : { other }
}
