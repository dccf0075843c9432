import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { nobody, type Answer, type Person } from './installation.ts'
import { germanIban, personName, type Below } from './pain001.ts'

/** What is posted to have a payment made, between two invented people. */
export const inventedOrder = (below: Below, endToEndId: string) => ({
  amount: { minorUnits: String(1 + below(90_000)), currency: 'EUR' },
  debtor: { name: personName(below), iban: germanIban(below) },
  creditor: { name: personName(below), iban: germanIban(below) },
  endToEndId,
  remittance: `Invoice ${below(1_000_000)}`,
})
type Order = ReturnType<typeof inventedOrder>

export interface PostedPayment {
  readonly order: Order
  readonly idempotencyKey: string
  /** Absent while nothing has answered for it. */
  answer?: Answer
}

export interface PayersOptions {
  /** Asked before each attempt: what was started again listens elsewhere. */
  readonly url: () => string
  readonly headers: Readonly<Record<string, string>>
  readonly callers: number
  readonly below: Below
  /** Begins the end-to-end ids. */
  readonly name: string
  /** What the nth of them orders, from 1. Left out: an invented payment. */
  readonly order?: (number: number) => Order
  /** Left out: until they are told to finish. */
  readonly paymentsMax?: number
  readonly pauseMs?: number
}

export interface Payers {
  readonly posted: readonly PostedPayment[]
  /** How many of them are acknowledged. */
  acknowledged(): number
  /** Answers that were no acknowledgement, in the order in which they came. */
  readonly refusals: readonly Answer[]
  /** Attempts that nobody answered. */
  unanswered(): number
  /** Begins no further payment, and waits until each that was begun is acknowledged. */
  finish(): Promise<void>
  /** Begins no further payment, and does not ask again for those that nobody acknowledged. */
  abandon(): Promise<void>
}

const betweenAttemptsMs = 50

/** Callers that post payments, one after the other, each again with its key until it is acknowledged. */
export const startPayers = (options: PayersOptions): Payers => {
  const { url, headers, callers, below, name, paymentsMax = Infinity, pauseMs = 20 } = options
  const orderOf = options.order ?? ((number) => inventedOrder(below, `${name}-${number}`))
  const posted: PostedPayment[] = []
  const refusals: Answer[] = []
  let unanswered = 0
  let acknowledged = 0
  let isOver = false
  let isAbandoned = false

  const attempt = async ({ order, idempotencyKey }: PostedPayment): Promise<Answer | undefined> => {
    try {
      return await post(url(), headers, order, idempotencyKey)
    } catch {
      unanswered++
      return undefined
    }
  }
  const pay = async (payment: PostedPayment): Promise<void> => {
    for (;;) {
      const answer = await attempt(payment)
      if (answer?.status === 201) {
        acknowledged++
        payment.answer = answer
        return
      }
      if (answer) refusals.push(answer)
      if (isAbandoned) return
      await delay(betweenAttemptsMs)
    }
  }
  const call = async (): Promise<void> => {
    while (!isOver && posted.length < paymentsMax) {
      const order = orderOf(posted.length + 1)
      const payment: PostedPayment = { order, idempotencyKey: randomUUID() }
      posted.push(payment)
      await pay(payment)
      await delay(pauseMs)
    }
  }
  const calling = Array.from({ length: callers }, call)
  return {
    posted,
    refusals,
    acknowledged: () => acknowledged,
    unanswered: () => unanswered,
    finish: async () => {
      isOver = true
      await Promise.all(calling)
    },
    abandon: async () => {
      isOver = isAbandoned = true
      await Promise.all(calling)
    },
  }
}

/** Posts one payment. Rejects where nothing answers. */
export const post = (
  url: string,
  headers: Readonly<Record<string, string>>,
  order: object,
  idempotencyKey: string,
): Promise<Answer> =>
  nobody(url).send('POST', '/v1/payments', order, {
    ...headers,
    'idempotency-key': idempotencyKey,
  })

/** A key for a program with these roles, issued by an administrator. */
export const issueKey = async (
  administrator: Person,
  roles: readonly string[],
): Promise<Readonly<Record<string, string>>> => {
  const issued = await administrator.send('POST', '/v1/api-keys', { label: 'A program', roles })
  return { authorization: `Bearer ${(issued.body as { key: string }).key}` }
}

export interface ListedPayment {
  readonly paymentId: string
  readonly status: string
  readonly endToEndId: string
  readonly captureMode?: string
  readonly needsOperator?: string
  readonly amount: { readonly minorUnits: string; readonly currency: string }
  readonly rejection?: { readonly code: string; readonly by: string }
  readonly debtor: Party
  readonly creditor: Party
}
interface Party {
  readonly name: string | null
  readonly account: string | null
  readonly subject: string
  readonly erased?: true
}

/** Every payment, page after page. */
export const allPayments = async (
  reader: Pick<Person, 'get'>,
  query = '',
): Promise<readonly ListedPayment[]> => {
  const items: ListedPayment[] = []
  for (let cursor = ''; ;) {
    const next = cursor && `&cursor=${encodeURIComponent(cursor)}`
    const { status, body } = await reader.get(
      `/v1/payments?limit=100&sort=receivedAt${query}${next}`,
    )
    if (status !== 200) throw new Error(`the list was answered ${status}: ${JSON.stringify(body)}`)
    items.push(...(body as { items: readonly ListedPayment[] }).items)
    cursor = (body as { next?: string }).next ?? ''
    if (!cursor) return items
  }
}

/**
 * References of payments that have not come to their end, and of those posted that the list does not show yet: it may
 * be a moment behind what was acknowledged.
 */
export const unended = async (
  reader: Pick<Person, 'get'>,
  posted: readonly PostedPayment[] = [],
): Promise<readonly string[]> => {
  const listed = await allPayments(reader)
  const shown = new Set(listed.map(({ paymentId }) => paymentId))
  const open = listed.filter((payment) => !isFinal(payment)).map(({ endToEndId }) => endToEndId)
  const missing = posted
    .filter(({ answer }) => answer && !shown.has(answer.body.paymentId as string))
    .map(({ order }) => order.endToEndId)
  return [...open, ...missing]
}

export const isFinal = ({ status }: { readonly status: string }): boolean =>
  status === 'settled' || status === 'rejected'
