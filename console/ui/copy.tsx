import { ActionIcon, CopyButton, Tooltip } from '@mantine/core'
import type { ReactElement } from 'react'
import { CheckIcon, CopyIcon } from './icons.tsx'

/** Copies a text; says so for a moment. */
export const Copy = ({ value, label }: { value: string; label: string }): ReactElement => (
  <CopyButton value={value} timeout={1_500}>
    {({ copied, copy }) => (
      <Tooltip label={copied ? 'Copied' : label}>
        <ActionIcon
          size="sm"
          style={{ verticalAlign: 'middle' }}
          aria-label={copied ? 'Copied' : label}
          onClick={copy}
        >
          {copied ? <CheckIcon size={14} /> : <CopyIcon size={14} />}
        </ActionIcon>
      </Tooltip>
    )}
  </CopyButton>
)
