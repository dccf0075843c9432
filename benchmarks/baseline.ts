import { writeFile } from 'node:fs/promises'
import { cpus, loadavg, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import type { Row, Setting } from './benchmark.ts'
import { markdownTable } from './table.ts'

const path = join(import.meta.dirname, 'BASELINE.md')

/** Keeps the figures of a full run, with where and when they were taken. */
export const writeBaseline = async (rows: readonly Row[], { peers }: Setting): Promise<void> => {
  const notes = [...new Set(rows.flatMap(({ name, note }) => (note ? [`- ${name}: ${note}`] : [])))]
  const text = `# Baseline

Made by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}. Each benchmark ran ours and its reference in turn in
the same minutes; figures are medians. \`ratio\` is ours over the reference. Compare ratios, not rates: the load of the
machine moves all rates together.

- Machine: ${machine()}
- Load when it ended: ${loadavg()
    .map((load) => load.toFixed(1))
    .join(', ')} (1, 5, 15 minutes)${busy()}
- Node.js ${process.version}; PostgreSQL 18.4, the embedded one with its own settings: synchronous_commit and fsync on
- Peers: ${peers ? 'Emmett 0.42.0, Castore 2.4.2, graphile-worker 0.18.0, NestJS 12.1.1 on kafkajs 2.2.4, with their own pools and defaults' : 'could not be installed'}

${markdownTable(rows)}
${notes.length > 0 ? `\n${notes.join('\n')}\n` : ''}`
  await writeFile(path, text)
}

const machine = (): string => {
  const [cpu] = cpus()
  return `${type()} ${release()}, ${cpus().length} cores (${cpu?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GB`
}

const busy = (): string =>
  // A run takes some ten minutes; the longest average still knows what went on before it.
  (loadavg()[1] ?? 0) > cpus().length
    ? '. More than the cores can do at once: other work ran all the while, and a quiet machine gives other figures'
    : ''
