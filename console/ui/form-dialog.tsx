import { Button, Group, Stack } from '@mantine/core'
import type { SyntheticEvent, ReactElement, ReactNode } from 'react'
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
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <Dialog onClose={onClose} title={title} size={size} centered>
      <form onSubmit={submit}>
        <Stack gap="md">
          {children}
          {/* Beside the button that was pressed: the top of a long form may be out of sight. */}
          {problem !== undefined && problem !== null && <ProblemNotice problem={problem} />}
          <Group justify="flex-end" gap="sm" mt={4}>
            <Button variant="default" onClick={onClose}>
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
