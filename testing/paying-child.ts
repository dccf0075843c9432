import pg from 'pg'
import type { Limited } from '../contexts/payments/limits/count-use.ts'
import { accountStream } from '../contexts/payments/journal/account.ts'
import { journalOnPostgres } from './journal-on-postgres.ts'
import { journalOver } from './journal.ts'
import { payingOver } from './limited-payers.ts'

// Has payments made from many places at once, until nothing more is allowed. In a process of its own: the connection
// comes as an argument, and what was allowed is printed.
const [connectionJson = '{}', name = '', lanes = '8', orders = '20'] = process.argv.slice(2)
const connection = JSON.parse(connectionJson) as pg.ClientConfig
const { log, close } = await journalOnPostgres({ connection, pool: new pg.Pool(connection) })
const here = payingOver(log, { attemptsMax: 1_000 })
const limited: readonly Limited[] = [{ scope: 'payer', subject: 'payer', defaults: [] }]

const withinLimit = async (): Promise<number> => {
  for (let allowed = 0; ; allowed++) {
    const { isAllowed, outcome } = await here.pay(7, { limited })
    if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome))
    if (!isAllowed) return allowed
  }
}

const fromPurse = async (): Promise<number> => {
  for (let given = 0; ; given++) {
    const payment = { fundingAccount: 'purse' }
    const { isAllowed, outcome } = await here.pay(9, { payment, decidesFunding: true })
    if (isAllowed) continue
    if (outcome.kind === 'refused' && outcome.refusal.refused === 'insufficient-funds') return given
    throw new Error(JSON.stringify(outcome))
  }
}

const sameOrders = async (): Promise<number> => {
  let first = 0
  for (let order = 0; order < Number(orders); order++) {
    const payment = { orderIndex: `order-${order}` }
    const firstId = here.ids.derive('payment', 'order', payment.orderIndex)
    const { isAllowed, outcome } = await here.pay(5, {
      payment,
      order: { firstId, withinMs: 1_000 },
    })
    if (isAllowed) first++
    else if (outcome.kind !== 'refused' || outcome.refusal.refused !== 'duplicate-payment')
      throw new Error(JSON.stringify(outcome))
  }
  return first
}

const sum = async (once: () => Promise<number>): Promise<number> =>
  (await Promise.all(Array.from({ length: Number(lanes) }, once))).reduce((all, one) => all + one)

// Both are there before either begins.
await journalOver(log).open(`ready-${name}`, 'open')
while ((await log.readStream(accountStream('go'), 0, 1)).length === 0)
  await new Promise((resolve) => setTimeout(resolve, 20))

const [limit, purse, first] = await Promise.all([sum(withinLimit), sum(fromPurse), sum(sameOrders)])
process.stdout.write(`${JSON.stringify({ limit, purse, first })}\n`)
await close()
process.exit(0)
