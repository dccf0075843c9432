import type { Pool } from 'pg'
import type { Append } from '../kernel/event-store.ts'
import { balancesAt } from '../contexts/payments/journal/balance-at.ts'
import { transactionStream } from '../contexts/payments/journal/streams.ts'
import { accounts } from '../contexts/payments/journal/view-accounts.ts'
import { accountLines } from '../contexts/payments/journal/view-lines.ts'
import { accountPeriods } from '../contexts/payments/journal/view-periods.ts'
import { nodeIds } from '../adapters/node/ids.ts'
import { move } from '../testing/journal.ts'
import { journalOnPostgres } from '../testing/journal-on-postgres.ts'
import { startTestPostgres } from '../testing/postgres.ts'
import { row, type Row, type Setting } from './benchmark.ts'
import { median, percentile } from './measure.ts'

const begin = Date.UTC(2026, 0, 1)
/** A posting every ten milliseconds: 360,000 an hour. */
const spacingMs = 10
const perCommand = 500

/** A balance at a time on an account with very many postings, against the sum of them all in plain SQL. */
export const balanceAtTime = async ({ quick, say }: Setting): Promise<readonly Row[]> => {
  const postings = quick ? 100_000 : 1_000_000
  const postgres = await startTestPostgres()
  try {
    const database = await postgres.createDatabase('balances')
    const { log, followed, close } = await journalOnPostgres(database)
    // Begun while the log is short, they are followed; a long log would be a rebuild.
    for (const view of [accounts, accountLines, accountPeriods])
      await followed(view as typeof accounts)
    for (const append of appendsOf(postings)) await log.append(append)
    say(`  ${postings} postings written`)
    const views = { lines: await followed(accountLines), periods: await followed(accountPeriods) }
    const account = await (await followed(accounts)).get('hot')
    if (!account) throw new Error('nothing was booked')
    await plainTable(database.pool)
    const [ours, plain]: [number[], number[]] = [[], []]
    for (let nth = 0; nth < 60; nth++) {
      // A little off the middle of each part, so that no boundary is met by design.
      const at = begin + Math.floor(((nth + 0.37) / 60) * postings * spacingMs)
      const began = performance.now()
      const balances = await balancesAt(views, account, at)
      ours.push(performance.now() - began)
      const sumBegan = performance.now()
      const sum = await plainSum(database.pool, at)
      plain.push(performance.now() - sumBegan)
      if (balances['EUR']?.posted !== sum)
        throw new Error(`the balance at ${at} is ${sum}, not ${balances['EUR']?.posted}`)
    }
    await close()
    const name = `balance at a time, ${postings.toLocaleString('en')} postings`
    const reference = 'sum in plain SQL, indexed'
    return [
      row({ name: `${name}, p50`, unit: 'ms' }, median(ours), {
        name: reference,
        value: median(plain),
      }),
      row({ name: `${name}, p99`, unit: 'ms' }, percentile(ours, 99), {
        name: reference,
        value: percentile(plain, 99),
      }),
    ]
  } finally {
    await postgres.stop()
  }
}

function* appendsOf(postings: number): Generator<Append> {
  const ids = nodeIds()
  const origin = {
    actor: 'system',
    correlationId: ids.next(),
    causationId: ids.next(),
    traceparent: '00-00000000000000000000000000000001-0000000000000001-01',
  }
  for (let first = 0; first < postings; first += perCommand) {
    const streams = Array.from({ length: perCommand }, () => transactionStream(ids.next()))
    yield {
      commandId: ids.next(),
      fingerprint: 'benchmark',
      onOtherContent: 'refuse',
      origin,
      // All of one command are of one instant: the marks lie between commands.
      time: begin + first * spacingMs,
      reads: streams.map((stream) => ({ stream, version: 0 })),
      events: streams.map((stream, nth) => ({
        stream,
        id: ids.next(),
        type: 'TransactionPosted',
        schemaVersion: 1,
        data: {
          postings: move('bank', 'hot', 1 + ((first + nth) % 97)),
          effectiveDate: '2026-01-01',
        },
      })),
      outcome: { kind: 'accepted', versions: {} },
    }
  }
}

const plainTable = async (pool: Pool): Promise<void> => {
  await pool.query(
    `create table plain as select row->>'accountId' as account, (row->>'recordedAt')::bigint as at,
       (row->'changes'->>'posted')::bigint as units from views_payments.account_lines`,
  )
  await pool.query('create index on plain (account, at) include (units)')
  await pool.query('vacuum analyze plain')
}

const plainSum = async (pool: Pool, at: number): Promise<string> => {
  const { rows } = await pool.query<{ sum: string }>(
    `select coalesce(sum(units), 0)::text as sum from plain where account = 'hot' and at <= $1`,
    [at],
  )
  return rows[0]?.sum ?? '0'
}
