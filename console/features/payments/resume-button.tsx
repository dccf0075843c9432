import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useAction } from '../../api/action.ts'
import { call } from '../../api/client.ts'
import { PlayIcon } from '../../ui/icons.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { useMay } from '../access/use-session.ts'

/** Takes the next step of a payment that waits now, for operators. */
export const ResumeButton = ({ paymentId }: { paymentId: string }): ReactElement | null => {
  const client = useQueryClient()
  const mayResume = useMay('operator')
  const resume = useAction<string, { position: string }>(
    async (id, idempotencyKey) =>
      call(`/v1/payments/${encodeURIComponent(id)}/resume`, { method: 'POST', idempotencyKey }),
    async () => {
      notifications.show({ message: 'The next step is being taken' })
      await client.invalidateQueries({ queryKey: ['payments', 'timeline', paymentId] })
    },
  )
  if (!mayResume) return null
  return (
    <>
      {resume.error && <ProblemNotice problem={resume.error} />}
      <div>
        <Button
          variant="default"
          leftSection={<PlayIcon size={13} />}
          loading={resume.isPending}
          onClick={() => resume.mutate(paymentId)}
        >
          Take the next step now
        </Button>
      </div>
    </>
  )
}
