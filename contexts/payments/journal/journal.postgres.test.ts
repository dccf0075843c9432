import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bookOf, expectSound, told } from '../../../testing/journal-books.ts'
import { journalOnPostgres } from '../../../testing/journal-on-postgres.ts'
import { journalOver, move } from '../../../testing/journal.ts'
import { accountNames, JournalWorld, stepOf } from '../../../testing/journal-world.ts'
import { startTestPostgres, type TestPostgres } from '../../../testing/postgres.ts'
import { account, accountStream } from './account.ts'
import { balancesAt, postedEffectiveOn } from './balance-at.ts'
import { guardedRead } from './guarded.ts'
import { accounts } from './view-accounts.ts'
import { accountLines } from './view-lines.ts'
import { accountPeriods } from './view-periods.ts'
import { trialBalance } from './view-trial-balance.ts'

const run = promisify(execFile)
const child = join(import.meta.dirname, '../../../testing/journal-writer-child.ts')

let postgres: TestPostgres

beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())

describe('the journal on PostgreSQL', () => {
  it('balances at every position after a long story, and knows every balance at every time', async () => {
    const { log, followed, close } = await journalOnPostgres(await postgres.createDatabase('story'))
    const world = new JournalWorld(log)
    await world.begin()
    const seed = Date.now() % 1_000_000
    for (const step of fc.sample(stepOf, { numRuns: 400, seed })) await world.take(step)
    const events = await log.read(0, 10_000)
    const views = { lines: await followed(accountLines), periods: await followed(accountPeriods) }
    const balances = await followed(accounts)
    await expectSound(events, balances, await followed(trialBalance))
    for (const accountId of accountNames) {
      const row = await balances.get(accountId)
      if (!row) continue
      for (const at of [9, 99, 199, 299].map((index) => world.someTime(index)))
        expect(told(await balancesAt(views, row, at)), `seed ${seed}`).toEqual(
          told(bookOf(events, accountId, { until: at })),
        )
      expect(told(await postedEffectiveOn(views, row, '2026-01-01')), `seed ${seed}`).toEqual(
        told(bookOf(events, accountId, { effectiveUntil: '2026-01-01' })),
      )
    }
    await close()
  })

  it('gives a guarded account’s last euro once, to many writers in two processes', async () => {
    const database = await postgres.createDatabase('race')
    const { log, followed, close } = await journalOnPostgres(database)
    const journal = journalOver(log)
    await journal.open('hot', 'guarded', ['EUR'], '500')
    const postings = move('bank', 'hot', 5_000)
    await journal.post({ postings, effectiveDate: '2026-01-01' }, { bank: 'all' })

    const write = async (name: string, rival: string) => {
      const { connection } = database
      const order = [child, JSON.stringify(connection), name, rival, '16', '7']
      const { stdout } = await run(process.execPath, order)
      return JSON.parse(stdout) as { given: number; conflicts: number }
    }
    const [one, other] = await Promise.all([write('one', 'other'), write('other', 'one')])
    // 5,500 cents in sevens: 785 times, and 5 cents are left.
    expect(one.given + other.given).toBe(785)
    // They did meet: somebody decided on what the other one had taken meanwhile, and was made to decide anew.
    expect(one.conflicts + other.conflicts).toBeGreaterThan(0)

    const row = await (await followed(accounts)).get('hot')
    expect(row?.row.balances).toEqual({ EUR: { posted: '-495' } })
    expect(row?.row.holdings).toEqual({ EUR: { posted: '-495', reserved: '0', overdraft: '500' } })
    await expectSound(
      await log.read(0, 10_000),
      await followed(accounts),
      await followed(trialBalance),
    )
    await close()
  })

  it('begins a hot guarded account from a snapshot, and the snapshot is what the stream says', async () => {
    const { log, close } = await journalOnPostgres(await postgres.createDatabase('snapshots'))
    const journal = journalOver(log)
    await journal.open('hot', 'guarded')
    await Promise.all(
      Array.from({ length: 1_200 }, () =>
        journal.post(
          { postings: move('bank', 'hot', 2), effectiveDate: '2026-01-01' },
          { bank: 'all' },
        ),
      ),
    )
    const events = await log.readStream(accountStream('hot'), 0, 5_000)
    const snapshot = await log.readSnapshot(accountStream('hot'), account.snapshot?.version ?? 0)
    expect(events).toHaveLength(1_201)
    expect(snapshot?.version).toBeGreaterThanOrEqual(1_000)
    const upTo = events.slice(0, snapshot?.version) as never[]
    expect(snapshot?.state).toEqual(
      upTo.reduce((state, event) => account.evolve(state, event), account.initialState),
    )
    // Another process, which holds nothing yet, decides on the snapshot and what came behind it.
    const later = journalOver(log)
    const { outcome } = await later.post(
      { postings: move('hot', 'bank', 2_401), effectiveDate: '2026-01-01' },
      { bank: 'all' },
    )
    expect(outcome).toMatchObject({
      kind: 'refused',
      refusal: { refused: 'overdraft-exceeded', detail: { takeable: '2400' } },
    })
    expect(guardedRead('hot').entity.snapshot?.every).toBe(500)
    await close()
  })
})
