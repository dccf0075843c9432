import pg from 'pg'
import { accountStream } from '../contexts/payments/journal/account.ts'
import { journalOnPostgres } from './journal-on-postgres.ts'
import { journalOver, move } from './journal.ts'

// Takes from one guarded account, again and again and from many places at once, until it gives nothing more. In a
// process of its own: the connection comes as an argument, and how often it was given something is printed.
const [connectionJson = '{}', name = '', lanes = '8', units = '7'] = process.argv.slice(2)
const connection = JSON.parse(connectionJson) as pg.ClientConfig
const { log, close } = await journalOnPostgres({ connection, pool: new pg.Pool(connection) })
const journal = journalOver(log, { attemptsMax: 1_000 })

const take = async (lane: number): Promise<number> => {
  for (let given = 0; ; given++) {
    const postings = move('hot', 'bank', Number(units))
    const key = `${name}-${lane}-${given}`
    const { outcome } = await journal.post(
      { postings, effectiveDate: '2026-01-01' },
      { bank: 'all' },
      key,
    )
    if (outcome.kind === 'refused' && outcome.refusal.refused === 'overdraft-exceeded') return given
    if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome))
  }
}

// Both are there before either begins.
await journal.open(`ready-${name}`, 'open')
while ((await log.readStream(accountStream('go'), 0, 1)).length === 0)
  await new Promise((resolve) => setTimeout(resolve, 20))

const given = await Promise.all(Array.from({ length: Number(lanes) }, (_, lane) => take(lane)))
process.stdout.write(`${given.reduce((sum, count) => sum + count, 0)}\n`)
await close()
process.exit(0)
