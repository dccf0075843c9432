import { Button, Skeleton } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useCallback, useState, type ReactElement } from 'react'
import type { AccountShown, BalanceShown } from '../../../contexts/payments/journal/contract.ts'
import { Copy } from '../../ui/copy.tsx'
import { FileIcon } from '../../ui/icons.tsx'
import { formatAmount } from '../../ui/money.ts'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Pill } from '../../ui/pill.tsx'
import { SidePanel } from '../../ui/side-panel.tsx'
import { accountHistory, accountLines, accountQuery } from './account-queries.ts'
import { BalanceChart } from './balance-chart.tsx'
import classes from './journal.module.css'
import { Lines } from './lines.tsx'
import { StatementDialog } from './statement-dialog.tsx'

const hourMs = 60 * 60 * 1_000
const dayMs = 24 * hourMs
const daysShown = 30

/** The last days, or as many as a younger account has. */
const beginOf = ({ openedAt }: AccountShown): string => {
  const opened = openedAt === null ? 0 : Date.parse(openedAt) - hourMs
  return new Date(Math.max(Date.now() - daysShown * dayMs, opened)).toISOString()
}

/** One account: what it has, how that came, and every transaction behind it. */
export const AccountDrawer = (): ReactElement => {
  const { accountId } = useParams({ from: '/signed-in/accounts/$accountId' })
  const navigate = useNavigate()
  const close = useCallback(() => {
    void navigate({ to: '/accounts' })
  }, [navigate])
  const account = useQuery(accountQuery(accountId))
  return (
    <SidePanel key={accountId} title={account.data?.label ?? accountId} onClose={close}>
      {account.error && !account.data ? (
        <ProblemNotice problem={account.error} onRetry={account.refetch} />
      ) : account.data ? (
        <AccountBody account={account.data} />
      ) : (
        <Skeleton height={260} radius={10} />
      )}
    </SidePanel>
  )
}

const AccountBody = ({ account }: { account: AccountShown }): ReactElement => {
  const { accountId, kind, status, balances } = account
  // Asked once, so that it is one question for as long as the panel is open.
  const [from] = useState(() => beginOf(account))
  const history = useQuery(accountHistory(accountId, from))
  const lines = useInfiniteQuery(accountLines(accountId))
  const [first] = balances
  return (
    <div className={classes['stack']}>
      <div>
        <span className={classes['id']}>{accountId}</span>{' '}
        <Copy value={accountId} label="Copy the account id" />{' '}
        {status === 'closed' ? (
          <Pill tone="grey">Closed</Pill>
        ) : (
          <Pill tone={kind === 'guarded' ? 'teal' : 'slate'}>
            {kind === 'guarded' ? 'Guarded' : 'Open'}
          </Pill>
        )}
      </div>
      <div className={classes['balances']}>
        {balances.map((balance) => (
          <Balance key={balance.currency} balance={balance} />
        ))}
      </div>
      {first && (
        <section className={classes['section']}>
          <h3>Booked balance</h3>
          {history.data ? (
            <BalanceChart history={history.data} currency={first.currency} />
          ) : history.error ? (
            <ProblemNotice problem={history.error} onRetry={history.refetch} />
          ) : (
            <Skeleton height={150} radius={10} />
          )}
        </section>
      )}
      <section className={classes['section']}>
        <h3>
          Postings
          <StatementButton accountId={accountId} />
        </h3>
        {lines.error && !lines.data ? (
          <ProblemNotice problem={lines.error} onRetry={lines.refetch} />
        ) : (
          <Lines lines={lines.data?.pages.flatMap(({ items }) => items)}>
            {lines.hasNextPage && (
              <div className={classes['more']}>
                <Button
                  size="compact-xs"
                  variant="subtle"
                  loading={lines.isFetchingNextPage}
                  onClick={() => void lines.fetchNextPage()}
                >
                  Load more
                </Button>
              </div>
            )}
          </Lines>
        )}
      </section>
    </div>
  )
}

const StatementButton = ({ accountId }: { accountId: string }): ReactElement => {
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<FileIcon size={13} />}
        onClick={() => setAsking(true)}
      >
        Statement…
      </Button>
      {isAsking && <StatementDialog accountId={accountId} onClose={() => setAsking(false)} />}
    </>
  )
}

const Balance = ({ balance }: { balance: BalanceShown }): ReactElement => {
  const { currency, posted, pendingIn, pendingOut, held, available, overdraftLimit } = balance
  const amount = (minorUnits: string) => formatAmount({ minorUnits, currency })
  const parts = [
    ['Available', available],
    ['Held', held],
    ['Under way out', pendingOut],
    ['Under way in', pendingIn],
    ...(overdraftLimit === undefined ? [] : [['Overdraft limit', overdraftLimit] as const]),
  ] as const
  return (
    <div className={classes['balance']}>
      <div className={classes['posted']} data-negative={posted.startsWith('-')}>
        {amount(posted)}
        <span className={classes['currency']}>{currency}</span>
      </div>
      <dl className={classes['parts']}>
        {parts.map(([name, units]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{amount(units)}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
