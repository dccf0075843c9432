import { notifications } from '@mantine/notifications'
import { useQueryClient, type UseMutationResult } from '@tanstack/react-query'
import { useAction } from '../../api/action.ts'
import { call, type ApiRequest } from '../../api/client.ts'
import type { ApiProblem } from '../../api/problem.ts'

interface Answer {
  readonly position: string
  /** Of a capture or refund that waits for somebody else. */
  readonly approvalId?: string
}

/** Asks one thing of a payment, and reads it again once it shows the change. */
export const usePaymentAction = (
  paymentId: string,
  path: string,
  said: string | ((answer: Answer) => string),
  onDone?: () => void,
): UseMutationResult<Answer, ApiProblem, ApiRequest['body']> => {
  const client = useQueryClient()
  return useAction<ApiRequest['body'], Answer>(
    async (body, idempotencyKey) => call(path, { method: 'POST', body, idempotencyKey }),
    async (answer) => {
      const { position } = answer
      onDone?.()
      notifications.show({ message: typeof said === 'string' ? said : said(answer) })
      const query = { after: position }
      await call(`/v1/payments/${encodeURIComponent(paymentId)}`, { query }).catch(() => undefined)
      await Promise.all([
        client.invalidateQueries({ queryKey: ['payments', 'one', paymentId] }),
        client.invalidateQueries({ queryKey: ['payments', 'timeline', paymentId] }),
        client.invalidateQueries({ queryKey: ['approvals'] }),
      ])
    },
  )
}
