import Type from 'typebox'
import type { ContextTools } from '../../kernel/context.ts'
import { positionToken } from '../../kernel/position-token.ts'
import { ok } from '../../kernel/reply.ts'
import { liveRoute, route, type Route } from '../../kernel/route.ts'
import { pageSizeMax, type ViewReader, type ViewRow } from '../../kernel/view.ts'
import { readers, tag } from './api-reading.ts'
import { PositionToken, SummaryShown } from './contract.ts'
import { showSummary } from './showing.ts'
import { paymentSummary, type SummaryRow } from './view-summary.ts'

/** Routes that show counts and sums. */
export const summaryRoutes = (tools: ContextTools): readonly Route[] => {
  const summary = tools.view<SummaryRow>(paymentSummary)

  return [
    route({
      method: 'GET',
      path: '/v1/payments/summary',
      name: 'summarisePayments',
      summary: 'Counts and sums by status and currency',
      tag,
      access: { roles: readers },
      shows: summary,
      replies: { 200: Type.Object({ items: Type.Array(SummaryShown), position: PositionToken }) },
      handle: async () => {
        const position = positionToken(summary.log, await summary.position())
        const rows = await everyRow(summary)
        return ok({ items: [...showSummary(summary.log, rows)], position })
      },
    }),

    liveRoute({
      path: '/v1/payments/summary/live',
      name: 'watchPaymentSummary',
      summary: 'Watch counts and sums change',
      tag,
      access: { roles: readers },
      feed: {
        view: summary,
        show: (rows) =>
          Promise.resolve(showSummary(summary.log, rows as readonly ViewRow<SummaryRow>[])),
      },
    }),
  ]
}

// One row for each status and currency in use: a few pages at the very most.
const everyRow = async (summary: ViewReader<SummaryRow>): Promise<ViewRow<SummaryRow>[]> => {
  const rows: ViewRow<SummaryRow>[] = []
  let cursor: string | undefined
  do {
    const page = await summary.query({ limit: pageSizeMax, ...(cursor ? { cursor } : {}) })
    rows.push(...page.rows)
    cursor = page.next
  } while (cursor !== undefined)
  return rows
}
