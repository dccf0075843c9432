import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import type { ReactElement, ReactNode } from 'react'
import { useAction } from '../../api/action.ts'
import { call } from '../../api/client.ts'
import type { ApiProblem } from '../../api/problem.ts'
import { CloseIcon, PauseIcon, PlayIcon, RefreshIcon } from '../../ui/icons.tsx'
import { useMay } from '../access/use-session.ts'
import { viewList, type ViewStatus } from './platform-queries.ts'
import classes from './platform.module.css'
import { isUnderWay } from './view-progress.tsx'

type Act = 'rebuild' | 'pause' | 'resume' | 'cancel'

const looks: Readonly<Record<Act, { label: string; icon: ReactNode }>> = {
  rebuild: { label: 'Rebuild', icon: <RefreshIcon size={13} /> },
  pause: { label: 'Pause', icon: <PauseIcon size={13} /> },
  resume: { label: 'Resume', icon: <PlayIcon size={13} /> },
  cancel: { label: 'Cancel', icon: <CloseIcon size={13} /> },
}

/** Builds a view anew beside the live one, for operators. */
export const RebuildActions = ({ view }: { view: ViewStatus }): ReactElement | null => {
  const client = useQueryClient()
  const mayOperate = useMay('operator', 'administrator')
  const act = useAction<Act, ViewStatus>(
    async (name, idempotencyKey) =>
      call(`/v1/views/${view.context}/${view.name}/${name}`, { method: 'POST', idempotencyKey }),
    async () => client.invalidateQueries({ queryKey: viewList.queryKey }),
  )
  if (!mayOperate) return null
  const tell = (problem: ApiProblem): void => {
    notifications.show({ color: 'red', title: problem.title, message: problem.detail ?? '' })
  }
  return (
    <span className={classes['buttons']}>
      {actsFor(view).map((name) => (
        <Button
          key={name}
          size="xs"
          variant="default"
          leftSection={looks[name].icon}
          loading={act.isPending && act.variables === name}
          aria-label={`${looks[name].label} ${view.name}`}
          onClick={() => act.mutate(name, { onError: tell })}
        >
          {looks[name].label}
        </Button>
      ))}
    </span>
  )
}

const actsFor = ({ rebuild }: ViewStatus): readonly Act[] => {
  if (!rebuild || !isUnderWay(rebuild)) return ['rebuild']
  return rebuild.state === 'paused' ? ['resume', 'cancel'] : ['pause', 'cancel']
}
