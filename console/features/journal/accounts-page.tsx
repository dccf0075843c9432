import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Outlet, useNavigate, useParams } from '@tanstack/react-router'
import { useState, type ReactElement } from 'react'
import type { AccountShown } from '../../../contexts/payments/journal/contract.ts'
import { useLive } from '../../api/use-live.ts'
import { useReadAgain } from '../../api/use-read-again.ts'
import { Amount } from '../../ui/amount.tsx'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { BookIcon, PlusIcon, SearchIcon } from '../../ui/icons.tsx'
import { LiveMark } from '../../ui/live-mark.tsx'
import { EmptyState, ProblemNotice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Pill } from '../../ui/pill.tsx'
import { Time } from '../../ui/time.tsx'
import { accountList } from './account-queries.ts'
import classes from './journal.module.css'
import { OpenAccountDialog } from './open-account-dialog.tsx'
import { TransactionDialog } from './transaction-dialog.tsx'
import { useKeeper } from './use-keeper.ts'

type Part = 'posted' | 'available' | 'held'

// Most accounts have one currency; of one with several the first is shown here, and all when it is opened.
const amountOf = ({ balances }: AccountShown, part: Part): ReactElement => {
  const [first, ...others] = balances
  if (!first) return <span className={classes['quiet']}>–</span>
  return (
    <>
      <Amount value={{ minorUnits: first[part], currency: first.currency }} />
      {part === 'posted' && <MoreCurrencies count={others.length} />}
    </>
  )
}

const MoreCurrencies = ({ count }: { count: number }): ReactElement | null => {
  if (count === 0) return null
  const words = count === 1 ? 'more currency' : 'more currencies'
  return (
    <span className={classes['quiet']} title={`and ${count} ${words}`}>
      {' '}
      +{count} <span className="visually-hidden">{words}</span>
    </span>
  )
}

const columns: readonly Column<AccountShown>[] = [
  {
    id: 'accountId',
    header: 'Account',
    width: 'minmax(180px, 1.6fr)',
    cell: ({ accountId, label }) => (
      <span title={accountId}>
        <span className={classes['id']}>{accountId}</span>
        {label && <span className={classes['quiet']}> · {label}</span>}
      </span>
    ),
  },
  {
    id: 'kind',
    header: 'Kind',
    width: '120px',
    cell: ({ kind, status }) => {
      if (status === 'closed') return <Pill tone="grey">Closed</Pill>
      return kind === 'guarded' ? <Pill tone="teal">Guarded</Pill> : <Pill tone="slate">Open</Pill>
    },
  },
  {
    id: 'posted',
    header: 'Booked',
    width: '170px',
    align: 'right',
    cell: (account) => amountOf(account, 'posted'),
  },
  {
    id: 'available',
    header: 'Available',
    width: '170px',
    align: 'right',
    cell: (account) => amountOf(account, 'available'),
  },
  {
    id: 'held',
    header: 'Held',
    width: '140px',
    align: 'right',
    cell: (account) => amountOf(account, 'held'),
  },
  {
    id: 'bookedAt',
    header: 'Last booking',
    width: '140px',
    cell: ({ bookedAt }) =>
      bookedAt === null ? <span className={classes['quiet']}>–</span> : <Time at={bookedAt} />,
  },
]

/** Every account with its balances, live. */
export const AccountsPage = (): ReactElement => {
  const client = useQueryClient()
  const readAgain = useReadAgain(['accounts'])
  const navigate = useNavigate()
  const selected = useParams({ strict: false }).accountId
  const [typed, setTyped] = useState('')
  const [prefix] = useDebouncedValue(typed.trim(), 200)
  const options = accountList(isPrefix(prefix) ? prefix : undefined)
  const list = useInfiniteQuery(options)
  const live = useLive<AccountShown>({
    path: '/v1/accounts/live',
    after: list.data?.pages[0]?.position,
    onRows: readAgain,
    onLost: () => void client.resetQueries({ queryKey: ['accounts'] }),
  })
  return (
    <Page
      title="Accounts"
      fill
      beside={<LiveMark state={live} />}
      actions={useKeeper() && <AccountButtons />}
    >
      <TextInput
        className={classes['search'] ?? ''}
        aria-label="Accounts that begin with"
        placeholder="customer:8124:"
        leftSection={<SearchIcon size={14} />}
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        error={typed !== '' && !isPrefix(typed.trim()) ? 'No account id begins so' : undefined}
      />
      {list.error && !list.data ? (
        <ProblemNotice problem={list.error} onRetry={list.refetch} />
      ) : (
        <DataTable
          label="Accounts"
          columns={columns}
          rows={list.data?.pages.flatMap(({ items }) => items)}
          rowId={({ accountId }) => accountId}
          selected={selected}
          onOpen={({ accountId }) =>
            void navigate({ to: '/accounts/$accountId', params: { accountId } })
          }
          onNearEnd={() => {
            if (list.hasNextPage && !list.isFetching) void list.fetchNextPage()
          }}
          empty={
            <EmptyState
              icon={<BookIcon />}
              title={prefix ? 'No account begins so' : 'No accounts yet'}
            >
              Accounts appear here when somebody opens them, here or through the API, or when a
              payment moves money for the first time.
            </EmptyState>
          }
        />
      )}
      <Outlet />
    </Page>
  )
}

const AccountButtons = (): ReactElement => {
  const [dialog, setDialog] = useState<'account' | 'transaction'>()
  const close = () => setDialog(undefined)
  return (
    <>
      <Button variant="default" onClick={() => setDialog('account')}>
        Open an account
      </Button>
      <Button leftSection={<PlusIcon size={14} />} onClick={() => setDialog('transaction')}>
        New transaction
      </Button>
      {dialog === 'account' && <OpenAccountDialog onClose={close} />}
      {dialog === 'transaction' && <TransactionDialog onClose={close} />}
    </>
  )
}

/** The same form as the API's, which refuses anything else. */
const isPrefix = (text: string): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9._-]*(:[A-Za-z0-9][A-Za-z0-9._-]*)*:?$/.test(text)
