import { Link } from '@tanstack/react-router'
import type { PaymentShown } from '../../../contexts/payments/contract.ts'
import { Amount } from '../../ui/amount.tsx'
import type { Column } from '../../ui/data-table.tsx'
import { AlertIcon } from '../../ui/icons.tsx'
import { Time } from '../../ui/time.tsx'
import { Party } from './party.tsx'
import classes from './payments.module.css'
import { sentenceOf } from './payment-status.ts'
import { StatusPill } from './status-pill.tsx'

const columns: readonly (Column<PaymentShown> & { readonly fromWidth?: number })[] = [
  {
    id: 'receivedAt',
    header: 'Received',
    width: '120px',
    sortBy: 'receivedAt',
    cell: ({ receivedAt }) => (
      <span className={classes['quiet']}>
        <Time at={receivedAt} />
      </span>
    ),
  },
  {
    id: 'status',
    header: 'Status',
    width: '124px',
    cell: ({ status, needsOperator }) => (
      <span className={classes['status']}>
        <StatusPill status={status} />
        {needsOperator && (
          <span className={classes['attention']} title={sentenceOf(needsOperator)}>
            <AlertIcon size={14} />
            <span className="visually-hidden">Needs attention</span>
          </span>
        )}
      </span>
    ),
  },
  {
    id: 'amount',
    header: 'Amount',
    width: '144px',
    align: 'right',
    sortBy: 'amount',
    cell: ({ amount }) => <Amount value={amount} />,
  },
  {
    id: 'debtor',
    header: 'Debtor',
    width: 'minmax(120px, 1fr)',
    cell: ({ debtor }) => <Party party={debtor} />,
  },
  {
    id: 'creditor',
    header: 'Creditor',
    width: 'minmax(120px, 1fr)',
    cell: ({ creditor }) => <Party party={creditor} />,
  },
  {
    id: 'endToEndId',
    header: 'End-to-end id',
    width: 'minmax(120px, 1fr)',
    cell: ({ endToEndId }) => (
      <span className="tabular" title={endToEndId}>
        {endToEndId}
      </span>
    ),
  },
  {
    id: 'railReference',
    header: 'Rail reference',
    width: 'minmax(96px, 0.6fr)',
    fromWidth: 1_020,
    cell: ({ railReference }) => (
      <span className={`tabular ${classes['quiet']}`} title={railReference}>
        {railReference ?? '–'}
      </span>
    ),
  },
  {
    id: 'file',
    header: 'File',
    width: '90px',
    fromWidth: 1_140,
    cell: ({ fileId }) =>
      fileId ? (
        <Link
          to="/files/$fileId"
          params={{ fileId }}
          tabIndex={-1}
          className={classes['file']}
          onClick={(event) => event.stopPropagation()}
        >
          {fileId.slice(-8)}
        </Link>
      ) : (
        <span className={classes['quiet']}>–</span>
      ),
  },
]

/** The columns that a table of this width has room for. */
export const paymentColumns = (width: number): readonly Column<PaymentShown>[] =>
  columns.filter(({ fromWidth = 0 }) => width === 0 || width >= fromWidth)
