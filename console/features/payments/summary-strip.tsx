import { HoverCard } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Fragment, useState, type ReactElement } from 'react'
import type { PaymentStatus, SummaryShown } from '../../../contexts/payments/contract.ts'
import { useLive } from '../../api/use-live.ts'
import { ChevronIcon } from '../../ui/icons.tsx'
import { formatAmount, formatMoney } from '../../ui/money.ts'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Dot } from '../../ui/pill.tsx'
import { toneStyle } from '../../ui/tone.ts'
import { paymentSummary } from './payment-queries.ts'
import { statuses, statusLooks } from './payment-status.ts'
import {
  fullest,
  groupLooks,
  groupOf,
  totalsByGroup,
  type GroupName,
  type GroupTotals,
} from './summary-groups.ts'
import { replaceRows, totalsByStatus, type StatusTotals, type Sum } from './summary-rows.ts'
import classes from './summary-strip.module.css'

interface SummaryStripProps {
  readonly chosen: PaymentStatus | undefined
  readonly onChoose: (status: PaymentStatus | undefined) => void
}

/** How many payments are where, live, in four groups; one of them open shows its statuses, which narrow the list. */
export const SummaryStrip = ({ chosen, onChoose }: SummaryStripProps): ReactElement => {
  const client = useQueryClient()
  const summary = useQuery(paymentSummary)
  const [opened, setOpened] = useState<GroupName>()
  useLive<SummaryShown>({
    path: '/v1/payments/summary/live',
    after: summary.data?.position,
    onRows: (changed) =>
      client.setQueryData(paymentSummary.queryKey, (data) =>
        data ? { ...data, items: replaceRows(data.items, changed) } : data,
      ),
    onLost: () => void client.resetQueries({ queryKey: paymentSummary.queryKey }),
  })
  if (summary.error && !summary.data)
    return <ProblemNotice problem={summary.error} onRetry={summary.refetch} />
  const groups = totalsByGroup(totalsByStatus(statuses, summary.data?.items ?? []))
  // What the list is narrowed to is always in sight.
  const shown = chosen === undefined ? opened : groupOf[chosen]
  const open = groups.find(({ name }) => name === shown)
  return (
    <section className={classes['strip']} aria-label="Payments by status" aria-busy={!summary.data}>
      <div className={classes['groups']}>
        {groups.map((group) => (
          <Group
            key={group.name}
            group={group}
            isKnown={summary.data !== undefined}
            isOpen={group.name === shown}
            onToggle={() => {
              setOpened(group.name === shown ? undefined : group.name)
              if (chosen !== undefined) onChoose(undefined)
            }}
          />
        ))}
      </div>
      {open && (
        <div className={classes['statuses']} id="statuses-of-group">
          {open.statuses.map((totals) => (
            <StatusChip
              key={totals.status}
              totals={totals}
              isChosen={chosen === totals.status}
              onChoose={() => {
                setOpened(open.name)
                onChoose(chosen === totals.status ? undefined : totals.status)
              }}
            />
          ))}
        </div>
      )}
    </section>
  )
}

interface GroupProps {
  readonly group: GroupTotals
  readonly isKnown: boolean
  readonly isOpen: boolean
  readonly onToggle: () => void
}

const partsShown = 2

const Group = ({ group, isKnown, isOpen, onToggle }: GroupProps): ReactElement => {
  const { label, tone, says } = groupLooks[group.name]
  const { count, sums } = group
  return (
    <Explained says={says} sums={sums} isQuiet={isOpen}>
      <button
        type="button"
        className={classes['segment']}
        style={toneStyle(tone)}
        aria-expanded={isOpen}
        {...(isOpen ? { 'aria-controls': 'statuses-of-group' } : {})}
        data-zero={count === 0}
        onClick={onToggle}
      >
        <span className={classes['label']}>
          <Dot tone={tone} />
          {label}
          <span className={classes['chevron']}>
            <ChevronIcon size={12} />
          </span>
        </span>
        <span className={classes['line']}>
          <span className={classes['count']}>{isKnown ? count.toLocaleString() : '–'}</span>
          <span className={classes['sum']}>{sumText(sums)}</span>
        </span>
        <span className={classes['parts']}>
          {count === 0
            ? 'None'
            : fullest(group)
                .slice(0, partsShown)
                .map(
                  ({ status, count: own }) =>
                    `${own.toLocaleString()} ${statusLooks[status].label.toLowerCase()}`,
                )
                .join(', ')}
          {fullest(group).length > partsShown && ' …'}
        </span>
      </button>
    </Explained>
  )
}

const sumText = ([first, ...others]: readonly Sum[]): string =>
  first === undefined ? '' : `${formatMoney(first)}${others.length > 0 ? ` +${others.length}` : ''}`

interface StatusChipProps {
  readonly totals: StatusTotals
  readonly isChosen: boolean
  readonly onChoose: () => void
}

const StatusChip = ({ totals, isChosen, onChoose }: StatusChipProps): ReactElement => {
  const { status, count, sums } = totals
  const { label, tone, says } = statusLooks[status]
  return (
    <Explained says={says} sums={sums}>
      <button
        type="button"
        className={classes['chip']}
        style={toneStyle(tone)}
        aria-pressed={isChosen}
        data-zero={count === 0}
        onClick={onChoose}
      >
        <Dot tone={tone} />
        {label}
        <span className={classes['chipCount']}>{count.toLocaleString()}</span>
      </button>
    </Explained>
  )
}

interface ExplainedProps {
  readonly says: string
  readonly sums: readonly Sum[]
  /** What stands below it is to be read. */
  readonly isQuiet?: boolean
  readonly children: ReactElement
}

const Explained = ({ says, sums, isQuiet, children }: ExplainedProps): ReactElement => (
  <HoverCard disabled={isQuiet ?? false} openDelay={350} position="bottom-start" offset={4}>
    <HoverCard.Target>{children}</HoverCard.Target>
    <HoverCard.Dropdown>
      <div style={{ marginBottom: sums.length > 0 ? 8 : 0, fontSize: '0.75rem', maxWidth: 240 }}>
        {says}.
      </div>
      <div className={classes['sums']}>
        {sums.map((sum) => (
          <Fragment key={sum.currency}>
            <span>
              {sum.currency}{' '}
              <span style={{ color: 'var(--mr-ink-3)' }}>× {sum.count.toLocaleString()}</span>
            </span>
            <span>{formatAmount(sum)}</span>
          </Fragment>
        ))}
      </div>
    </HoverCard.Dropdown>
  </HoverCard>
)
