import type { ChildProcess } from 'node:child_process'
import { mkdir, mkdtemp, open, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'pg'
import { expect, it } from 'vitest'
import { run, tmpfsMissing, unmount } from '../../testing/mounts.ts'
import { describeWhen } from '../../testing/run-when.ts'
import { keepEmbeddedPostgresRunning } from './embedded/keep-running.ts'
import { contradictions } from './fixtures/crash/contradictions.ts'
import { readHistory } from './fixtures/crash/history.ts'
import { readLines } from './fixtures/crash/journal.ts'
import { startWriter, stopWriter } from './fixtures/crash/processes.ts'
import { migrate } from './migrate.ts'
import { verifyLog } from './verify-log.ts'

const log = 'full'
const missing = await tmpfsMissing()

describeWhen(missing === undefined, missing ?? '')('A full disk', () => {
  it.each([
    { where: 'tables', endsServer: false },
    // PostgreSQL ends itself where its write-ahead log cannot go on.
    { where: 'the write-ahead log', endsServer: true },
  ])(
    'of $where is told as unavailable, loses nothing, and is recovered from without help',
    async ({ endsServer }) => {
      const directory = await realpath(await mkdtemp(join(tmpdir(), 'millrace-full-')))
      const mounted = join(directory, 'disk')
      await mkdir(mounted)
      run('mount', '-t', 'tmpfs', '-o', 'size=280m', 'tmpfs', mounted)
      const said: string[] = []
      const server = await keepEmbeddedPostgresRunning({
        directory: join(mounted, 'data'),
        settings: { max_wal_size: '32MB', min_wal_size: '32MB', wal_recycle: 'off' },
        log: (line) => said.push(line),
      }).catch((error: unknown) => {
        unmount(mounted)
        throw error
      })
      const pool = new Pool({ ...server.connection, max: 2 })
      pool.on('error', () => undefined)
      const writers: ChildProcess[] = []
      try {
        await migrate(pool, [log])
        const journals = ['w1', 'w2'].map((writer) => {
          const journal = join(directory, `${writer}.jsonl`)
          const { connection } = server
          writers.push(startWriter({ ...order, connection, writer, journal }))
          return journal
        })
        const count = (what: (text: string) => boolean) =>
          journals.flatMap(readLines).filter((line) => what(JSON.stringify(line))).length
        const told = () => count((text) => text.startsWith('{"told"'))
        const refused = () => count((text) => /^{"again":"un(available|reachable)"}/.test(text))
        const until = async (reached: () => boolean) => {
          while (!reached()) await sleep(50)
        }

        await until(() => told() > 300)
        const filler = join(mounted, 'filler')
        await fill(filler)
        while (refused() < 50 || (endsServer && said.length === 0)) {
          if (endsServer) await pool.query('select pg_switch_wal()').catch(() => undefined)
          await sleep(50)
        }
        await sleep(1_000)
        const before = told()

        await rm(filler)
        await until(() => told() > before + 300)
        await Promise.all(writers.map(stopWriter))
        const history = await readHistory(pool, log)
        const shown = history.events.map(({ position, id }) => `${position} ${id}`)
        expect(contradictions(history, journals.map(readLines), shown).slice(0, 20)).toEqual([])
        expect((await verifyLog(pool, log, [])).problems).toEqual([])
        expect(count((text) => text === '{"again":"unavailable"}')).toBeGreaterThan(0)
        console.log(
          `told before and while the disk was full: ${before}, afterwards: ${told() - before};`,
        )
        console.log(`meanwhile refused: ${refused()}; ${said.join('; ')}`)
      } finally {
        for (const writer of writers) writer.kill('SIGKILL')
        await pool.end()
        await server.stop()
        unmount(mounted)
        await rm(directory, { recursive: true, force: true, maxRetries: 5 })
      }
    },
    90_000,
  )
})

/** Writes until nothing more fits. */
const fill = async (path: string): Promise<void> => {
  const file = await open(path, 'w')
  try {
    for (;;) await file.write(Buffer.alloc(64 * 1024))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  } finally {
    await file.close()
  }
}

const order = {
  log,
  seed: 'full',
  life: 1,
  lanes: 8,
  batchSizeMax: 500,
  queueLengthMax: 10_000,
  waitMs: 500,
}
