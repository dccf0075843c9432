import { notifications } from '@mantine/notifications'
import { Dropzone } from '@mantine/dropzone'
import type { ReactElement } from 'react'
import { UploadIcon } from '../../ui/icons.tsx'
import classes from './drop-anywhere.module.css'
import { usePayer } from './upload-buttons.tsx'
import { useUpload } from './upload.tsx'

// The server's own bound; a file above it would travel for nothing.
const fileBytesMax = 8 * 1024 * 1024

/** The whole window takes a file that is dropped on it. */
export const DropAnywhere = (): ReactElement | null => {
  const { send } = useUpload()
  const mayPay = usePayer()
  if (!mayPay) return null
  return (
    <Dropzone.FullScreen
      accept={{ 'application/xml': ['.xml'], 'text/xml': ['.xml'] }}
      maxFiles={1}
      maxSize={fileBytesMax}
      onDrop={([file]) => file && void send(file)}
      onReject={([rejection]) =>
        notifications.show({
          color: 'red',
          title: 'This file was not sent',
          message: rejection?.errors[0]?.message ?? 'One pain.001 file in XML, up to 8 MB.',
        })
      }
    >
      <div className={classes['inner']}>
        <UploadIcon size={32} />
        <div className={classes['title']}>Drop the payment file</div>
        <div>pain.001.001.03 or .09, up to 8 MB. It is taken whole or not at all.</div>
      </div>
    </Dropzone.FullScreen>
  )
}
