import type { ChildProcess } from 'node:child_process'
import { mkdtemp, mkdir, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'pg'
import { expect, it } from 'vitest'
import { loopMountsMissing, mountImage, run, unmount } from '../../testing/mounts.ts'
import { describeWhen } from '../../testing/run-when.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded/start-embedded-postgres.ts'
import { contradictions } from './fixtures/crash/contradictions.ts'
import { readHistory } from './fixtures/crash/history.ts'
import { readLines, type Line } from './fixtures/crash/journal.ts'
import { startWriter, stopWriter } from './fixtures/crash/processes.ts'
import { migrate } from './migrate.ts'
import { verifyLog } from './verify-log.ts'

const crashes = Number(process.env['CHAOS_POWER_CUTS'] ?? 4)
const megabyte = 2 ** 20
const ext4 = ['mkfs.ext4', '-q', '-F'] as const
const xfs = ['mkfs.xfs', '-q', '-m', 'reflink=1'] as const
const log = 'power'
const missing = await loopMountsMissing([ext4, xfs])

/** What was known at a power cut, and the disk as it was then. */
interface PowerCut {
  readonly image: string
  /** All that had been told before. */
  readonly told: readonly (readonly Line[])[]
}

/**
 *   tmp/host        XFS on a loop device: a file on it is copied in an instant, whatever is written meanwhile
 *     disk.img      ext4 on a loop device, on which PostgreSQL works; what it has not flushed is not in here
 *     cut-1.img     copies of it: the disk of a machine that lost its power at that moment
 */
describeWhen(missing === undefined, missing ?? '')('A power cut', () => {
  it(
    'loses nothing that was acknowledged',
    async () => {
      const directory = await realpath(await mkdtemp(join(tmpdir(), 'millrace-power-')))
      const mounts: string[] = []
      const servers: EmbeddedPostgres[] = []
      const writers: ChildProcess[] = []
      const mount = async (...image: Parameters<typeof mountImage>) => {
        const mounted = await mountImage(...image)
        mounts.push(mounted)
        return mounted
      }
      try {
        const host = await mount(join(directory, 'host.img'), 3_000 * megabyte, xfs)
        const disk = join(host, 'disk.img')
        const mounted = await mount(disk, 600 * megabyte, ext4)
        const server = await startServer(mounted)
        servers.push(server)
        await withPool(server, (pool) => migrate(pool, [log]))
        const journals = ['w1', 'w2'].map((writer) => {
          const journal = join(directory, `${writer}.jsonl`)
          const { connection } = server
          writers.push(startWriter({ ...order, connection, writer, journal }))
          return journal
        })

        const cuts: PowerCut[] = []
        while (cuts.length < crashes) {
          await sleep(100)
          const image = join(host, `cut-${cuts.length}.img`)
          const told = journals.map((journal) =>
            readLines(journal).filter((line) => 'told' in line),
          )
          if (told.flat().length < 300 * (cuts.length + 1)) continue
          run('cp', '--reflink=always', disk, image)
          cuts.push({ image, told })
        }
        await Promise.all(writers.map(stopWriter))
        expect(journals.flatMap(readLines).filter((line) => 'bug' in line)).toEqual([])
        await server.stop()

        const asked = journals.flatMap(readLines).filter((line) => 'asked' in line)
        for (const { image, told } of cuts) {
          const after = `${image}.mounted`
          await mkdir(after)
          run('mount', '-o', 'loop', image, after)
          mounts.push(after)
          const restarted = await startServer(after)
          servers.push(restarted)
          const found = await withPool(restarted, async (pool) => {
            const history = await readHistory(pool, log)
            const shown = history.events.map(({ position, id }) => `${position} ${id}`)
            const { problems } = await verifyLog(pool, log, [])
            return [...contradictions(history, [asked, ...told], shown), ...problems]
          })
          expect(found.slice(0, 20)).toEqual([])
          await restarted.stop()
        }
        const counts = cuts.map(({ told }) => told.flat().length)
        console.log(`told before each power cut, and found after it: ${counts.join(', ')}`)
      } finally {
        for (const writer of writers) writer.kill('SIGKILL')
        for (const server of servers) await server.stop()
        for (const mounted of mounts.reverse()) unmount(mounted)
        await rm(directory, { recursive: true, force: true, maxRetries: 5 })
      }
    },
    60_000 + crashes * 10_000,
  )
})

const order = {
  log,
  seed: 'power',
  life: 1,
  lanes: 8,
  batchSizeMax: 500,
  queueLengthMax: 10_000,
  waitMs: 5_000,
}

const startServer = (mounted: string): Promise<EmbeddedPostgres> =>
  startEmbeddedPostgres({
    directory: join(mounted, 'data'),
    // Small, so that files of the log are used again and checkpoints happen in between.
    settings: { max_wal_size: '64MB', checkpoint_timeout: '30s' },
  })

const withPool = async <Result>(
  { connection }: EmbeddedPostgres,
  work: (pool: Pool) => Promise<Result>,
): Promise<Result> => {
  const pool = new Pool({ ...connection, max: 2 })
  pool.on('error', () => undefined)
  try {
    return await work(pool)
  } finally {
    await pool.end()
  }
}
