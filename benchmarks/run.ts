import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { acknowledge } from './acknowledge.ts'
import { appendCosts } from './append-costs.ts'
import { appends } from './appends.ts'
import { brokerKills } from './broker-kills.ts'
import { commandsOverHttp } from './commands-over-http.ts'
import { flood } from './flood.ts'
import { journal } from './journal.ts'
import { memory } from './memory.ts'
import { messageBus } from './message-bus.ts'
import { pain001 } from './pain001.ts'
import { paymentsSettled } from './payments-settled.ts'
import { requestReply } from './request-reply.ts'
import { restore } from './restore.ts'
import { takeovers } from './takeovers.ts'
import { timers } from './timers.ts'
import { viewRebuild } from './view-rebuild.ts'
import { webhooks } from './webhooks.ts'
import { workers } from './workers.ts'
import type { Benchmark, Row, Setting } from './benchmark.ts'
import { writeBaseline } from './baseline.ts'
import { installPeers } from './peers.ts'
import { printTable } from './table.ts'

/*
 * npm run bench                            everything, some minutes; rewrites BASELINE.md
 * npm run bench -- appends timers          those whose names contain a word; leaves BASELINE.md alone
 * npm run bench -- --quick --json FILE     within three minutes; leaves BASELINE.md alone
 */

const benchmarks: readonly Benchmark[] = [
  appends,
  appendCosts,
  commandsOverHttp,
  flood,
  journal,
  paymentsSettled,
  viewRebuild,
  timers,
  webhooks,
  messageBus,
  workers,
  acknowledge,
  restore,
  requestReply,
  brokerKills,
  takeovers,
  memory,
  pain001,
]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, json: { type: 'string' } },
})

const say = (line: string): void => void process.stderr.write(`${line}\n`)

const main = async (): Promise<void> => {
  const setting: Setting = { quick: values.quick, peers: installPeers(say), say }
  const chosen = benchmarks.filter(
    ({ name }) => positionals.length === 0 || positionals.some((word) => name.includes(word)),
  )
  if (chosen.length === 0)
    throw new Error(
      `no benchmark is called so; there are ${benchmarks.map(({ name }) => name).join(', ')}`,
    )
  const rows: Row[] = []
  for (const benchmark of chosen) rows.push(...(await runOne(benchmark, setting)))
  printTable(rows)
  for (const { name, note } of rows) if (note) say(`${name}: ${note}`)
  if (values.json) await writeFile(values.json, `${JSON.stringify(rows.map(resultOf), null, 2)}\n`)
  if (!values.quick && positionals.length === 0) await writeBaseline(rows, setting)
}

const runOne = async (benchmark: Benchmark, setting: Setting): Promise<readonly Row[]> => {
  const begun = performance.now()
  say(`${benchmark.name} ...`)
  try {
    const rows = await benchmark.run(setting)
    say(`${benchmark.name}: ${Math.round((performance.now() - begun) / 1_000)} s`)
    return rows
  } catch (error) {
    // The others are worth having without it.
    say(`${benchmark.name} failed: ${error instanceof Error ? error.stack : String(error)}`)
    process.exitCode = 1
    return []
  }
}

const resultOf = ({ name, unit, ours, reference, referenceName, ratio }: Row) => ({
  name,
  unit,
  ours,
  reference,
  referenceName,
  ratio,
})

// The idle connections of peers report the end of their server as an error for which nobody can listen.
process.on('uncaughtException', (error: Error & { code?: string }) => {
  if (error.code === '57P01' || error.message === 'Connection terminated unexpectedly') return
  say(error.stack ?? String(error))
  process.exit(1)
})
await main()
// Peers hold connections that cannot be closed from outside.
process.exit()
