import { randomUUID } from 'node:crypto'
import { randomBelow, type Below } from '../testing/pain001.ts'
import { removeDirectory, signIn, temporaryDirectory } from '../testing/installation.ts'
import { issueKey } from '../testing/payers.ts'
import { row, type Benchmark, type Row, type Setting } from './benchmark.ts'
import { startChildServer, startFlags, type ChildServer } from './child-server.ts'
import { load, type Load } from './http-load.ts'
import { balanceAtTime } from './journal-balance-at.ts'
import { median, percentile } from './measure.ts'

const connections = 32
const accounts = 10_000

/**
 * Transactions of a journal posted one by one, servers and load in a process each: API key, Idempotency-Key, hash chain,
 * durable commit, outcome kept, and all views of the journal up to date before the clock is stopped.
 */
export const journal: Benchmark = {
  name: 'journal',
  run: async (setting) => {
    const directory = await temporaryDirectory()
    const ours = await startChildServer(
      'commands-server.ts',
      {
        MILLRACE_DATA: directory,
        // One caller makes all of the load, more than any caller has by default.
        MILLRACE_BUDGET_WRITE: '1000000/s',
      },
      startFlags,
    )
    const bare = await startChildServer('bare-journal-server.ts')
    try {
      return [...(await measure(ours, bare, setting)), ...(await balanceAtTime(setting))]
    } finally {
      await Promise.all([ours.stop(), bare.stop()])
      await removeDirectory(directory)
    }
  },
}

interface Run extends Load {
  /** From the first request until the last transaction could be read in every view. */
  readonly queryablePerSecond: number
}

const measure = async (
  ours: ChildServer,
  bare: ChildServer,
  { quick, say }: Setting,
): Promise<readonly Row[]> => {
  const administrator = await signIn(ours.url, 'admin', ours.password ?? '')
  const headers = await issueKey(administrator, ['service'])
  const below = randomBelow(7)
  const some = () => below(accounts)
  await openAccounts(ours, headers)

  const kinds = {
    guarded: () => move(`customer:${some()}`, `customer:${some()}`, below),
    spread: () => move(`customer:${some()}`, `shop:${some()}`, below),
    hot: () => move(`customer:${some()}`, 'shop:0', below),
  }
  const drive = async (next: () => object, ms: number): Promise<Run> => {
    const begun = performance.now()
    const run = await load({
      url: ours.url,
      connections,
      ms,
      next: request(ours.url, headers, '/v1/journal-transactions', next),
    })
    await untilQueryable(ours, headers)
    const seconds = (performance.now() - begun) / 1_000
    return { ...run, queryablePerSecond: run.latenciesMs.length / seconds }
  }
  const runs: Record<keyof typeof kinds, Run[]> = { guarded: [], spread: [], hot: [] }
  const bareRuns: Load[] = []
  const ms = quick ? 3_000 : 10_000
  await drive(kinds.guarded, 2_000)
  for (let round = 0; round < (quick ? 2 : 5); round++) {
    runs.guarded.push(await drive(kinds.guarded, ms))
    runs.spread.push(await drive(kinds.spread, ms))
    runs.hot.push(await drive(kinds.hot, ms))
    bareRuns.push(
      await load({
        url: bare.url,
        connections,
        ms: ms / 2,
        next: request(bare.url, headers, '/v1/journal-transactions', kinds.guarded),
      }),
    )
  }
  say(`  answers: ${JSON.stringify(runs.guarded.map(({ statuses }) => statuses))}`)
  return rowsOf(runs, bareRuns)
}

const rowsOf = (
  runs: Readonly<Record<'guarded' | 'spread' | 'hot', readonly Run[]>>,
  bareRuns: readonly Load[],
): readonly Row[] => {
  const here = `journal transactions over HTTP, ${connections} connections`
  const queryable = (of: readonly Run[]) => median(of.map((run) => run.queryablePerSecond))
  const p99 = (of: readonly Load[]) =>
    median(of.map(({ latenciesMs }) => percentile(latenciesMs, 99)))
  const bare = {
    name: 'bare Fastify, same schema',
    value: median(bareRuns.map(({ requestsPerSecond }) => requestsPerSecond)),
  }
  return [
    row({ name: here, unit: 'transactions/s' }, queryable(runs.guarded), bare, {
      aim: { of: 'ours', direction: 'at least', bound: 4_000 },
      note:
        `${accounts} guarded accounts, both sides decided on their streams; counted until every view showed them. ` +
        'Published for this kind of machine, not measured here: Formance Ledger 2.4 178-224/s, Blnk 0.15 (synchronous) 566/s.',
    }),
    row(
      { name: `${here}, p99`, unit: 'ms' },
      p99(runs.guarded),
      { ...bare, value: p99(bareRuns) },
      {
        aim: { of: 'ours', direction: 'at most', bound: 50 },
      },
    ),
    row(
      { name: 'journal, one hot open account', unit: 'transactions/s' },
      queryable(runs.hot),
      { name: `spread over ${accounts} open accounts`, value: queryable(runs.spread) },
      { aim: { of: 'ratio', direction: 'at least', bound: 0.7 } },
    ),
  ]
}

const move = (from: string, to: string, below: Below) => {
  const units = 1 + below(9_000)
  const amount = (signed: number) => ({ minorUnits: String(signed), currency: 'EUR' })
  return {
    postings: [
      { account: from, amount: amount(-units) },
      // The same account twice would move nothing.
      { account: from === to ? 'customer:next' : to, amount: amount(units) },
    ],
  }
}

const openAccounts = async (
  { url }: ChildServer,
  headers: Readonly<Record<string, string>>,
): Promise<void> => {
  const overdraftLimits = [{ minorUnits: '1000000000000', currency: 'EUR' }]
  const all = [
    ...Array.from({ length: accounts }, (_, nth) => `customer:${nth}`),
    'customer:next',
  ].map((accountId) => ({ accountId, kind: 'guarded', currencies: ['EUR'], overdraftLimits }))
  const shops = Array.from({ length: accounts }, (_, nth) => ({
    accountId: `shop:${nth}`,
    kind: 'open',
    currencies: ['EUR'],
  }))
  const bodies: Iterator<object> = [...all, ...shops].values()
  const next = () => bodies.next().value as object
  const requests = all.length + shops.length
  const { statuses } = await load({
    url,
    connections,
    requests,
    next: request(url, headers, '/v1/accounts', next),
  })
  if (statuses[201] !== requests)
    throw new Error(`accounts could not be opened: ${JSON.stringify(statuses)}`)
}

/** Posts one more, and waits until every view that takes part in an answer shows it. */
const untilQueryable = async (
  { url }: ChildServer,
  headers: Readonly<Record<string, string>>,
): Promise<void> => {
  const response = await fetch(`${url}/v1/journal-transactions`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify(move('customer:0', 'customer:1', () => 0)),
  })
  const { transactionId, position } = (await response.json()) as Record<string, string>
  const reads = [
    `/v1/journal-transactions/${transactionId}?`,
    '/v1/accounts/customer:0?',
    '/v1/accounts/customer:0/postings?limit=1&',
    '/v1/journal/trial-balance?',
  ]
  for (const path of reads)
    while (!(await fetch(`${url}${path}after=${position}`, { headers })).ok);
  // The periods wait by themselves for what the account's row has seen.
  const at = new Date(Date.now() - 60_000).toISOString()
  await fetch(`${url}/v1/accounts/customer:0/balances?at=${at}`, { headers })
}

const request = (
  url: string,
  headers: Readonly<Record<string, string>>,
  path: string,
  next: () => object,
): (() => string) => {
  const fixed = Object.entries({ host: new URL(url).host, ...headers })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
  return () => {
    const body = JSON.stringify(next())
    return `POST ${path} HTTP/1.1\r\n${fixed}content-type: application/json\r\nidempotency-key: ${randomUUID()}\r\ncontent-length: ${body.length}\r\n\r\n${body}`
  }
}
