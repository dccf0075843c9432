import { Text, TextInput } from '@mantine/core'
import { useState, type ReactElement, type ReactNode } from 'react'
import { FormDialog } from '../../ui/form-dialog.tsx'

interface WhyDialogProps {
  readonly title: string
  readonly submitLabel: string
  readonly problem: unknown
  readonly isPending: boolean
  readonly onSubmit: (why: string) => void
  readonly onClose: () => void
  readonly children?: ReactNode
}

/** Asks for a reason, which is kept with what is done. */
export const WhyDialog = ({ onSubmit, children, ...dialog }: WhyDialogProps): ReactElement => {
  const [why, setWhy] = useState('')
  return (
    <FormDialog {...dialog} onSubmit={() => onSubmit(why.trim())}>
      {children && <Text size="sm">{children}</Text>}
      <TextInput
        label="Why"
        description="Kept with it; name nobody"
        required
        maxLength={300}
        data-autofocus
        value={why}
        onChange={({ currentTarget }) => setWhy(currentTarget.value)}
      />
    </FormDialog>
  )
}
