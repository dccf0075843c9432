import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useAction } from '../../api/action.ts'
import { call } from '../../api/client.ts'
import { ProblemNotice } from '../../ui/notice.tsx'
import { usePayer } from './upload-buttons.tsx'

/** Has a file that has stalled go on. */
export const ResumeFile = ({ fileId }: { fileId: string }): ReactElement | null => {
  const client = useQueryClient()
  const mayPay = usePayer()
  const action = useAction<string, unknown>(
    async (id, idempotencyKey) =>
      call(`/v1/payment-files/${encodeURIComponent(id)}/resume`, {
        method: 'POST',
        idempotencyKey,
      }),
    async () => client.invalidateQueries({ queryKey: ['payment-files'] }),
  )
  if (!mayPay) return null
  return (
    <div style={{ marginTop: 8 }}>
      <Button
        size="xs"
        variant="default"
        loading={action.isPending}
        onClick={() => action.mutate(fileId)}
      >
        Try again
      </Button>
      {action.error && <ProblemNotice problem={action.error} />}
    </div>
  )
}
