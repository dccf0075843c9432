import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import {
  removeDirectory,
  signIn,
  temporaryDirectory,
  type Person,
} from '../testing/installation.ts'
import { randomBelow } from '../testing/pain001.ts'
import { inventedOrder, issueKey } from '../testing/payers.ts'
import { row, type Benchmark, type Row, type Setting } from './benchmark.ts'
import { startChildServer, type ChildServer } from './child-server.ts'
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
      const administrator = await firstSignIn(server.url, server.password ?? '')
      const good = await issueKey(administrator, ['service'])
      const bad = await issueKey(administrator, ['service'])
      return await measure(server, good, bad, setting)
    } finally {
      await server.stop()
      await removeDirectory(directory)
    }
  },
}

/** The view of people may come a moment after the address. */
const firstSignIn = async (url: string, password: string): Promise<Person> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await signIn(url, 'admin', password)
    } catch (error) {
      if (attempt === 50) throw error
      await delay(100)
    }
  }
}

type Headers = Readonly<Record<string, string>>

const measure = async (
  server: ChildServer,
  good: Headers,
  bad: Headers,
  { quick, say }: Setting,
): Promise<readonly Row[]> => {
  const { url } = server
  const sliceMs = quick ? 1_500 : 5_000
  const below = randomBelow(5)
  const pay = (headers: Headers) => () =>
    requestText(
      url,
      'POST',
      '/v1/payments',
      headers,
      inventedOrder(below, randomUUID().slice(0, 30)),
    )
  const behave = () => paced(url, sliceMs, pay(good))
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
    const { alone, beside, flooded, costMs } = await inTurns(server, behave, next, sliceMs)
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
          note: `${Math.round(flooded.requestsPerSecond)} requests/s of the flood were answered, ${shedShare(flooded)} of them 429, over ${floodConnections} connections; each took about ${Math.round(costMs * 1_000)} us of the gateway's processor.`,
        },
      ),
    )
  }
  return [...rows, ...(await besideIdle(server, behave, say))]
}

const rounds = 4
const warmUpMs = 1_000

/** Alone and beside the flood by turns, so that whatever else the machine does falls on both alike. */
const inTurns = async (
  { url, processId }: ChildServer,
  behave: () => Promise<Load>,
  next: () => string,
  sliceMs: number,
) => {
  const [alone, beside, flooded]: [Load[], Load[], Load[]] = [[], [], []]
  let [aloneMs, besideMs] = [0, 0]
  for (let round = 0; round < rounds; round++) {
    const [quiet, quietMs] = await withCpu(processId, behave)
    const [[flood, good], floodMs] = await withCpu(processId, async () => {
      const ms = warmUpMs + sliceMs
      const flooding = load({ url, connections: floodConnections, ms, next })
      // The budget that a flood begins with is gone before it is measured; what follows is how it goes on.
      await delay(warmUpMs)
      const good = await behave()
      return [await flooding, good] as const
    })
    alone.push(quiet)
    beside.push(good)
    flooded.push(flood)
    aloneMs += quietMs
    besideMs += floodMs
  }
  const all = { alone: together(alone), beside: together(beside), flooded: together(flooded) }
  const goodMs = (aloneMs / all.alone.latenciesMs.length) * all.beside.latenciesMs.length
  return { ...all, costMs: (besideMs - goodMs) / all.flooded.latenciesMs.length }
}

const together = (runs: readonly Load[]): Load => {
  const statuses: Record<number, number> = {}
  for (const run of runs)
    for (const [status, count] of Object.entries(run.statuses))
      statuses[Number(status)] = (statuses[Number(status)] ?? 0) + count
  return {
    requestsPerSecond: runs.reduce((sum, run) => sum + run.requestsPerSecond, 0) / runs.length,
    latenciesMs: runs.flatMap((run) => run.latenciesMs),
    statuses,
  }
}

/** What a piece of work cost the gateway's process, where the system tells it. */
const withCpu = async <Result>(
  processId: number,
  work: () => Promise<Result>,
): Promise<readonly [Result, number]> => {
  const before = await cpuMs(processId)
  const result = await work()
  return [result, (await cpuMs(processId)) - before]
}

const tickMs = 10
const cpuMs = async (processId: number): Promise<number> => {
  const text = await readFile(`/proc/${processId}/stat`, 'utf8').catch(() => '')
  const [user = 'NaN', system = 'NaN'] = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
  return (Number(user) + Number(system)) * tickMs
}

/** Connections that were opened and ask for nothing, until the gateway ends them. */
const besideIdle = async (
  { url, processId }: ChildServer,
  behave: () => Promise<Load>,
  say: Setting['say'],
): Promise<readonly Row[]> => {
  const sockets: Socket[] = []
  try {
    const alone = await behave()
    const before = await residentMib(processId)
    await openIdle(url, sockets)
    const beside = await behave()
    const during = await residentMib(processId)
    await allGone(sockets)
    const afterwards = await behave()
    return [
      row(
        { name: 'a caller beside 10,000 idle connections, p99', unit: 'ms' },
        percentile(beside.latenciesMs, 99),
        { name: 'alone', value: percentile(alone.latenciesMs, 99) },
        {
          aim: { of: 'ratio', direction: 'at most', bound: 2 },
          note: `answers ${JSON.stringify(beside.statuses)}. Half of them had asked for something before; all are sent away after some ten seconds.`,
        },
      ),
      row(
        { name: 'a caller once 10,000 idle connections have gone, p99', unit: 'ms' },
        percentile(afterwards.latenciesMs, 99),
        { name: 'alone', value: percentile(alone.latenciesMs, 99) },
        { aim: { of: 'ratio', direction: 'at most', bound: 2 } },
      ),
      row(
        { name: 'memory of the gateway with 10,000 idle connections', unit: 'MiB' },
        during,
        { name: 'without', value: before },
        {
          note: `${(((during - before) * 1_024) / idleConnections).toFixed(1)} KiB each; ${await residentMib(processId)} MiB when they had gone.`,
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
      const isKept = sockets.length % 2 === 0
      socket.once('connect', () => {
        if (isKept) socket.write('GET /health HTTP/1.1\r\nHost: test\r\n\r\n')
        else resolve()
      })
      socket.once('data', () => resolve())
      socket.once('error', reject)
      // Being sent away is part of it.
      socket.on('error', () => undefined).resume()
    })
  while (sockets.length < idleConnections) await Promise.all(Array.from({ length: 500 }, open))
}

const goneMs = 30_000

const allGone = async (sockets: readonly Socket[]): Promise<void> => {
  const end = performance.now() + goneMs
  while (sockets.some(({ destroyed }) => !destroyed)) {
    if (performance.now() > end) throw new Error(`some are still open after ${goneMs} ms`)
    await delay(200)
  }
}

const residentMib = async (processId: number): Promise<number> => {
  const text = await readFile(`/proc/${processId}/status`, 'utf8').catch(() => '')
  return Math.round(Number(/^VmRSS:\s+(\d+) kB/m.exec(text)?.[1]) / 1_024)
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
  const all = together(runs)
  return { ...all, requestsPerSecond: (all.latenciesMs.length * 1_000) / ms }
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
