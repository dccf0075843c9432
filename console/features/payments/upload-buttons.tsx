import { Button, FileButton, Menu } from '@mantine/core'
import { useState, type ReactElement } from 'react'
import { DownIcon, PlusIcon, UploadIcon } from '../../ui/icons.tsx'
import { useMay } from '../access/use-session.ts'
import { OrderDialog } from './order-dialog.tsx'
import { samples } from './samples.ts'
import { useUpload } from './upload.tsx'

/** Roles that may have payments made. */
export const usePayer = (): boolean => useMay('operator', 'administrator')

/** One payment, written by hand. */
export const NewPaymentButton = (): ReactElement => {
  const [isWriting, setWriting] = useState(false)
  return (
    <>
      <Button
        variant="default"
        leftSection={<PlusIcon size={14} />}
        onClick={() => setWriting(true)}
      >
        New payment
      </Button>
      {isWriting && <OrderDialog onClose={() => setWriting(false)} />}
    </>
  )
}

export const TrySampleButton = (): ReactElement | null => {
  const { trySample, isSending } = useUpload()
  return (
    <Menu width={300}>
      <Menu.Target>
        <Button variant="default" rightSection={<DownIcon size={12} />} disabled={isSending}>
          Try a sample file
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {samples.map((sample) => (
          <Menu.Item key={sample.fileName} onClick={() => void trySample(sample)}>
            <div style={{ fontWeight: 550 }}>{sample.title}</div>
            <div style={{ color: 'var(--mr-ink-3)', fontSize: '0.75rem' }}>{sample.says}</div>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

export const ChooseFileButton = (): ReactElement => {
  const { send, isSending } = useUpload()
  return (
    <FileButton accept=".xml,application/xml,text/xml" onChange={(file) => file && void send(file)}>
      {(props) => (
        <Button {...props} leftSection={<UploadIcon size={14} />} loading={isSending}>
          Upload pain.001
        </Button>
      )}
    </FileButton>
  )
}
