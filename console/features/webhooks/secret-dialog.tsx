import { Button, Group, Stack } from '@mantine/core'
import type { ReactElement, ReactNode } from 'react'
import { Dialog } from '../../ui/dialog.tsx'
import { Copy } from '../../ui/copy.tsx'
import { Notice } from '../../ui/notice.tsx'
import classes from './webhooks.module.css'

interface SecretDialogProps {
  readonly secret: string
  readonly onClose: () => void
  readonly children?: ReactNode
}

/** Closed by its button alone: a click beside it must not lose the secret. */
export const SecretDialog = ({ secret, onClose, children }: SecretDialogProps): ReactElement => (
  <Dialog
    onClose={onClose}
    title="The signing secret"
    size={560}
    centered
    closeOnClickOutside={false}
    closeOnEscape={false}
    withCloseButton={false}
  >
    <Stack gap="md">
      <Notice tone="amber" title="Copy it now">
        It is shown here and never again. The receiver checks each delivery with it.
      </Notice>
      <div className={classes['secret']}>
        <code className="mono">{secret}</code>
        <Copy value={secret} label="Copy the secret" />
      </div>
      {children}
      <Group justify="flex-end">
        <Button onClick={onClose}>I have copied it</Button>
      </Group>
    </Stack>
  </Dialog>
)
