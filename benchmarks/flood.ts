import { randomUUID } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { removeDirectory, signIn, temporaryDirectory } from '../testing/installation.ts'
import { randomBelow } from '../testing/pain001.ts'
import { inventedOrder, issueKey } from '../testing/payers.ts'
import { row, type Benchmark, type Row, type Setting } from './benchmark.ts'
import { startChildServer } from './child-server.ts'
import { load, type Load } from './http-load.ts'
import { percentile } from './measure.ts'

const floodConnections = 64
const idleConnections = 10_000
const goodConnections = 4
const goodPauseMs = 20

/**
 * A caller who behaves, alone and then beside one who floods: with payments beyond its budget, with wrong
 * passwords, and with keys that nobody knows. What is refused must cost neither the database nor a password check.
 */
export const flood: Benchmark = {
  name: 'flood',
  run: async (setting) => {
    const directory = await temporaryDirectory()
    const server = await startChildServer('commands-server.ts', {
      MILLRACE_DATA: directory,
      MILLRACE_BUDGET_WRITE: '200/s',
    })
    try {
      const administrator = await signIn(server.url, 'admin', server.password ?? '')
      const good = await issueKey(administrator, ['service'])
      const bad = await issueKey(administrator, ['service'])
      return await measure(server.url, good, bad, setting)
    } finally {
      await server.stop()
      await removeDirectory(directory)
    }
  },
}

type Headers = Readonly<Record<string, string>>

const measure = async (
  url: string,
  good: Headers,
  bad: Headers,
  { quick, say }: Setting,
): Promise<readonly Row[]> => {
  const ms = quick ? 4_000 : 15_000
  const below = randomBelow(5)
  const pay = (headers: Headers) => () =>
    requestText(
      url,
      'POST',
      '/v1/payments',
      headers,
      inventedOrder(below, randomUUID().slice(0, 30)),
    )
  const behave = () => paced(url, ms, pay(good))
  const floods: Readonly<Record<string, () => string>> = {
    'payments beyond a budget': pay(bad),
    'keys that nobody knows': () =>
      requestText(url, 'GET', '/v1/payments', { authorization: `Bearer mr_${randomUUID()}` }),
    'wrong passwords': () =>
      requestText(url, 'POST', '/v1/sessions', {}, { username: randomUUID(), password: 'a guess' }),
  }
  await behave()
  const rows: Row[] = []
  for (const [name, next] of Object.entries(floods)) {
    const alone = await behave()
    // The budget that a flood begins with is gone before it is measured; what follows is how it goes on.
    const flooding = load({ url, connections: floodConnections, ms: ms + 1_500, next })
    await delay(1_000)
    const beside = await behave()
    const flooded = await flooding
    say(
      `  ${name}: ${JSON.stringify(flooded.statuses)}; beside it ${JSON.stringify(beside.statuses)}`,
    )
    rows.push(
      row(
        { name: `a caller beside a flood of ${name}, p99`, unit: 'ms' },
        percentile(beside.latenciesMs, 99),
        { name: 'alone', value: percentile(alone.latenciesMs, 99) },
        {
          aim: { of: 'ratio', direction: 'at most', bound: 2 },
          note: `${Math.round(flooded.requestsPerSecond)} requests/s of the flood were answered, ${shedShare(flooded)} of them 429, over ${floodConnections} connections.`,
        },
      ),
    )
  }
  return [...rows, ...(await besideIdle(url, behave, say))]
}

/** Connections that were opened and ask for nothing, until the gateway ends them. */
const besideIdle = async (
  url: string,
  behave: () => Promise<Load>,
  say: Setting['say'],
): Promise<readonly Row[]> => {
  const sockets: Socket[] = []
  try {
    const alone = await behave()
    await openIdle(url, sockets)
    const beside = await behave()
    const held = sockets.filter(({ destroyed }) => !destroyed).length
    return [
      row(
        { name: 'a caller beside 10,000 idle connections, p99', unit: 'ms' },
        percentile(beside.latenciesMs, 99),
        { name: 'alone', value: percentile(alone.latenciesMs, 99) },
        {
          aim: { of: 'ratio', direction: 'at most', bound: 2 },
          note: `answers ${JSON.stringify(beside.statuses)}; ${held} of ${sockets.length} were still open at the end: who asks for nothing is sent away after ten seconds.`,
        },
      ),
    ]
  } catch (error) {
    say(
      `  10,000 idle connections cannot be opened here (${String(error)}); ulimit -n says how many`,
    )
    return []
  } finally {
    for (const socket of sockets) socket.destroy()
  }
}

const openIdle = async (url: string, sockets: Socket[]): Promise<void> => {
  const { hostname, port } = new URL(url)
  const open = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port) })
      sockets.push(socket)
      socket.once('connect', () => resolve())
      socket.once('error', reject)
      // Being sent away is part of it.
      socket.on('error', () => undefined).resume()
    })
  while (sockets.length < idleConnections) await Promise.all(Array.from({ length: 500 }, open))
}

const shedShare = ({ statuses, latenciesMs }: Load): string =>
  `${(((statuses[429] ?? 0) * 100) / latenciesMs.length).toFixed(1)} %`

/** A few connections that wait between their requests, as an integrator's workers do. */
const paced = async (url: string, ms: number, next: () => string): Promise<Load> => {
  const runs: Load[] = []
  const worker = async () => {
    const end = performance.now() + ms
    while (performance.now() < end) {
      runs.push(await load({ url, connections: 1, requests: 1, next }))
      await delay(goodPauseMs)
    }
  }
  await Promise.all(Array.from({ length: goodConnections }, worker))
  const statuses: Record<number, number> = {}
  for (const run of runs)
    for (const [status, count] of Object.entries(run.statuses))
      statuses[Number(status)] = (statuses[Number(status)] ?? 0) + count
  const latenciesMs = runs.flatMap((run) => run.latenciesMs)
  return { requestsPerSecond: (latenciesMs.length * 1_000) / ms, latenciesMs, statuses }
}

const requestText = (
  url: string,
  method: string,
  path: string,
  headers: Headers,
  body?: object,
): string => {
  const text = body === undefined ? '' : asciiJson(body)
  const all = {
    host: new URL(url).host,
    ...headers,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    'idempotency-key': randomUUID(),
    'content-length': String(text.length),
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return [`${method} ${path} HTTP/1.1`, ...lines, '', text].join('\r\n')
}

// Characters are bytes then, so that the length can be told.
const asciiJson = (body: object): string =>
  JSON.stringify(body).replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
