import { Button, FileButton } from '@mantine/core'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Outlet, useNavigate, useParams } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import type { BankStatementShown } from '../../../contexts/payments/statements/contract.ts'
import { useAction } from '../../api/action.ts'
import { call } from '../../api/client.ts'
import { useLive } from '../../api/use-live.ts'
import { useReadAgain } from '../../api/use-read-again.ts'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { BookIcon, UploadIcon } from '../../ui/icons.tsx'
import { LiveMark } from '../../ui/live-mark.tsx'
import { formatMoney } from '../../ui/money.ts'
import { EmptyState, ProblemNotice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Time } from '../../ui/time.tsx'
import { showMasked } from './masked.ts'
import { BalancePill, MatchCounts } from './statement-matches.tsx'
import { statementList } from './statement-queries.ts'
import { usePayer } from './upload-buttons.tsx'

const columns: readonly Column<BankStatementShown>[] = [
  {
    id: 'receivedAt',
    header: 'Received',
    width: '140px',
    cell: ({ receivedAt }) => <Time at={receivedAt} />,
  },
  {
    id: 'account',
    header: 'Account',
    width: 'minmax(140px, 1fr)',
    cell: ({ account }) => showMasked(account ?? '–'),
  },
  {
    id: 'number',
    header: 'Statement',
    width: 'minmax(150px, 1.2fr)',
    cell: ({ number, sequence }) => (
      <span className="tabular" title={number}>
        {number}
        {sequence ? ` · ${sequence}` : ''}
      </span>
    ),
  },
  {
    id: 'closing',
    header: 'Closing balance',
    width: '150px',
    align: 'right',
    cell: ({ balances }) => {
      const closing = balances.findLast(({ kind }) => kind === 'CLBD')
      return <span className="tabular">{closing ? formatMoney(closing.amount) : '–'}</span>
    },
  },
  {
    id: 'check',
    header: 'Check',
    width: '150px',
    cell: ({ check }) => <BalancePill check={check} />,
  },
  {
    id: 'lines',
    header: 'Lines',
    width: '80px',
    align: 'right',
    cell: ({ lines }) => <span className="tabular">{lines.toLocaleString()}</span>,
  },
  {
    id: 'matches',
    header: 'Matched with payments',
    width: 'minmax(240px, 1.6fr)',
    cell: (statement) => <MatchCounts statement={statement} />,
  },
]

/** Every bank statement that arrived, the newest first. */
export const StatementsPage = (): ReactElement => {
  const client = useQueryClient()
  const readAgain = useReadAgain(['bank-statements'])
  const navigate = useNavigate()
  const selected = useParams({ strict: false }).statementId
  const list = useInfiniteQuery(statementList)
  const live = useLive<BankStatementShown>({
    path: '/v1/bank-statements/live',
    after: list.data?.pages[0]?.position,
    onRows: readAgain,
    onLost: () => void client.resetQueries({ queryKey: statementList.queryKey }),
  })
  const mayPay = usePayer()
  const upload = useAction<File, unknown>(
    async (file, idempotencyKey) =>
      call('/v1/bank-statements', {
        method: 'POST',
        file: { text: file, mediaType: 'application/xml' },
        idempotencyKey,
      }),
    async () => client.invalidateQueries({ queryKey: ['bank-statements'] }),
  )
  const button = mayPay && (
    <FileButton
      accept=".xml,application/xml,text/xml"
      onChange={(file) => file && upload.mutate(file)}
    >
      {(props) => (
        <Button {...props} leftSection={<UploadIcon size={14} />} loading={upload.isPending}>
          Upload camt.053
        </Button>
      )}
    </FileButton>
  )
  return (
    <Page title="Bank statements" fill beside={<LiveMark state={live} />} actions={button}>
      {upload.error && <ProblemNotice problem={upload.error} />}
      {list.error && !list.data ? (
        <ProblemNotice problem={list.error} onRetry={list.refetch} />
      ) : (
        <DataTable
          label="Bank statements"
          columns={columns}
          rows={list.data?.pages.flatMap(({ items }) => items)}
          rowId={({ statementId }) => statementId}
          selected={selected}
          onOpen={({ statementId }) =>
            void navigate({ to: '/statements/$statementId', params: { statementId } })
          }
          onNearEnd={() => {
            if (list.hasNextPage && !list.isFetching) void list.fetchNextPage()
          }}
          empty={
            <EmptyState icon={<BookIcon size={20} />} title="No statements yet" actions={button}>
              A camt.053 message from a bank appears here, each line with the payment that it is
              about.
            </EmptyState>
          }
        />
      )}
      <Outlet />
    </Page>
  )
}
