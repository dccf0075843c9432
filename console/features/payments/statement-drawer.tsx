import { Button, Group, SegmentedControl, Skeleton } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useCallback, useState, type ReactElement } from 'react'
import type {
  BankStatementShown,
  StatementLineShown,
} from '../../../contexts/payments/statements/contract.ts'
import { LinkButton } from '../../ui/link-button.tsx'
import { ListTable, type ListColumn } from '../../ui/list-table.tsx'
import { formatMoney } from '../../ui/money.ts'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Fact, Facts } from '../../ui/page.tsx'
import { SidePanel } from '../../ui/side-panel.tsx'
import { actorWords } from '../../ui/words.ts'
import { LineActions, MatchAgain } from './line-actions.tsx'
import { showMasked } from './masked.ts'
import classes from './payment-drawer.module.css'
import { BalancePill, MatchCounts, MatchPill } from './statement-matches.tsx'
import { statementLines, statementQuery } from './statement-queries.ts'

/** One bank statement with its lines. */
export const StatementDrawer = (): ReactElement => {
  const { statementId } = useParams({ from: '/signed-in/statements/$statementId' })
  const navigate = useNavigate()
  const close = useCallback(() => {
    void navigate({ to: '/statements' })
  }, [navigate])
  const statement = useQuery(statementQuery(statementId))
  return (
    <SidePanel key={statementId} title="Bank statement" onClose={close}>
      {statement.error && !statement.data ? (
        <ProblemNotice problem={statement.error} onRetry={statement.refetch} />
      ) : statement.data ? (
        <StatementBody statement={statement.data} />
      ) : (
        <Skeleton height={220} radius={10} />
      )}
    </SidePanel>
  )
}

const StatementBody = ({ statement }: { statement: BankStatementShown }): ReactElement => (
  <div className={classes['stack']}>
    <div className={classes['top']}>
      <div>
        <div className={classes['amount']} style={{ fontSize: '1.25rem' }}>
          {statement.number}
        </div>
        <div className={classes['reference']}>
          <BalancePill check={statement.check} />
          <MatchCounts statement={statement} />
        </div>
      </div>
    </div>
    <Facts>
      <Fact name="Account">{showMasked(statement.account ?? '–')}</Fact>
      <Fact name="Format">{statement.format}</Fact>
      {statement.sequence && <Fact name="Sequence">{statement.sequence}</Fact>}
      {statement.balances.map(({ kind, amount, date }) => (
        <Fact key={`${kind}${date}${amount.minorUnits}`} name={balanceNames[kind] ?? kind}>
          <span className="tabular">{formatMoney(amount)}</span> {date}
        </Fact>
      ))}
    </Facts>
    <section className={classes['section']}>
      <h3>Lines</h3>
      <Lines statement={statement} />
    </section>
  </div>
)

const balanceNames: Readonly<Record<string, string>> = {
  OPBD: 'Opening balance',
  PRCD: 'Previous closing balance',
  CLBD: 'Closing balance',
  CLAV: 'Available',
  OPAV: 'Opening available',
}

const columns: readonly ListColumn<StatementLineShown>[] = [
  { id: 'line', header: '#', width: '36px', cell: ({ line }) => line },
  {
    id: 'amount',
    header: 'Amount',
    align: 'right',
    cell: ({ amount, direction }) => (
      <span className="tabular" style={{ whiteSpace: 'nowrap' }}>
        {direction === 'debit' ? '−' : '+'}
        {formatMoney(amount)}
      </span>
    ),
  },
  {
    id: 'party',
    header: 'Other side',
    cell: ({ counterparty, endToEndId }) => (
      <>
        {showMasked(counterparty ?? '–')}
        <div className="tabular" style={{ color: 'var(--mr-ink-3)', fontSize: '0.75rem' }}>
          {endToEndId ?? 'no reference'}
        </div>
      </>
    ),
  },
  {
    id: 'match',
    header: 'Payment',
    cell: (line) => (
      <>
        <div style={{ display: 'flex', flexWrap: 'wrap', gap: 6, alignItems: 'center' }}>
          {line.paymentId ? (
            <LinkButton
              to="/payments/$paymentId"
              params={{ paymentId: line.paymentId }}
              size="compact-xs"
              variant="default"
            >
              Open
            </LinkButton>
          ) : (
            <MatchPill match={line.match} />
          )}
          <LineActions line={line} />
        </div>
        <div style={{ color: 'var(--mr-ink-3)', fontSize: '0.75rem' }}>{whyMatched(line)}</div>
      </>
    ),
  },
]

/** What named the payment, or why none was taken. */
const whyMatched = ({ matchedBy, decidedBy, reason }: StatementLineShown): string =>
  decidedBy
    ? `${actorWords(decidedBy)}: ${reason ?? ''}`
    : (matchWords[matchedBy ?? ''] ?? matchedBy?.replaceAll('-', ' ') ?? '')

const matchWords: Readonly<Record<string, string>> = {
  uetr: 'by its UETR',
  endToEndId: 'by its end-to-end id',
  instructionId: 'by its instruction id',
  bankReference: "by the rail's reference",
  incoming: 'money that came in',
  'no-reference-known': 'no payment has its references',
}

const choices = [
  { value: 'all', label: 'All' },
  { value: 'matched', label: 'Matched' },
  { value: 'ambiguous', label: 'Ambiguous' },
  { value: 'unmatched', label: 'Unmatched' },
]

const Lines = ({ statement }: { statement: BankStatementShown }): ReactElement => {
  const { statementId, unmatched } = statement
  const [match, setMatch] = useState('all')
  const list = useInfiniteQuery(statementLines(statementId, match === 'all' ? undefined : match))
  if (list.error && !list.data) return <ProblemNotice problem={list.error} onRetry={list.refetch} />
  return (
    <>
      <Group justify="space-between" gap="xs" mb={8}>
        <SegmentedControl size="xs" data={choices} value={match} onChange={setMatch} />
        {unmatched > 0 && <MatchAgain statementId={statementId} />}
      </Group>
      <ListTable
        label="Lines"
        columns={columns}
        rows={list.data?.pages.flatMap(({ items }) => items)}
        rowId={({ line }) => String(line)}
        empty={<div style={{ padding: 12 }}>No such lines.</div>}
      />
      {list.hasNextPage && (
        <Button
          variant="default"
          size="xs"
          mt={8}
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          More lines
        </Button>
      )}
    </>
  )
}
