import { Modal, type ModalProps } from '@mantine/core'
import type { ReactElement } from 'react'
import { useFocusBack } from './use-focus-back.ts'

/** A dialog is open for as long as it is drawn, and gives the focus back when it is gone. */
export const Dialog = (props: Omit<ModalProps, 'opened'>): ReactElement => {
  useFocusBack()
  return <Modal {...props} opened />
}
