import { Button, Group, Stack } from '@mantine/core'
import type { SyntheticEvent, ReactElement, ReactNode } from 'react'
import { Dialog } from './dialog.tsx'
import { ProblemNotice } from './notice.tsx'

interface FormDialogProps {
  readonly title: string
  readonly submitLabel: string
  readonly problem?: unknown
  readonly isPending: boolean
  readonly onSubmit: () => void
  readonly onClose: () => void
  readonly children: ReactNode
}

/** Asks for what an action needs, and shows what was wrong with it. */
export const FormDialog = (props: FormDialogProps): ReactElement => {
  const { title, submitLabel, problem, isPending, onSubmit, onClose, children } = props
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <Dialog onClose={onClose} title={title} size={460} centered>
      <form onSubmit={submit}>
        <Stack gap="md">
          {problem !== undefined && problem !== null && <ProblemNotice problem={problem} />}
          {children}
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
