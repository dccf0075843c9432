import { randomUUID } from 'node:crypto'
import { germanIban, personName, randomBelow, type Below } from '../testing/pain001.ts'
import { removeDirectory, signIn, temporaryDirectory } from '../testing/installation.ts'
import { issueKey } from '../testing/payers.ts'
import { row, type Benchmark, type Row, type Setting } from './benchmark.ts'
import { startChildServer, startFlags, type ChildServer } from './child-server.ts'
import { load, type Load } from './http-load.ts'
import { median, percentile } from './measure.ts'

const connections = 64
const accounts = 10_000
/** One party in so many is somebody whom nobody has seen yet. */
const newcomerEvery = 100

/**
 * Payments posted one by one, the servers and the load in a process each: API key, Idempotency-Key, personal data
 * sealed under a key per person, hash chain, outcome kept, views following.
 */
export const commandsOverHttp: Benchmark = {
  name: 'commands-over-http',
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
    const bare = await startChildServer('bare-server.ts')
    try {
      return await measure(ours, bare, setting)
    } finally {
      await Promise.all([ours.stop(), bare.stop()])
      await removeDirectory(directory)
    }
  },
}

const measure = async (
  ours: ChildServer,
  bare: ChildServer,
  { quick, say }: Setting,
): Promise<readonly Row[]> => {
  const below = randomBelow(7)
  const population = Array.from({ length: accounts }, () => newcomer(below))
  const administrator = await signIn(ours.url, 'admin', ours.password ?? '')
  const headers = await issueKey(administrator, ['service'])
  const some = orders(below, population)
  const drive = (server: ChildServer, bounds: { ms: number } | { requests: number }, next = some) =>
    load({ url: server.url, connections, ...bounds, next: request(server.url, headers, next) })
  // Everybody once, so that their keys are there, as in a bank that has been open for a while.
  await drive(ours, { requests: accounts / 2 }, inTurn(below, population))
  await drive(bare, { ms: 1_000 })
  const ms = quick ? 3_000 : 10_000
  const ourRuns: Load[] = []
  const bareRuns: Load[] = []
  for (let round = 0; round < (quick ? 2 : 5); round++) {
    ourRuns.push(await drive(ours, { ms }))
    bareRuns.push(await drive(bare, { ms: ms / 2 }))
  }
  say(`  answers: ${JSON.stringify(ourRuns.map(({ statuses }) => statuses))}`)
  const here = `commands over HTTP, ${connections} connections`
  const rate = (runs: readonly Load[]) => median(runs.map((run) => run.requestsPerSecond))
  const late = (runs: readonly Load[], percent: number) =>
    median(runs.map(({ latenciesMs }) => percentile(latenciesMs, percent)))
  return [
    row(
      { name: here, unit: 'requests/s' },
      rate(ourRuns),
      { name: 'bare Fastify, same schema', value: rate(bareRuns) },
      {
        aim: { of: 'ratio', direction: 'at least', bound: 0.15, floor: 0.1 },
        note: `${acceptedShare(ourRuns)} of the answers were 201; policies and the rail did not run meanwhile, views did.`,
      },
    ),
    row({ name: `${here}, p50`, unit: 'ms' }, late(ourRuns, 50), {
      name: 'bare Fastify, same schema',
      value: late(bareRuns, 50),
    }),
    row(
      { name: `${here}, p99`, unit: 'ms' },
      late(ourRuns, 99),
      { name: 'bare Fastify, same schema', value: late(bareRuns, 99) },
      { aim: { of: 'ours', direction: 'at most', bound: 30 } },
    ),
  ]
}

const acceptedShare = (runs: readonly Load[]): string => {
  const accepted = runs.reduce((sum, { statuses }) => sum + (statuses[201] ?? 0), 0)
  const all = runs.reduce((sum, { latenciesMs }) => sum + latenciesMs.length, 0)
  return `${((accepted * 100) / all).toFixed(1)} %`
}

interface Person {
  readonly name: string
  readonly iban: string
}

const newcomer = (below: Below): Person => ({ name: personName(below), iban: germanIban(below) })

const orderBetween = (debtor: Person, creditor: Person, below: Below) => ({
  amount: { minorUnits: String(1 + below(90_000)), currency: 'EUR' },
  debtor,
  creditor,
  endToEndId: `INVOICE-${below(1_000_000_000)}`,
  remittance: `Invoice ${below(1_000_000)}`,
})

const orders = (below: Below, population: readonly Person[]) => () => {
  const somebody = (): Person =>
    (below(newcomerEvery) === 0 ? undefined : population[below(population.length)]) ??
    newcomer(below)
  return orderBetween(somebody(), somebody(), below)
}

const inTurn = (below: Below, population: readonly Person[]) => {
  let next = 0
  const one = (): Person => population[next++ % population.length] ?? newcomer(below)
  return () => orderBetween(one(), one(), below)
}

const request = (
  url: string,
  headers: Readonly<Record<string, string>>,
  next: () => object,
): (() => string) => {
  const fixed = Object.entries({ host: new URL(url).host, ...headers })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
  return () => {
    // Names of the sample are ASCII or are escaped, so characters are bytes.
    const body = JSON.stringify(next()).replace(
      /[\u0080-\uffff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    return `POST /v1/payments HTTP/1.1\r\n${fixed}content-type: application/json\r\nidempotency-key: ${randomUUID()}\r\ncontent-length: ${body.length}\r\n\r\n${body}`
  }
}
