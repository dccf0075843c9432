import { randomBytes, randomUUID } from 'node:crypto'
import { apartInstallation, type ApartProcess } from '../testing/apart.ts'
import { signIn, type Person } from '../testing/installation.ts'
import { issueKey } from '../testing/payers.ts'
import { startTestPostgres } from '../testing/postgres.ts'
import { row, type Benchmark, type Row, type Setting } from './benchmark.ts'
import { load } from './http-load.ts'

const connections = 32
const accountsMax = 200
const password = 'a password for benchmarks'

/**
 * Transactions on one guarded account, and on many, through a gateway to 1, 2 and 4 workers of payments. The routing
 * key is the account that is posted to first: where that is the hot one, one worker decides all of them; where the hot
 * one stands second, behind one of many, the same work is decided wherever it happens to go.
 */
export const workers: Benchmark = {
  name: 'workers',
  run: async (setting) => {
    const rows: Row[] = []
    let alone: Measured | undefined
    for (const count of setting.quick ? [1, 2] : [1, 2, 4]) {
      const measured = await measure(count, setting)
      alone ??= measured
      rows.push(...rowsOf(count, measured, alone))
    }
    return rows
  },
}

type Measured = Readonly<Record<'hot with key' | 'hot without key' | 'spread', Figures>>

interface Figures {
  readonly perSecond: number
  /** Decisions that lost a race, for each command that was answered. */
  readonly conflicts: number
}

const rowsOf = (count: number, measured: Measured, alone: Measured): readonly Row[] =>
  Object.entries(measured).map(([name, { perSecond, conflicts }]) =>
    row(
      { name: `transactions, ${name}, ${count} workers`, unit: 'requests/s' },
      perSecond,
      { name: 'one worker', value: alone[name as keyof Measured].perSecond },
      { note: `${conflicts.toFixed(2)} lost races for each command` },
    ),
  )

const measure = async (count: number, { quick, say }: Setting): Promise<Measured> => {
  const postgres = await startTestPostgres({ max_connections: '300' })
  const apart = apartInstallation({
    DATABASE_URL: postgres.server.databaseUrl,
    MILLRACE_MASTER_KEY: randomBytes(32).toString('hex'),
    // Nobody submits anything here.
    MILLRACE_RAIL_URL: 'http://127.0.0.1:9',
    MILLRACE_RAIL_SECRET: randomBytes(32).toString('hex'),
    MILLRACE_ADMIN_PASSWORD: password,
    // One caller makes all of the load, more than any caller has by default.
    MILLRACE_BUDGET_WRITE: '1000000/s',
  })
  try {
    const deciding = Array.from({ length: count }, () => 'worker --contexts payments')
    const others = ['gateway', 'worker --contexts access,integrity,webhooks']
    const started = await Promise.all([...others, ...deciding].map((words) => apart.start(words)))
    const [gateway, , ...processes] = started
    const url = gateway?.url ?? ''
    const person = await signIn(url, 'admin', password)
    const headers = await issueKey(person, ['service'])
    await openAccounts(person)
    const run = async (next: () => object): Promise<Figures> => {
      const before = await conflictsOf(processes)
      const ms = quick ? 2_000 : 8_000
      const { requestsPerSecond, statuses, latenciesMs } = await load({
        url,
        connections,
        ms,
        next: request(url, headers, next),
      })
      say(`  ${count} workers: ${JSON.stringify(statuses)}`)
      const conflicts = (await conflictsOf(processes)) - before
      const answered = (statuses[201] ?? 0) / Math.max(1, latenciesMs.length)
      return {
        perSecond: requestsPerSecond * answered,
        conflicts: conflicts / Math.max(1, statuses[201] ?? 0),
      }
    }
    // The first ones find everything cold.
    await run(() => between(some('spread'), 'fees-0'))
    return {
      'hot with key': await run(() => between('hot', some('fees'))),
      'hot without key': await run(() => between(some('fees'), 'hot')),
      spread: await run(() => between(some('spread'), some('fees'))),
    }
  } finally {
    await apart.stop()
    await postgres.stop()
  }
}

const some = (name: string): string => `${name}-${Math.floor(Math.random() * accountsMax)}`

const between = (from: string, to: string) => ({
  postings: [
    { account: from, amount: { minorUnits: '-1', currency: 'EUR' } },
    { account: to, amount: { minorUnits: '1', currency: 'EUR' } },
  ],
})

const openAccounts = async (person: Person): Promise<void> => {
  const numbers = Array.from({ length: accountsMax }, (_, number) => number)
  const guarded = ['hot', ...numbers.map((number) => `spread-${number}`)]
  const overdraftLimits = [{ minorUnits: '1000000000000', currency: 'EUR' }]
  const open = async (body: object) => {
    const { status } = await person.send('POST', '/v1/accounts', body)
    if (status !== 201) throw new Error(`an account was not opened: ${status}`)
  }
  for (const accountId of guarded)
    await open({ accountId, kind: 'guarded', currencies: ['EUR'], overdraftLimits })
  for (const number of numbers)
    await open({ accountId: `fees-${number}`, kind: 'open', currencies: ['EUR'] })
}

const conflictsOf = async (processes: readonly ApartProcess[]): Promise<number> => {
  let conflicts = 0
  for (const { url } of processes) {
    const metrics = await (await fetch(`${url}/metrics`)).text()
    for (const [, value] of metrics.matchAll(/^millrace_command_conflicts_total\{.*\} (\d+)$/gm))
      conflicts += Number(value)
  }
  return conflicts
}

const request = (
  url: string,
  headers: Readonly<Record<string, string>>,
  next: () => object,
): (() => string) => {
  const { host } = new URL(url)
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return () => {
    const body = JSON.stringify(next())
    return [
      'POST /v1/journal-transactions HTTP/1.1',
      `host: ${host}`,
      ...lines,
      `idempotency-key: ${randomUUID()}`,
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n')
  }
}
