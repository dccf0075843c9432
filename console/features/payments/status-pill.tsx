import type { ReactElement } from 'react'
import type { PaymentStatus } from '../../../contexts/payments/contract.ts'
import { Pill } from '../../ui/pill.tsx'
import { statusLooks } from './payment-status.ts'

export const StatusPill = ({ status }: { status: PaymentStatus }): ReactElement => {
  const { label, tone, moving } = statusLooks[status]
  return (
    <Pill tone={tone} moving={moving}>
      {label}
    </Pill>
  )
}
