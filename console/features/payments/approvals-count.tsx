import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { limitProposalList } from '../limits/limit-proposals.tsx'
import { approvalList } from './approval-queries.ts'
import classes from './approvals-count.module.css'

/** How many payments, captures, refunds and changes of limits wait for approval; nothing where none does. */
export const ApprovalsCount = (): ReactElement | null => {
  const { data } = useQuery(approvalList('waiting'))
  const limits = useQuery(limitProposalList('waiting'))
  const count = (data?.items.length ?? 0) + (limits.data?.items.length ?? 0)
  if (count === 0) return null
  return (
    <span className={classes['count']}>
      {count}
      {data?.next && '+'}
      <span className="visually-hidden"> waiting</span>
    </span>
  )
}
