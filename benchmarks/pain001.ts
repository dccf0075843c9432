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
      return await measure(installation, directory, setting)
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
  directory: string,
  { quick, say }: Setting,
): Promise<readonly Row[]> => {
  const transactions = quick ? 10_000 : 100_000
  // Before anything is measured: making them keeps this process and the machine busy.
  const path = await writeFileOf(directory, transactions)
  const larger = quick ? undefined : await writeFileOf(directory, largerFile)
  const warmUp = await writeFileOf(directory, 1_000)
  const bare = await parseBarely(path)
  const administrator = await signIn(installation.url, 'admin', installation.password)
  const headers = await issueKey(administrator, ['service'])
  const takeIn = (file: string) => take(installation, administrator, headers, file)
  await takeIn(warmUp)
  await delay(quick ? 1_000 : 5_000)
  const taken = await takeIn(path)
  say(
    `  uploaded and checked in ${Math.round(taken.uploadMs)} ms, taken in ${Math.round(taken.ms)} ms`,
  )
  const grownMb = taken.peakMb - taken.beforeMb
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
    row({ name: 'pain.001, growth of memory', unit: 'MB' }, grownMb, reference(bare.grownMb), {
      note: 'peak of the resident memory over that before, the program without PostgreSQL.',
    }),
    // So few transactions have not filled what is bounded, and there would be nothing to compare.
    ...(larger ? [flatness(taken.beforeMb, await takeIn(larger))] : []),
  ]
}

const parseBarely = async (path: string): Promise<Bare> =>
  JSON.parse((await promisify(execFile)(process.execPath, [bareParser, path])).stdout) as Bare

/** In transactions. */
const largerFile = 250_000
const firstOfThem = 100_000

/** Whether the peak still rises once the first of a file have been taken. Both are over the memory before any file. */
const flatness = (beforeMb: number, { peakMb, peakOfFirstMb }: Taken): Row =>
  row(
    { name: 'pain.001, growth of memory with a larger file', unit: 'MB' },
    peakMb - beforeMb,
    { name: 'its first 100,000', value: peakOfFirstMb - beforeMb },
    {
      aim: { of: 'ratio', direction: 'at most', bound: 1.25 },
      note: `peak over all of ${largerFile} transactions, and over reading them and taking the first ${firstOfThem}: a ratio of 1 is flat.`,
    },
  )

/** Its path. No two of them have a reference in common. */
const writeFileOf = async (directory: string, transactions: number): Promise<string> => {
  const day = new Date(Date.now() + daysAhead * 86_400_000).toISOString().slice(0, 10)
  const file = generatePain001({ version: '09', transactions, seed: transactions })
  const path = join(directory, `${transactions}.xml`)
  await writeFile(path, file.replaceAll(/<Dt>[\d-]+</g, `<Dt>${day}<`))
  return path
}

interface Taken {
  readonly uploadMs: number
  readonly ms: number
  readonly beforeMb: number
  readonly peakMb: number
  /** While it was read, and the first `firstOfThem` were taken. */
  readonly peakOfFirstMb: number
}

const take = async (
  { url, process: program }: Installation,
  administrator: Person,
  headers: Readonly<Record<string, string>>,
  path: string,
): Promise<Taken> => {
  const beforeMb = await residentMb(program.pid ?? 0)
  let peakMb = beforeMb
  let isOver = false
  const watching = (async () => {
    while (!isOver) {
      peakMb = Math.max(peakMb, await residentMb(program.pid ?? 0))
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
  let peakOfFirstMb: number | undefined
  for (;;) {
    const { status, accepted } = await shown(administrator, fileId)
    if (accepted >= firstOfThem) peakOfFirstMb ??= peakMb
    if (status === 'completed') break
    await delay(50)
  }
  const ms = performance.now() - begun
  isOver = true
  await watching
  return { uploadMs, ms, beforeMb, peakMb, peakOfFirstMb: peakOfFirstMb ?? peakMb }
}

const shown = async (administrator: Person, fileId: string): Promise<PaymentFileShown> =>
  (await administrator.get(`/v1/payment-files/${fileId}`)).body

const residentMb = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024
}
