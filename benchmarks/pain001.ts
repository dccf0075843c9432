import { execFile } from 'node:child_process'
import { openAsBlob } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { PaymentFileShown } from '../contexts/payments/contract.ts'
import {
  removeDirectory,
  signIn,
  startInstallation,
  temporaryDirectory,
  type Installation,
  type Person,
} from '../testing/installation.ts'
import { generatePain001 } from '../testing/pain001.ts'
import { issueKey } from '../testing/payers.ts'
import { row, type Benchmark, type Row, type Setting } from './benchmark.ts'

/** Its payments wait for their day: what is measured is the taking of the file, not the rail. */
const daysAhead = 90
const bareParser = fileURLToPath(new URL('bare-xml.ts', import.meta.url))

/**
 * One pain.001 file from the first byte of its upload until its last payment is received, visible and waiting: read,
 * checked, sealed under the parties' keys, appended and folded, on a whole installation.
 */
export const pain001: Benchmark = {
  name: 'pain001',
  run: async (setting) => {
    const directory = await temporaryDirectory()
    const installation = await startInstallation()
    try {
      return await measure(installation, join(directory, 'large.xml'), setting)
    } finally {
      await installation.stop()
      await removeDirectory(installation.directory)
      await removeDirectory(directory)
    }
  },
}

interface Bare {
  readonly transactions: number
  readonly ms: number
  readonly grownMb: number
}

const measure = async (
  installation: Installation,
  path: string,
  { quick, say }: Setting,
): Promise<readonly Row[]> => {
  const transactions = quick ? 10_000 : 100_000
  await writeFile(path, fileOf(transactions, 2))
  const bare = JSON.parse(
    (await promisify(execFile)(process.execPath, [bareParser, path])).stdout,
  ) as Bare
  const administrator = await signIn(installation.url, 'admin', installation.password)
  const headers = await issueKey(administrator, ['service'])
  const warmUp = join(path, '..', 'small.xml')
  await writeFile(warmUp, fileOf(1_000, 1))
  await take(installation, administrator, headers, warmUp)
  await delay(quick ? 1_000 : 5_000)
  const taken = await take(installation, administrator, headers, path)
  say(
    `  uploaded and checked in ${Math.round(taken.uploadMs)} ms, taken in ${Math.round(taken.ms)} ms`,
  )
  const note = `${transactions} transactions; the bare parser reads tags and keeps nothing.`
  const reference = (value: number) => ({ name: 'saxes alone', value })
  return [
    row(
      { name: 'pain.001, read and checked', unit: 'transactions/s' },
      (transactions * 1_000) / taken.uploadMs,
      reference((bare.transactions * 1_000) / bare.ms),
      { note },
    ),
    row(
      { name: 'pain.001, received and visible', unit: 'transactions/s' },
      (transactions * 1_000) / taken.ms,
      reference((bare.transactions * 1_000) / bare.ms),
      { note: `${note} Ours seals, appends and folds each payment.` },
    ),
    row(
      { name: 'pain.001, growth of memory', unit: 'MB' },
      taken.grownMb,
      reference(bare.grownMb),
      { note: 'peak of the resident memory over that before, the program without PostgreSQL.' },
    ),
  ]
}

const fileOf = (transactions: number, seed: number): string => {
  const day = new Date(Date.now() + daysAhead * 86_400_000).toISOString().slice(0, 10)
  return generatePain001({ version: '09', transactions, seed }).replaceAll(
    /<Dt>[\d-]+</g,
    `<Dt>${day}<`,
  )
}

const take = async (
  { url, process: program }: Installation,
  administrator: Person,
  headers: Readonly<Record<string, string>>,
  path: string,
): Promise<{ uploadMs: number; ms: number; grownMb: number }> => {
  const before = await residentMb(program.pid ?? 0)
  let peak = before
  let isOver = false
  const watching = (async () => {
    while (!isOver) {
      peak = Math.max(peak, await residentMb(program.pid ?? 0))
      await delay(50)
    }
  })()
  const begun = performance.now()
  const answer = await fetch(`${url}/v1/payment-files`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/xml', 'idempotency-key': path },
    body: await openAsBlob(path),
  })
  const { fileId } = (await answer.json()) as { fileId?: string }
  if (fileId === undefined) throw new Error(`the file was answered ${answer.status}`)
  const uploadMs = performance.now() - begun
  while ((await shown(administrator, fileId)).status !== 'completed') await delay(50)
  const ms = performance.now() - begun
  isOver = true
  await watching
  return { uploadMs, ms, grownMb: peak - before }
}

const shown = async (administrator: Person, fileId: string): Promise<PaymentFileShown> =>
  (await administrator.get(`/v1/payment-files/${fileId}`)).body

const residentMb = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024
}
