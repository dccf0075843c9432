import Type from 'typebox'
import type { ContextTools } from '../../kernel/context.ts'
import { ok } from '../../kernel/reply.ts'
import { pageOf, pageReply } from '../../kernel/list-page.ts'
import { listGrammar, pageParameters, type ListAsked } from '../../kernel/list-query.ts'
import { liveRoute, route, type Route } from '../../kernel/route.ts'
import type { RecordedEvent } from '../../kernel/message.ts'
import { foldUntil, type ViewRow } from '../../kernel/view.ts'
import { paymentListChanges } from './api-changes.ts'
import { notFound, readers, tag } from './api-reading.ts'
import { PaymentShown, paymentStatuses } from './contract.ts'
import type { PaymentEvent } from './events.ts'
import { paymentStream } from './payment.ts'
import { accountIndex } from './sealing.ts'
import { showPayments } from './showing.ts'
import { type PaymentRow } from './payment-row.ts'
import { payments } from './views.ts'

/** What payments can be asked by. */
const paymentList = listGrammar(payments, {
  filters: {
    status: { enum: paymentStatuses },
    currency: { pattern: '^[A-Z]{3}$' },
    amount: { description: 'The amount' },
    receivedAt: { description: 'Received at' },
    updatedAt: { description: 'Changed last at' },
    fileId: { format: 'uuid' },
    endToEndId: { maxLength: 35 },
    needsOperator: { description: 'Whether somebody should look at it' },
  },
  sorts: ['receivedAt', 'updatedAt', 'amount'],
  sort: '-receivedAt',
})

const expandable = { file: { id: 'fileId', shownBy: 'getPaymentFile' } }

const AccountSearch = Type.Object(
  {
    account: Type.String({
      minLength: 1,
      maxLength: 42,
      description: 'An IBAN or another account number',
    }),
    side: Type.Unsafe<'debtor' | 'creditor'>({ type: 'string', enum: ['debtor', 'creditor'] }),
    ...pageParameters,
  },
  { additionalProperties: false },
)
type AccountSearch = Type.Static<typeof AccountSearch>

const PaymentParams = Type.Object({ paymentId: Type.String({ format: 'uuid' }) })

/** Routes that show payments. */
export const paymentViewRoutes = (tools: ContextTools): readonly Route[] => {
  const view = tools.view<PaymentRow>(payments)
  const show = (rows: readonly ViewRow<PaymentRow>[]) =>
    showPayments(tools.vault, tools.log.name, rows)

  return [
    route<Record<string, never>, ListAsked>({
      method: 'GET',
      path: '/v1/payments',
      name: 'listPayments',
      summary: 'List payments',
      description: 'For example ?status=unknown,pending&amount[gte]=100000&sort=-amount&limit=20',
      tag,
      access: { roles: readers },
      query: paymentList.query,
      shows: view,
      expandable,
      changes: paymentListChanges,
      replies: { 200: pageOf(PaymentShown) },
      handle: ({ query }) => pageReply(view, paymentList.read(query), show),
    }),

    route<Record<string, never>, Record<string, never>, AccountSearch>({
      method: 'POST',
      path: '/v1/payments/search',
      name: 'searchPaymentsByAccount',
      summary: 'List the payments of an account',
      description:
        'The number is looked up by its blind index; it stands in no address and no log.',
      tag,
      access: { roles: ['operator', 'compliance'] },
      budget: 'read',
      body: { schema: AccountSearch },
      replies: { 200: pageOf(PaymentShown) },
      withoutIdempotencyKey: 'it changes nothing',
      handle: async ({ body: { account, side, ...page } }) => {
        const index = accountIndex(tools.vault, account.replaceAll(' ', '').toUpperCase())
        const other = accountIndex(tools.vault, account.trim())
        const field = side === 'debtor' ? 'debtorAccountIndex' : 'creditorAccountIndex'
        return pageReply(view, paymentList.read(page, { [field]: { in: [index, other] } }), show)
      },
    }),

    liveRoute({
      path: '/v1/payments/live',
      name: 'watchPayments',
      summary: 'Watch payments change',
      description: 'Server-sent events `rows` with {items}; resumes by Last-Event-ID.',
      tag,
      access: { roles: readers },
      feed: { view, show: (rows) => show(rows as readonly ViewRow<PaymentRow>[]) },
    }),

    route<{ paymentId: string }, { at?: string }>({
      method: 'GET',
      path: '/v1/payments/:paymentId',
      name: 'getPayment',
      summary: 'One payment, as it is or as it was',
      description: 'For example ?at=2026-11-21T12:00:00Z',
      tag,
      access: { roles: readers },
      params: PaymentParams,
      query: Type.Object({ at: Type.Optional(Type.String({ format: 'date-time' })) }),
      shows: view,
      replies: { 200: PaymentShown },
      validated: true,
      refusals: { 'payment-unknown': 404 },
      expandable,
      showMany: async (paymentIds) => {
        const rows = await view.getMany(paymentIds)
        return new Map((await show(rows)).map((payment) => [payment.paymentId, payment]))
      },
      handle: async ({ params: { paymentId }, query: { at } }) => {
        const row =
          at === undefined
            ? await view.get(paymentId)
            : await rowAt(tools, paymentId, Date.parse(at))
        const [payment] = row ? await show([row]) : []
        if (!payment) return notFound('payment')
        // Erasing somebody changes what is shown and not the payment.
        const gone = payment.debtor.erased || payment.creditor.erased ? '-erased' : ''
        return ok(payment, { etag: `${payment.version}${gone}` })
      },
    }),
  ]
}

const eventsPerRead = 500

/** All events of a payment up to a time; a payment has hundreds at the very most. */
const rowAt = async (
  { log }: ContextTools,
  paymentId: string,
  at: number,
): Promise<ViewRow<PaymentRow> | undefined> => {
  const events: RecordedEvent<PaymentEvent>[] = []
  for (;;) {
    const after = events.at(-1)?.version ?? 0
    const page = await log.readStream(paymentStream(paymentId), after, eventsPerRead)
    events.push(...(page as RecordedEvent<PaymentEvent>[]))
    if (page.length < eventsPerRead) break
  }
  const row = foldUntil(payments, paymentId, events, at)
  const last = events.findLast(({ version }) => version === row?.version)
  return row && last && { key: paymentId, position: last.position, row }
}
