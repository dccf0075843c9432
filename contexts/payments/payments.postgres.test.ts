import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../testing/counting-in-memory.ts'
import { expectSound } from '../../testing/journal-books.ts'
import { journalOnPostgres } from '../../testing/journal-on-postgres.ts'
import { journalOver, move } from '../../testing/journal.ts'
import { payingOver } from '../../testing/limited-payers.ts'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { accountStream } from './journal/account.ts'
import { disagreementsOf } from './journal/integrity.ts'
import { accounts } from './journal/view-accounts.ts'
import { trialBalance } from './journal/view-trial-balance.ts'
import { limits } from './limits/view-limits.ts'

const run = promisify(execFile)
const child = join(import.meta.dirname, '../../testing/paying-child.ts')

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())

interface Allowed {
  readonly limit: number
  readonly purse: number
  readonly first: number
}

describe('payments of many writers in two processes', () => {
  it('never sum to more than a limit, a guarded account and a reference allow', async () => {
    const database = await postgres.createDatabase('race')
    const { log, followed, close } = await journalOnPostgres(database)
    const journal = journalOver(log)
    await journal.open('purse', 'guarded')
    await journal.post(
      { postings: move('bank', 'purse', 1_000), effectiveDate: '2026-01-01' },
      { bank: 'all' },
    )
    const window = { per: 'day', zone: 'Europe/Berlin' } as const
    const limit = { scope: 'payer', subject: 'payer', currency: 'EUR', window } as const
    await payingOver(log).limit({ ...limit, amount: '1000', count: 100 })

    const writers = ['one', 'other'].map((name) =>
      run(process.execPath, [child, JSON.stringify(database.connection), name, '8', '20']),
    )
    await until(async () => {
      const ready = ['one', 'other'].map((name) =>
        log.readStream(accountStream(`ready-${name}`), 0, 1),
      )
      return (await Promise.all(ready)).every(({ length }) => length > 0)
    })
    await journal.open('go', 'open')
    const allowed = (await Promise.all(writers)).map(({ stdout }) => JSON.parse(stdout) as Allowed)
    const total = (of: keyof Allowed) => allowed.reduce((sum, one) => sum + one[of], 0)
    // 1,000 in sevens, but a hundred payments at most; 1,000 in nines; twenty orders.
    expect([total('limit'), total('purse'), total('first')]).toEqual([100, 111, 20])

    const [row] = (await (await followed(limits)).query({ limit: 10 })).rows
    expect(row?.row.limit.parts).toMatchObject([{ amount: '700', count: 100 }])
    const purse = (await (await followed(accounts)).get('purse'))?.row
    expect(purse?.holdings).toEqual({ EUR: { posted: '1000', reserved: '999', overdraft: '0' } })
    expect(purse && disagreementsOf(purse)).toEqual([])
    await expectSound(
      await log.read(0, 10_000),
      await followed(accounts),
      await followed(trialBalance),
    )
    await close()
  }, 120_000)
})
