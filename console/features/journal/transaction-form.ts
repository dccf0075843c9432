import { formatMoney, type Money } from '../../ui/money.ts'
import { readAmount } from '../payments/amount-input.tsx'

/** Which way the money goes, as seen from the account. */
export type Side = 'out' | 'in'

/** One posting as it is written. */
export interface PostingForm {
  /** Keeps its place on the page while others come and go. */
  readonly key: number
  readonly account: string
  readonly side: Side
  readonly amount: string
}

export interface TransactionForm {
  readonly postings: readonly PostingForm[]
  readonly currency: string
  readonly reference: string
  readonly description: string
  /** `2026-11-30`, or nothing: today. */
  readonly day: string
}

export const emptyTransaction: TransactionForm = {
  postings: [
    { key: 0, account: '', side: 'out', amount: '' },
    { key: 1, account: '', side: 'in', amount: '' },
  ],
  currency: 'EUR',
  reference: '',
  description: '',
  day: '',
}

/** One more, for what is missing yet. */
export const withPosting = (form: TransactionForm): TransactionForm => {
  const key = Math.max(...form.postings.map((posting) => posting.key)) + 1
  return { ...form, postings: [...form.postings, { key, account: '', side: 'in', amount: '' }] }
}

export const withoutPosting = (form: TransactionForm, key: number): TransactionForm => ({
  ...form,
  postings: form.postings.filter((posting) => posting.key !== key),
})

const mostDigits = '9'.repeat(18)

/** Signed: less than zero leaves the account. Undefined where it is no amount. */
export const postedAmount = (
  { amount, side }: PostingForm,
  currency: string,
): Money | undefined => {
  const read = readAmount(amount, { minorUnits: mostDigits, currency })
  return read && side === 'out' ? { ...read, minorUnits: `-${read.minorUnits}` } : read
}

interface Transaction {
  readonly postings: readonly { readonly account: string; readonly amount: Money }[]
  readonly reference?: string
  readonly description?: string
  readonly effectiveDate?: string
}

/** The body of `POST /v1/journal-transactions`, or what is missing. */
export const transactionOf = (
  form: TransactionForm,
): Transaction | { readonly missing: string } => {
  const { currency, reference, description, day } = form
  const postings: { account: string; amount: Money }[] = []
  for (const posting of form.postings) {
    const account = posting.account.trim()
    const amount = postedAmount(posting, currency)
    if (account === '' || !amount) return { missing: 'Each line needs an account and an amount' }
    postings.push({ account, amount })
  }
  const sum = postings.reduce((before, { amount }) => before + BigInt(amount.minorUnits), 0n)
  if (sum !== 0n) return { missing: unbalanced(sum, currency) }
  return {
    postings,
    ...(reference.trim() === '' ? {} : { reference: reference.trim() }),
    ...(description.trim() === '' ? {} : { description: description.trim() }),
    ...(day === '' ? {} : { effectiveDate: day }),
  }
}

const unbalanced = (sum: bigint, currency: string): string => {
  const units = (sum < 0n ? -sum : sum).toString()
  const amount = formatMoney({ minorUnits: units, currency })
  return sum < 0n ? `${amount} goes out and arrives nowhere` : `${amount} arrives from nowhere`
}
