import type { RecommendedAction } from '../contract.ts'

/** What a code means, whichever rail it came from, and what follows from it. */
export interface StandardError {
  /** For people. */
  readonly says: string
  readonly recommendedAction: RecommendedAction
  /** Before the 1st, 2nd, ... further try; after the last one there is none. With `retry-after` alone. */
  readonly retryDelaysMs?: readonly number[]
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const table = {
  'insufficient-funds': {
    says: 'The payer has not enough money',
    recommendedAction: 'retry-after',
    retryDelaysMs: [day, day, 2 * day],
  },
  'bank-unavailable': {
    says: 'A bank on the way did not answer, or not in time',
    recommendedAction: 'retry-after',
    retryDelaysMs: [15 * minute, hour, 4 * hour, 12 * hour, day],
  },
  'rail-unavailable': {
    says: 'The rail itself could not work on it',
    recommendedAction: 'retry-after',
    retryDelaysMs: [5 * minute, 30 * minute, 2 * hour, 6 * hour, day],
  },
  'cut-off-passed': {
    says: 'It came too late for the day',
    recommendedAction: 'retry-after',
    retryDelaysMs: [12 * hour, day],
  },
  'account-unknown': {
    says: 'The account does not exist, or its number is wrong',
    recommendedAction: 'ask-the-customer',
  },
  'account-closed': { says: 'The account is closed', recommendedAction: 'ask-the-customer' },
  'account-blocked': { says: 'The account is blocked', recommendedAction: 'ask-the-customer' },
  'account-not-suitable': {
    says: 'An account of this kind or currency does not take it',
    recommendedAction: 'ask-the-customer',
  },
  'bank-unknown': { says: 'The bank is not known', recommendedAction: 'ask-the-customer' },
  'party-data-invalid': {
    says: 'Name, address or identification of a party is missing or does not fit',
    recommendedAction: 'ask-the-customer',
  },
  'date-invalid': { says: 'The date cannot be kept', recommendedAction: 'ask-the-customer' },
  'limit-exceeded': {
    says: 'It is above what was agreed with the bank',
    recommendedAction: 'ask-the-customer',
  },
  'funds-blocked': { says: 'The money is blocked', recommendedAction: 'ask-the-customer' },
  'mandate-missing': { says: 'There is no mandate for it', recommendedAction: 'ask-the-customer' },
  'customer-refused': { says: 'A customer did not want it', recommendedAction: 'ask-the-customer' },
  'amount-invalid': { says: 'The amount cannot be paid', recommendedAction: 'do-not-retry' },
  'currency-not-supported': {
    says: 'Not in this currency',
    recommendedAction: 'do-not-retry',
  },
  'transaction-forbidden': {
    says: 'This kind of payment is forbidden on the account',
    recommendedAction: 'do-not-retry',
  },
  'customer-deceased': { says: 'A party has died', recommendedAction: 'do-not-retry' },
  'party-erased': { says: "A party's data was erased", recommendedAction: 'do-not-retry' },
  cancelled: { says: 'It was cancelled', recommendedAction: 'do-not-retry' },
  duplicate: {
    says: 'The rail has seen it before: it may have been paid already',
    recommendedAction: 'ask-an-operator',
  },
  'not-received': {
    says: 'The rail never received it; nothing has moved',
    recommendedAction: 'ask-an-operator',
  },
  'fraud-suspected': { says: 'Fraud is suspected', recommendedAction: 'ask-an-operator' },
  regulatory: {
    says: 'A law or an authority stands against it',
    recommendedAction: 'ask-an-operator',
  },
  'service-not-supported': {
    says: 'The rail or a bank does not offer this service',
    recommendedAction: 'ask-an-operator',
  },
  'access-denied': {
    says: 'We may not send this over the rail',
    recommendedAction: 'ask-an-operator',
  },
  'settlement-failed': {
    says: 'The settlement between the banks failed',
    recommendedAction: 'ask-an-operator',
  },
  'message-invalid': {
    says: 'The rail did not understand what it was given',
    recommendedAction: 'ask-an-operator',
  },
  'no-rail': { says: 'No rail takes it', recommendedAction: 'ask-an-operator' },
  contradicted: {
    says: 'The rail says that an earlier transfer went through',
    recommendedAction: 'ask-an-operator',
  },
  'no-reason': { says: 'No reason was given', recommendedAction: 'ask-an-operator' },
  'unknown-error': { says: 'The code is not known', recommendedAction: 'ask-an-operator' },
} as const satisfies Readonly<Record<string, StandardError>>

export type StandardCode = keyof typeof table

/** Every standard code. */
export const standardErrors: Readonly<Record<StandardCode, StandardError>> = table

export const isStandardCode = (code: string): code is StandardCode => Object.hasOwn(table, code)
