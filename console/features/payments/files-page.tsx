import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Outlet, useNavigate, useParams } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import type { PaymentFileShown } from '../../../contexts/payments/contract.ts'
import { useLive } from '../../api/use-live.ts'
import { useReadAgain } from '../../api/use-read-again.ts'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { FileIcon } from '../../ui/icons.tsx'
import { LiveMark } from '../../ui/live-mark.tsx'
import { formatMoney } from '../../ui/money.ts'
import { EmptyState, ProblemNotice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Time } from '../../ui/time.tsx'
import { FileProgress } from './file-progress.tsx'
import { fileList } from './file-queries.ts'
import { showMasked } from './masked.ts'
import { ChooseFileButton, TrySampleButton, usePayer } from './upload-buttons.tsx'

const columns: readonly Column<PaymentFileShown>[] = [
  {
    id: 'receivedAt',
    header: 'Received',
    width: '140px',
    cell: ({ receivedAt }) => <Time at={receivedAt} />,
  },
  {
    id: 'messageId',
    header: 'Message id',
    width: 'minmax(150px, 1.4fr)',
    cell: ({ messageId }) => (
      <span className="tabular" title={messageId}>
        {messageId}
      </span>
    ),
  },
  {
    id: 'initiatingParty',
    header: 'Initiating party',
    width: 'minmax(110px, 1fr)',
    cell: ({ initiatingParty }) => showMasked(initiatingParty ?? '–'),
  },
  {
    id: 'transactions',
    header: 'Payments',
    width: '90px',
    align: 'right',
    cell: ({ transactions }) => <span className="tabular">{transactions.toLocaleString()}</span>,
  },
  {
    id: 'result',
    header: 'Result',
    width: '210px',
    cell: (file) => <FileProgress file={file} />,
  },
  {
    id: 'sums',
    header: 'Accepted sums',
    width: 'minmax(150px, 1.4fr)',
    cell: ({ sums }) => {
      const text = sums.map(({ sum }) => formatMoney(sum)).join(' · ')
      return (
        <span className="tabular" title={text}>
          {text}
        </span>
      )
    },
  },
]

/** Every payment file that arrived, the newest first. */
export const FilesPage = (): ReactElement => {
  const client = useQueryClient()
  const readAgain = useReadAgain(fileList.queryKey)
  const navigate = useNavigate()
  const selected = useParams({ strict: false }).fileId
  const list = useInfiniteQuery(fileList)
  const live = useLive<PaymentFileShown>({
    path: '/v1/payment-files/live',
    after: list.data?.pages[0]?.position,
    onRows: readAgain,
    onLost: () => void client.resetQueries({ queryKey: fileList.queryKey }),
  })
  const mayPay = usePayer()
  const buttons = mayPay && (
    <>
      <TrySampleButton />
      <ChooseFileButton />
    </>
  )
  return (
    <Page title="Files" fill beside={<LiveMark state={live} />} actions={buttons}>
      {list.error && !list.data ? (
        <ProblemNotice problem={list.error} onRetry={list.refetch} />
      ) : (
        <DataTable
          label="Payment files"
          columns={columns}
          rows={list.data?.pages.flatMap(({ items }) => items)}
          rowId={({ fileId }) => fileId}
          selected={selected}
          onOpen={({ fileId }) => void navigate({ to: '/files/$fileId', params: { fileId } })}
          onNearEnd={() => {
            if (list.hasNextPage && !list.isFetching) void list.fetchNextPage()
          }}
          empty={
            <EmptyState icon={<FileIcon size={20} />} title="No files yet" actions={buttons}>
              A pain.001 file that is dropped on this page or sent to the API appears here with what
              was accepted and what was not.
            </EmptyState>
          }
        />
      )}
      <Outlet />
    </Page>
  )
}
