import { Progress } from '@mantine/core'
import type { ReactElement } from 'react'
import type { PaymentFileShown } from '../../../contexts/payments/contract.ts'
import { Pill } from '../../ui/pill.tsx'

type Shown = Pick<PaymentFileShown, 'status' | 'transactions' | 'accepted' | 'rejected'>

/** How far a file has come: a bar while its payments are received, what became of them afterwards. */
export const FileProgress = ({ file }: { file: Shown }): ReactElement => {
  const { status, transactions, accepted, rejected } = file
  const done = accepted + rejected
  return (
    <span style={{ display: 'inline-flex', gap: 6, alignItems: 'center', minWidth: 0 }}>
      {status === 'receiving' && (
        <>
          <Progress
            value={transactions === 0 ? 100 : (done / transactions) * 100}
            aria-label="Payments received"
            style={{ width: 64 }}
          />
          <span className="tabular">
            {done.toLocaleString()} of {transactions.toLocaleString()}
          </span>
        </>
      )}
      {status === 'stalled' && <Pill tone="red">Stalled at {done.toLocaleString()}</Pill>}
      {status === 'completed' && (
        <>
          <Pill tone="green">{accepted.toLocaleString()} accepted</Pill>
          {rejected > 0 && <Pill tone="red">{rejected.toLocaleString()} rejected</Pill>}
        </>
      )}
    </span>
  )
}
