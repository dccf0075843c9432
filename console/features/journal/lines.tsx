import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Fragment, useState, type ReactElement, type ReactNode } from 'react'
import type { LineShown } from '../../../contexts/payments/journal/contract.ts'
import { Copy } from '../../ui/copy.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { formatMoney } from '../../ui/money.ts'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Time } from '../../ui/time.tsx'
import { transactionQuery } from './account-queries.ts'
import classes from './journal.module.css'
import { movementOf } from './movement.ts'
import { ReverseButton } from './reverse-button.tsx'

interface LinesProps {
  /** Undefined while they are being read. */
  readonly lines: readonly LineShown[] | undefined
  readonly children?: ReactNode
}

/** What happened on an account; a transaction opens below its line. */
export const Lines = ({ lines, children }: LinesProps): ReactElement => {
  const [opened, setOpened] = useState<string>()
  if (!lines) return <Skeleton height={120} radius={10} />
  if (lines.length === 0) return <span className={classes['quiet']}>Nothing has been booked.</span>
  return (
    <div className={classes['lines']}>
      {lines.map((line) => {
        const key = `${line.position} ${line.currency}`
        const isOpen = opened === key
        return (
          <Fragment key={key}>
            <LineRow
              line={line}
              isOpen={isOpen}
              onToggle={() => setOpened(isOpen ? undefined : key)}
            />
            {isOpen && <Detail line={line} />}
          </Fragment>
        )
      })}
      {children}
    </div>
  )
}

interface LineRowProps {
  readonly line: LineShown
  readonly isOpen: boolean
  readonly onToggle: () => void
}

const LineRow = ({ line, isOpen, onToggle }: LineRowProps): ReactElement => {
  const { minorUnits, side, kind, words } = movementOf(line)
  return (
    <button type="button" className={classes['lineRow']} aria-expanded={isOpen} onClick={onToggle}>
      <span className={classes['quiet']}>
        <Time at={line.recordedAt} />
      </span>
      <span className={classes['what']}>
        {words}
        {(line.description ?? line.reference) && (
          <span className={classes['quiet']}> · {line.description ?? line.reference}</span>
        )}
      </span>
      <span className={classes['move']} data-side={side} data-kind={kind}>
        {formatMoney({ minorUnits, currency: line.currency })}
      </span>
    </button>
  )
}

const Detail = ({ line }: { line: LineShown }): ReactElement => (
  <div className={classes['detail']}>
    {line.transactionId === undefined ? null : <Transaction transactionId={line.transactionId} />}
    {line.paymentId !== undefined && (
      <LinkButton
        to="/payments/$paymentId"
        params={{ paymentId: line.paymentId }}
        variant="default"
        size="compact-xs"
      >
        Show its payment
      </LinkButton>
    )}
    <div className={classes['facts']}>
      Counts from {line.effectiveDate}
      {line.reference !== undefined && ` · reference ${line.reference}`}
      {line.holdId !== undefined && ` · hold ${line.holdId}`}
    </div>
  </div>
)

const Transaction = ({ transactionId }: { transactionId: string }): ReactElement => {
  const { data, error, refetch } = useQuery(transactionQuery(transactionId))
  if (error && !data) return <ProblemNotice problem={error} onRetry={refetch} />
  if (!data) return <Skeleton height={48} />
  return (
    <>
      <table className={classes['postings']}>
        <tbody>
          {data.postings.map(({ account, amount }, index) => (
            // Two postings of a transaction may be alike.
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={index}>
              <td className={classes['id']}>{account}</td>
              <td>{formatMoney(amount)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className={classes['facts']}>
        Transaction {transactionId} <Copy value={transactionId} label="Copy the transaction id" />
        {data.reverses !== undefined && ' · takes back another one'}
        {data.reversedBy !== undefined && ' · was taken back'}
      </div>
      <ReverseButton transaction={data} />
    </>
  )
}
