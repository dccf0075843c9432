import type { ContextTools } from '../../kernel/context.ts'
import type { Resource } from '../../kernel/resource.ts'
import { showPayments } from './showing.ts'
import type { PaymentRow } from './payment-row.ts'
import { payments } from './views.ts'

const viewWithinMs = 2_000

/** A payment as `GET /v1/payments/:paymentId` shows it, for those who were told of a change. */
export const paymentResource = (tools: Pick<ContextTools, 'view' | 'vault' | 'log'>): Resource => ({
  type: 'payment',
  read: async (paymentId, after) => {
    const view = tools.view<PaymentRow>(payments)
    if (!(await view.waitFor(after, viewWithinMs))) return 'not-ready'
    const row = await view.get(paymentId)
    const [shown] = row ? await showPayments(tools.vault, tools.log.name, [row]) : []
    return shown
  },
})
