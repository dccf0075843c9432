import { Button } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMemo, useState, type ReactElement } from 'react'
import type { LiveState } from '../../api/live.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { InboxIcon, SearchIcon } from '../../ui/icons.tsx'
import { LiveMark } from '../../ui/live-mark.tsx'
import { EmptyState, ProblemNotice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { paymentColumns } from './payment-columns.tsx'
import { PaymentFilters } from './payment-filters.tsx'
import { defaultSort, isSort, type PaymentSearch } from './payment-search.ts'
import classes from './payments.module.css'
import { SummaryStrip } from './summary-strip.tsx'
import { ChooseFileButton, NewPaymentButton, TrySampleButton, usePayer } from './upload-buttons.tsx'
import { UploadResult } from './upload-result.tsx'
import { useLivePayments, type LivePayments } from './use-live-payments.ts'

/** Every payment and where it stands, live. */
export const PaymentsPage = (): ReactElement => {
  const search = useSearch({ from: '/signed-in/payments' })
  const navigate = useNavigate()
  const mayPay = usePayer()
  const [live, setLive] = useState<LiveState>('connecting')
  const change = (changed: PaymentSearch): void => {
    void navigate({ to: '/payments', search: changed, replace: true })
  }
  return (
    <Page
      title="Payments"
      fill
      beside={<LiveMark state={live} />}
      actions={
        mayPay && (
          <>
            <TrySampleButton />
            <NewPaymentButton />
            <ChooseFileButton />
          </>
        )
      }
    >
      <SummaryStrip
        chosen={search.status}
        onChoose={(status) => {
          const { status: _, ...others } = search
          change(status ? { ...others, status } : others)
        }}
      />
      <UploadResult />
      <PaymentFilters search={search} onChange={change} />
      {/* Each search is a list of its own, with its own place to scroll. */}
      <PaymentList
        key={JSON.stringify(search)}
        search={search}
        onChange={change}
        onLive={setLive}
      />
      <Outlet />
    </Page>
  )
}

interface PaymentListProps {
  readonly search: PaymentSearch
  readonly onChange: (search: PaymentSearch) => void
  readonly onLive: (state: LiveState) => void
}

const PaymentList = ({ search, onChange, onLive }: PaymentListProps): ReactElement => {
  const navigate = useNavigate()
  const selected = useParams({ strict: false }).paymentId
  const payments = useLivePayments(search, onLive)
  const { ref, width } = useElementSize()
  const [topSignal, setTopSignal] = useState(0)
  const goToTop = (): void => {
    payments.release()
    setTopSignal((before) => before + 1)
  }
  const columns = useMemo(() => paymentColumns(width), [width])
  if (payments.problem && !payments.rows)
    return <ProblemNotice problem={payments.problem} onRetry={payments.reload} />
  return (
    <div className={classes['list']} ref={ref}>
      {payments.heldCount > 0 && (
        <Button size="xs" radius="xl" className={classes['held'] ?? ''} onClick={goToTop}>
          ↑ {payments.heldCount.toLocaleString()} new
        </Button>
      )}
      <DataTable
        label="Payments"
        columns={columns}
        rows={payments.rows}
        rowId={({ paymentId }) => paymentId}
        selected={selected}
        flashes={payments.flashes}
        onOpen={({ paymentId }) =>
          void navigate({
            to: '/payments/$paymentId',
            params: { paymentId },
            search,
            replace: selected !== undefined,
          })
        }
        sorting={{
          by: search.sort ?? defaultSort,
          onChange: (sort) => isSort(sort) && onChange({ ...search, sort }),
        }}
        onNearEnd={payments.loadMore}
        onScrolled={payments.setAtTop}
        topSignal={topSignal}
        empty={<NoPayments search={search} onClear={() => onChange({})} />}
        foot={<ListFoot payments={payments} />}
      />
    </div>
  )
}

const ListFoot = ({ payments }: { payments: LivePayments }): ReactElement => {
  const { rows, hasMore, isLoadingMore, loadMore } = payments
  return (
    <>
      <span className="tabular">
        {rows === undefined
          ? 'Loading'
          : `${rows.length.toLocaleString()} ${hasMore ? 'shown' : 'in all'}`}
      </span>
      {hasMore && (
        <Button size="compact-xs" variant="subtle" loading={isLoadingMore} onClick={loadMore}>
          Load more
        </Button>
      )}
    </>
  )
}

const NoPayments = ({
  search,
  onClear,
}: {
  search: PaymentSearch
  onClear: () => void
}): ReactElement => {
  const mayPay = usePayer()
  const { sort: _, ...filters } = search
  if (Object.keys(filters).length > 0)
    return (
      <EmptyState
        icon={<SearchIcon size={20} />}
        title="No payment fits"
        actions={
          <Button variant="default" onClick={onClear}>
            Clear the filters
          </Button>
        }
      >
        New ones appear here by themselves as soon as they fit.
      </EmptyState>
    )
  return (
    <EmptyState
      icon={<InboxIcon size={20} />}
      title="No payments yet"
      actions={
        mayPay && (
          <>
            <TrySampleButton />
            <NewPaymentButton />
            <ChooseFileButton />
          </>
        )
      }
    >
      {mayPay
        ? 'Drop a pain.001 file anywhere on this page, or try one of the samples: it takes a few seconds to watch payments settle.'
        : 'Payments appear here as soon as an operator or a program sends some.'}
    </EmptyState>
  )
}
