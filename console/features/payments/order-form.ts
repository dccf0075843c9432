import type { ProblemField } from '../../api/problem.ts'
import type { Money } from '../../ui/money.ts'
import { readAmount } from './amount-input.tsx'

/** What is written in the form, as it is written. */
export interface OrderForm {
  readonly debtorName: string
  readonly debtorAccount: string
  readonly creditorName: string
  readonly creditorAccount: string
  readonly amount: string
  readonly currency: string
  readonly endToEndId: string
  readonly remittance: string
  /** `2026-11-30`, or nothing: now. */
  readonly day: string
  readonly service: string
  readonly purpose: string
  readonly charges: string
  readonly creditorReference: string
  /** The money is only held, and captured later. */
  readonly isHold: boolean
}

export const emptyOrder: OrderForm = {
  debtorName: '',
  debtorAccount: '',
  creditorName: '',
  creditorAccount: '',
  amount: '',
  currency: 'EUR',
  endToEndId: '',
  remittance: '',
  day: '',
  service: '',
  purpose: '',
  charges: '',
  creditorReference: '',
  isHold: false,
}

const mostDigits = '9'.repeat(18)

/** Undefined where it is no amount, or nothing. */
export const amountOf = ({ amount, currency }: OrderForm): Money | undefined =>
  readAmount(amount, { minorUnits: mostDigits, currency })

/** The body of `POST /v1/payments`: what was left empty is left out. */
export const orderOf = (form: OrderForm, amount: Money) => ({
  amount,
  debtor: partyOf(form.debtorName, form.debtorAccount),
  creditor: partyOf(form.creditorName, form.creditorAccount),
  endToEndId: form.endToEndId.trim(),
  ...filled('remittance', form.remittance),
  ...filled('requestedExecutionDate', form.day),
  ...filled('serviceLevel', form.service),
  ...filled('purpose', form.purpose),
  ...filled('chargeBearer', form.charges),
  ...filled('creditorReference', form.creditorReference),
  ...(form.isHold ? { captureMode: 'manual' } : {}),
})

const filled = (name: string, text: string): Readonly<Record<string, string>> =>
  text.trim() === '' ? {} : { [name]: text.trim() }

const partyOf = (name: string, account: string) => ({
  name: name.trim(),
  ...(looksLikeIban(account) ? { iban: account.trim() } : { account: account.trim() }),
})

/** Country, check digits, and as many characters as the shortest one has. */
const looksLikeIban = (account: string): boolean =>
  /^[a-z]{2}\d{2}[a-z0-9]{11,}$/i.test(account.replaceAll(/\s/g, ''))

/** What the server found wrong with a field, in words; the account is one field here and two there. */
export const faultOf = (
  fields: readonly ProblemField[],
  ...names: readonly string[]
): string | undefined => {
  const reason = fields.find(({ field }) => names.some((name) => field === `body/${name}`))?.reason
  return reason
    ?.replaceAll('-', ' ')
    .replace(/^(?:iban|bic|[a-z])/, (beginning) => beginning.toUpperCase())
}
