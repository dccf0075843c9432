import { Button, Group, Stack } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEffect, useRef, type SyntheticEvent, type ReactElement, type ReactNode } from 'react'
import { Dialog } from './dialog.tsx'
import { ProblemNotice } from './notice.tsx'

interface FormDialogProps {
  readonly title: string
  readonly submitLabel: string
  readonly problem?: unknown
  readonly isPending: boolean
  /** Pixels wide; 460 where it says nothing. */
  readonly size?: number
  readonly onSubmit: () => void
  readonly onClose: () => void
  readonly children: ReactNode
}

/** Asks for what an action needs, and shows what was wrong with it. */
export const FormDialog = (props: FormDialogProps): ReactElement => {
  const { title, submitLabel, problem, isPending, size = 460, onSubmit, onClose, children } = props
  const { decide, close } = useToldWhenGone(problem, onClose)
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    decide()
    onSubmit()
  }
  return (
    <Dialog onClose={close} title={title} size={size} centered>
      <form onSubmit={submit}>
        <Stack gap="md">
          {children}
          {/* Beside the button that was pressed: the top of a long form may be out of sight. */}
          {problem !== undefined && problem !== null && <ProblemNotice problem={problem} />}
          <Group justify="flex-end" gap="sm" mt={4}>
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={isPending}>
              {submitLabel}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}

/**
 * What a dialog is about may end while somebody fills it in: another person decides, a payment is over. The dialog is
 * gone with it then, and nobody shall believe that they have done something.
 */
const useToldWhenGone = (problem: unknown, onClose: () => void) => {
  const decided = useRef(false)
  const isThere = useRef(false)
  useEffect(() => {
    if (problem) decided.current = false
  }, [problem])
  useEffect(() => {
    isThere.current = true
    return () => {
      isThere.current = false
      // Development takes each part of a page away once and puts it back at once.
      setTimeout(() => {
        if (!isThere.current && !decided.current) notifications.show({ ...gone, color: 'yellow' })
      })
    }
  }, [])
  const decide = (): void => {
    decided.current = true
  }
  const close = (): void => {
    decide()
    onClose()
  }
  return { decide, close }
}

const gone = {
  title: 'Nothing was done',
  message: 'The dialog was closed: what it was about has changed meanwhile, or the page was left.',
} as const
