import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Panel } from '../../ui/page.tsx'
import { ownSessions } from './account-queries.ts'
import { SessionLines } from './session-lines.tsx'
import { useChange } from './use-change.ts'

/** Where one is signed in. */
export const SessionsPanel = (): ReactElement => {
  const sessions = useQuery(ownSessions)
  const list = { path: '/v1/account/sessions', queryKey: ownSessions.queryKey }
  const end = useChange(list)
  const others = sessions.data?.items.filter(({ isCurrent }) => !isCurrent) ?? []
  return (
    <Panel
      title="Where you are signed in"
      actions={
        others.length > 0 && (
          <Button
            size="xs"
            variant="default"
            loading={end.isPending}
            onClick={() => end.mutate({ method: 'POST', path: '/v1/account/sessions/end-others' })}
          >
            Sign out everywhere else
          </Button>
        )
      }
    >
      {sessions.error && !sessions.data && (
        <ProblemNotice problem={sessions.error} onRetry={sessions.refetch} />
      )}
      {end.error && <ProblemNotice problem={end.error} />}
      {sessions.data && (
        <SessionLines
          sessions={sessions.data.items}
          onEnd={(sessionId) =>
            end.mutate({ method: 'DELETE', path: `/v1/account/sessions/${sessionId}` })
          }
        />
      )}
    </Panel>
  )
}
