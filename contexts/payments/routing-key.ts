import type { Json } from '../../kernel/json.ts'
import type { RoutingKey } from '../../kernel/route.ts'

/*
 * Which of several workers decides a request: the account that it contends for, or the rail, before the payment itself.
 * Every payment has a stream of its own, and nothing to lose there; on a hot account each decision waits for the one
 * before it, and the worker that has made that one knows its outcome already.
 */

const accountKey = (accountId: string): string => `account:${accountId}`

/** The account that pays, else the payer, whose limits it is counted in. */
export const keyOfOrder: RoutingKey = ({ body }) => {
  const fundingAccount = textAt(body, 'fundingAccount')
  if (fundingAccount !== undefined) return accountKey(fundingAccount)
  const debtor = memberAt(body, 'debtor')
  const payer = textAt(debtor, 'iban') ?? textAt(debtor, 'account')
  return payer === undefined ? undefined : `payer:${payer.replaceAll(' ', '')}`
}

export const keyOfPayment: RoutingKey = ({ params }) => `payment:${params['paymentId'] ?? ''}`

export const keyOfRail =
  (rail: string): RoutingKey =>
  () =>
    `rail:${rail}`

/** The account in the path. */
export const keyOfAccount: RoutingKey = ({ params }) => accountKey(params['accountId'] ?? '')

/** The account in the body. */
export const keyOfHeldAccount: RoutingKey = ({ body }) => {
  const account = textAt(body, 'account')
  return account === undefined ? undefined : accountKey(account)
}

/** The account that is posted to first: a transaction begins with who pays. */
export const keyOfPostings: RoutingKey = ({ body }) => {
  const postings = memberAt(body, 'postings')
  const account = Array.isArray(postings) ? textAt(postings[0], 'account') : undefined
  return account === undefined ? undefined : accountKey(account)
}

const memberAt = (value: Json | undefined, name: string): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && name in value
    ? (value as Readonly<Record<string, Json>>)[name]
    : undefined

const textAt = (value: Json | undefined, name: string): string | undefined => {
  const member = memberAt(value, name)
  return typeof member === 'string' ? member : undefined
}
