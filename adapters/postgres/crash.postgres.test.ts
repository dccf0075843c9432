import type { ChildProcess } from 'node:child_process'
import { chmod, mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'pg'
import { expect, it } from 'vitest'
import { describeWhen } from '../../testing/run-when.ts'
import { clusterDirectory } from './embedded/cluster.ts'
import { keepEmbeddedPostgresRunning } from './embedded/keep-running.ts'
import type { EmbeddedPostgres } from './embedded/start-embedded-postgres.ts'
import { contradictions } from './fixtures/crash/contradictions.ts'
import { readHistory } from './fixtures/crash/history.ts'
import { readLines, type Line } from './fixtures/crash/journal.ts'
import { exitOf, startReader, startWriter, stopWriter } from './fixtures/crash/processes.ts'
import { randomFrom, type Random } from './fixtures/crash/random.ts'
import { serverTree, signalAll } from './fixtures/crash/server-tree.ts'
import { migrate } from './migrate.ts'
import { verifyLog } from './verify-log.ts'

// CHAOS_SECONDS and CHAOS_SEED repeat a run, or make it longer. A seed fixes what is asked and when what is killed;
// how the processes interleave is the machine's.
const seconds = Number(process.env['CHAOS_SECONDS'] ?? 20)
const seed = process.env['CHAOS_SEED'] ?? String(Date.now() % 1_000_000)
const log = 'crash'

interface Scene {
  readonly directory: string
  readonly server: EmbeddedPostgres
  readonly writers: Map<string, { child: ChildProcess; life: number }>
  readonly kills: Map<string, number>
  readonly random: Random
}

const journalOf = ({ directory }: Scene, writer: string): string =>
  join(directory, `${writer}.jsonl`)

const begin = (scene: Scene, writer: string): void => {
  const life = (scene.writers.get(writer)?.life ?? 0) + 1
  const child = startWriter({
    connection: scene.server.connection,
    log,
    seed,
    writer,
    life,
    journal: journalOf(scene, writer),
    lanes: 8,
    batchSizeMax: scene.random.of([2, 20, 500]),
    // Smaller than the number of lanes: overload happens.
    queueLengthMax: scene.random.of([3, 10_000]),
    waitMs: scene.random.of([300, 2_000]),
  })
  scene.writers.set(writer, { child, life })
}

const killWriter = async (scene: Scene): Promise<void> => {
  const name = scene.random.of([...scene.writers.keys()])
  const child = scene.writers.get(name)?.child
  child?.kill('SIGKILL')
  if (child) await exitOf(child)
  await sleep(scene.random.below(300))
  begin(scene, name)
}

const clusterOf = ({ directory }: Scene): string => clusterDirectory(join(directory, 'data'))

const treeOf = (scene: Scene): readonly number[] => serverTree(clusterOf(scene), scene.server.pid)

/**
 * PostgreSQL 18.4 that is told to shut down while it recovers may wait for ever, and refuse everybody. Whoever told it
 * ends it then, as a service manager does.
 */
const killIfStuck = async (scene: Scene): Promise<void> => {
  const told = scene.server.pid
  await sleep(stuckAfterMs)
  signalAll(serverTree(clusterOf(scene), told), 'SIGKILL')
}
const stuckAfterMs = 5_000

/** What may happen to a server. */
const strokes: Record<string, (scene: Scene) => Promise<void>> = {
  'kill -9 of PostgreSQL, all processes': async (scene) => signalAll(treeOf(scene), 'SIGKILL'),
  'kill -9 of its first process': async (scene) => signalAll(treeOf(scene).slice(0, 1), 'SIGKILL'),
  'kill -9 of one of its processes': async (scene) => {
    const pids = treeOf(scene)
    signalAll(pids.slice(1 + scene.random.below(pids.length)).slice(0, 1), 'SIGKILL')
  },
  'fast shutdown': async (scene) => {
    signalAll(treeOf(scene).slice(0, 1), 'SIGINT')
    void killIfStuck(scene)
  },
  'a stop of a second': async (scene) => {
    const pids = treeOf(scene)
    signalAll(pids, 'SIGSTOP')
    await sleep(1_000)
    signalAll(pids, 'SIGCONT')
  },
  'sessions ended by the administrator': async ({ server }) => {
    const pool = new Pool({ ...server.connection, max: 1 })
    pool.on('error', () => undefined)
    const sql = `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and random() < 0.6`
    await pool.query(sql).catch(() => undefined)
    await pool.end()
  },
}

const stormFor = async (scene: Scene, forSeconds: number): Promise<void> => {
  const until = Date.now() + forSeconds * 1_000
  while (Date.now() < until) {
    await sleep(200 + scene.random.below(1_300))
    if (scene.random.chance(0.4)) {
      count(scene.kills, 'kill -9 of a writer')
      await killWriter(scene)
      continue
    }
    const name = scene.random.of(Object.keys(strokes))
    count(scene.kills, name)
    await strokes[name]?.(scene)
  }
}

const count = (counts: Map<string, number>, name: string): void =>
  void counts.set(name, (counts.get(name) ?? 0) + 1)

const summaryOf = (journals: readonly (readonly Line[])[]): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const line of journals.flat()) {
    if ('asked' in line) count(counts, 'asked')
    if ('again' in line) count(counts, line.again)
    if (!('told' in line)) continue
    const { told } = line
    if (told.kind === 'append') count(counts, told.result.kind)
    else if (told.outcome.kind === 'other-content') count(counts, 'other-content')
    else count(counts, `${told.outcome.fresh ? '' : 'repeated '}${told.outcome.kind}`)
  }
  return counts
}

/** Waits until the database takes connections again. */
const awaitServer = async (pool: Pool): Promise<void> => {
  for (let attempt = 0; ; attempt++) {
    try {
      return void (await pool.query('select 1'))
    } catch (error) {
      if (attempt > 300) throw error
      await sleep(100)
    }
  }
}

describeWhen(process.platform === 'linux', 'needs /proc to find the processes of the server')(
  'The log',
  () => {
    it(
      'loses, doubles and reorders nothing that was acknowledged, whatever is killed',
      async () => {
        console.log(`CHAOS_SEED=${seed} CHAOS_SECONDS=${seconds}`)
        const directory = await realpath(await mkdtemp(join(tmpdir(), 'millrace-crash-')))
        await chmod(directory, 0o711)
        const server = await keepEmbeddedPostgresRunning({ directory: join(directory, 'data') })
        const pool = new Pool({ ...server.connection, max: 4 })
        pool.on('error', () => undefined)
        const scene: Scene = {
          directory,
          server,
          writers: new Map(),
          kills: new Map(),
          random: randomFrom(seed),
        }
        const shownFile = join(directory, 'shown.txt')
        let reader: ChildProcess | undefined
        try {
          await migrate(pool, [log])
          reader = startReader({
            connection: server.connection,
            log,
            file: shownFile,
          })
          const names = ['w1', 'w2', 'w3', 'w4']
          for (const name of names) begin(scene, name)
          await stormFor(scene, seconds)
          await awaitServer(pool)
          await Promise.all([...scene.writers.values()].map(({ child }) => stopWriter(child)))
          await awaitServer(pool)
          const history = await readHistory(pool, log)
          reader.send(history.events.length)
          await exitOf(reader)

          const journals = names.map((name) => readLines(journalOf(scene, name)))
          const shown = (await readFile(shownFile, 'utf8'))
            .split('\n')
            .filter((line) => line !== '')
          const summary = summaryOf(journals)
          console.log(Object.fromEntries(scene.kills), Object.fromEntries(summary), {
            events: history.events.length,
          })
          const found = contradictions(history, journals, shown)
          expect(found.slice(0, 20)).toEqual([])
          expect((await verifyLog(pool, log, [])).problems).toEqual([])
          for (const { child } of scene.writers.values()) expect(child.exitCode).toBe(0)
          // The storm was one: all that can be told was told.
          for (const kind of [
            'appended',
            'repeated',
            'other-content',
            'accepted',
            'refused',
            'conflict',
          ])
            expect([kind, summary.get(kind) ?? 0]).toEqual([
              kind,
              expect.toSatisfy((n: number) => n > 0),
            ])
          expect(summary.get('appended')).toBeGreaterThan(100)
        } finally {
          reader?.kill('SIGKILL')
          for (const { child } of scene.writers.values()) child.kill('SIGKILL')
          await pool.end()
          await server.stop()
          await rm(directory, { recursive: true, force: true, maxRetries: 5 })
        }
      },
      (seconds + 90) * 1_000,
    )
  },
)
