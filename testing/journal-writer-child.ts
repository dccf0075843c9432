import pg from 'pg'
import { accountStream } from '../contexts/payments/journal/account.ts'
import { journalOnPostgres } from './journal-on-postgres.ts'
import { journalOver, move } from './journal.ts'

// Takes from one guarded account, again and again and from many places at once, until it gives nothing more. In a
// process of its own: the connection comes as an argument, and how often it was given something is printed, with how
// often it was decided anew.
const [connectionJson = '{}', name = '', rival = '', lanes = '8', units = '7'] =
  process.argv.slice(2)
const connection = JSON.parse(connectionJson) as pg.ClientConfig
const { log, close } = await journalOnPostgres({ connection, pool: new pg.Pool(connection) })
let conflicts = 0
const journal = journalOver(log, { attemptsMax: 1_000, onConflict: () => conflicts++ })

/** False once there is nothing left. */
const takeOnce = async (key: string): Promise<boolean> => {
  const { outcome } = await journal.post(
    { postings: move('hot', 'bank', Number(units)), effectiveDate: '2026-01-01' },
    { bank: 'all' },
    `${name}-${key}`,
  )
  if (outcome.kind === 'refused' && outcome.refusal.refused === 'overdraft-exceeded') return false
  if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome))
  return true
}
const take = async (lane: number): Promise<number> => {
  for (let given = 0; ; given++) if (!(await takeOnce(`${lane}-${given}`))) return given
}

// Both have taken once before either goes on: whoever was first goes on with a state that is no longer so.
if (!(await takeOnce('first'))) throw new Error('the account gave nothing')
await journal.open(`begun-${name}`, 'open')
while ((await log.readStream(accountStream(`begun-${rival}`), 0, 1)).length === 0)
  await new Promise((resolve) => setTimeout(resolve, 5))

const counts = await Promise.all(Array.from({ length: Number(lanes) }, (_, lane) => take(lane)))
const given = counts.reduce((sum, count) => sum + count, 1)
process.stdout.write(`${JSON.stringify({ given, conflicts })}\n`)
await close()
process.exit(0)
