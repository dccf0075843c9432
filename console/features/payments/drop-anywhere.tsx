import { notifications } from '@mantine/notifications'
import type { ReactElement } from 'react'
import { UploadIcon } from '../../ui/icons.tsx'
import classes from './drop-anywhere.module.css'
import { usePayer } from './upload-buttons.tsx'
import { useUpload } from './upload.tsx'
import { useWindowDrop } from './use-window-drop.ts'

/** The whole window takes a file that is dropped on it. */
export const DropAnywhere = (): ReactElement | null => {
  const mayPay = usePayer()
  return mayPay ? <DropTarget /> : null
}

// The server's own bound; a file above it would travel for nothing.
const fileBytesMax = 8 * 1024 * 1024

const DropTarget = (): ReactElement | null => {
  const { send } = useUpload()
  const isOver = useWindowDrop((files) => {
    const [file] = files
    const fault = file ? faultOf(file, files.length) : 'There was no file in it.'
    if (fault) notifications.show({ color: 'red', title: 'This was not sent', message: fault })
    else if (file) void send(file)
  })
  if (!isOver) return null
  return (
    <div className={classes['cover']}>
      <div className={classes['inner']}>
        <UploadIcon size={32} />
        <div className={classes['title']}>Drop the payment file</div>
        <div>pain.001.001.03 or .09, up to 8 MB. It is taken whole or not at all.</div>
      </div>
    </div>
  )
}

const faultOf = ({ name, size, type }: File, count: number): string | undefined => {
  if (count > 1) return 'Drop one file at a time.'
  if (!/\.xml$/i.test(name) && !type.endsWith('xml')) return 'A payment file is XML: pain.001.'
  return size > fileBytesMax ? 'The file has more than 8 MB.' : undefined
}
