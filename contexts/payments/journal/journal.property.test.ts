import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryEventStore } from '../../../adapters/memory/event-store.ts'
import { MemoryView } from '../../../adapters/memory/views.ts'
import type { DomainEvent } from '../../../kernel/message.ts'
import type { View } from '../../../kernel/view.ts'
import { testTime } from '../../../testing/facts.ts'
import { bookOf, expectSound, told } from '../../../testing/journal-books.ts'
import { journalCatalogue } from '../../../testing/journal.ts'
import { accountNames, JournalWorld, stepOf, type Step } from '../../../testing/journal-world.ts'
import { balancesAt, postedEffectiveOn } from './balance-at.ts'
import { accounts } from './view-accounts.ts'
import { accountLines } from './view-lines.ts'
import { accountPeriods, periodsMarkedBy } from './view-periods.ts'
import { trialBalance } from './view-trial-balance.ts'

const days = ['2025-12-31', '2026-01-01', '2026-01-03', '2026-02-02']

/** A world after all steps, and every view of it. */
const lived = async (steps: readonly Step[]) => {
  const log = memoryEventStore({ log: 'payments', catalogue: journalCatalogue })
  const world = new JournalWorld(log)
  await world.begin()
  for (const step of steps) await world.take(step)
  const followed = async <Row extends object, E extends DomainEvent>(view: View<Row, E>) => {
    const memory = new MemoryView(view, log)
    while ((await memory.step()) !== 'idle');
    return memory.reader
  }
  return {
    world,
    events: await log.read(0, 10_000),
    accounts: await followed(accounts),
    lines: await followed(accountLines),
    periods: await followed(accountPeriods),
    marked: await followed(periodsMarkedBy({ spacing: 2, marksMax: 4 })),
    trialBalance: await followed(trialBalance),
  }
}

/*
 * Whatever is asked of the journal, in whatever order, however often: its books balance at every position, and every
 * way of looking at a balance says the same as adding up the postings one by one.
 */
describe('the journal, whatever happens', () => {
  it('balances at every position, keeps every limit, and knows every balance at every time', async () => {
    let accepted = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(stepOf, { minLength: 5, maxLength: 60, size: 'max' }),
        async (steps) => {
          const { world, events, ...views } = await lived(steps)
          accepted += world.accepted
          await expectSound(events, views.accounts, views.trialBalance)
          for (const accountId of accountNames) {
            const row = await views.accounts.get(accountId)
            if (!row) continue
            for (const at of [
              testTime - 1,
              testTime,
              ...[3, 7, 11, 13].map((n) => world.someTime(n)),
            ])
              expect(told(await balancesAt(views, row, at))).toEqual(
                told(bookOf(events, accountId, { until: at })),
              )
            for (const day of days)
              expect(told(await postedEffectiveOn(views, row, day))).toEqual(
                told(bookOf(events, accountId, { effectiveUntil: day })),
              )
          }
        },
      ),
      { numRuns: 120 },
    )
    expect(accepted).toBeGreaterThan(300)
  })
})
