import { describe, it } from 'vitest'
import { testTime as now } from '../../testing/facts.ts'
import { given } from '../../testing/view.ts'
import type { SuspenderEvent } from './events.ts'
import { suspendersView } from './view-suspenders.ts'

const suspenderId = '01968f5c-7a00-7000-8000-0000000000a1'
const which = { source: 'otto', transactionId: 'T-1' }
const amount = { minorUnits: '12345', currency: 'EUR' }
const deadline = now + 60_000
const opened: SuspenderEvent = {
  type: 'SuspenderOpened',
  data: { suspenderId, ...which, expected: { status: 'rejected' }, deadline },
}
const said = { isFound: true, status: 'settled', amount }
const settled = (
  verdict: 'disagrees' | 'no-answer',
  change: Partial<Extract<SuspenderEvent, { type: 'SuspenderSettled' }>['data']> = {},
): SuspenderEvent => ({
  type: 'SuspenderSettled',
  data: { suspenderId, verdict, differences: [], attempts: 2, ...change },
})
const row = {
  suspenderId,
  ...which,
  expected: { status: 'rejected' },
  reported: null,
  differences: [],
  openedAt: now,
  deadline,
}

describe('The list of suspenders', () => {
  it('shows what was expected, what was said and what came of it', () => {
    given(suspendersView)
      .when([opened])
      .expectRow(suspenderId, { ...row, status: 'open', settledAt: null })
    const reported = { transactionId: 'T-1', ...said }
    given(suspendersView, [opened])
      .when([settled('disagrees', { reported, differences: ['status'] })])
      .expectRow(suspenderId, {
        ...row,
        status: 'disagrees',
        reported: said,
        differences: ['status'],
        settledAt: now,
      })
    given(suspendersView, [opened])
      .when([settled('no-answer')])
      .expectRow(suspenderId, { ...row, status: 'no-answer', settledAt: now })
  })
})
