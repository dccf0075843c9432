import Type, { type Static } from 'typebox'
import type { PaymentDetails } from './events.ts'
import { parseCreditorReference, parseUetr } from './iso20022/identifiers.ts'
import type { ChargeBearer } from './iso20022/instruction.ts'
import { addressText, readLei, type Checked, type PartyOrdered } from './ordered-party.ts'
import type { PlainPayment } from './sealing.ts'

const Name = Type.String({ minLength: 1, maxLength: 140, pattern: '\\S' })

/** What an order may say beyond the payment itself, as a transaction of a file may. */
export const orderedDetails = {
  ultimateDebtor: Type.Optional(
    Type.Unsafe<string>({ ...Name, description: 'On whose behalf the debtor pays' }),
  ),
  ultimateCreditor: Type.Optional(
    Type.Unsafe<string>({ ...Name, description: 'Whom the creditor is paid for' }),
  ),
  creditorReference: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 35,
      pattern: '\\S',
      description: "The creditor's; one that begins with RF keeps to ISO 11649",
      examples: ['RF18539007547034'],
    }),
  ),
  chargeBearer: Type.Optional(
    Type.Unsafe<ChargeBearer>({
      type: 'string',
      enum: ['DEBT', 'CRED', 'SHAR', 'SLEV'],
      description: 'Who bears the charges, as ISO 20022 names it',
    }),
  ),
  purpose: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 35,
      pattern: '\\S',
      description: 'An ISO 20022 code, or your own. Kept in the clear: name nobody in it.',
      examples: ['SALA'],
    }),
  ),
  uetr: Type.Optional(
    Type.String({
      maxLength: 36,
      description: 'A UUID of version 4 in lower case, which every bank on the way keeps',
      examples: ['8a562c67-ca16-48ba-b074-65581be6f001'],
    }),
  ),
}

type Ordered = Static<ReturnType<typeof Type.Object<typeof orderedDetails>>> & {
  readonly debtor: PartyOrdered
  readonly creditor: PartyOrdered
}

type Said = Pick<PlainPayment, 'chargeBearer' | 'purpose' | 'uetr' | 'details'>

/** Parses them; each wrong one is told. */
export const readDetails = (order: Ordered, checked: Checked): Said => {
  const { chargeBearer, purpose } = order
  const uetr = order.uetr === undefined ? undefined : checked('uetr', parseUetr(order.uetr))
  const details = withoutAbsent<PaymentDetails>({
    ultimateDebtor: order.ultimateDebtor?.trim(),
    ultimateCreditor: order.ultimateCreditor?.trim(),
    creditorReference: readReference(order.creditorReference, checked),
    debtorLei: readLei('debtor', order.debtor, checked),
    creditorLei: readLei('creditor', order.creditor, checked),
    debtorAddress: addressText(order.debtor),
    creditorAddress: addressText(order.creditor),
  })
  return withoutAbsent<Said>({
    chargeBearer,
    purpose: purpose?.trim(),
    uetr,
    details: Object.keys(details).length > 0 ? details : undefined,
  })
}

/** One that says RF must keep to it; any other is the creditor's own. */
const readReference = (text: string | undefined, checked: Checked): string | undefined =>
  text !== undefined && /^\s*RF/i.test(text)
    ? checked('creditorReference', parseCreditorReference(text))
    : text?.trim()

/** Absent members stay absent: exactOptionalPropertyTypes tells `undefined` from missing. */
const withoutAbsent = <Whole>(members: {
  readonly [Name in keyof Whole]: Whole[Name] | undefined
}): Whole =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Whole
