import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { countingOnPostgres } from '../../testing/counting-on-postgres.ts'
import { until } from '../../testing/counting-in-memory.ts'
import { raiseMany } from '../../testing/counting.ts'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterEach(async () => {
  await Promise.all(children.splice(0).map(kill))
})
afterAll(() => postgres.stop())

const children: ChildProcess[] = []

/** A process that follows everything; its clock stands still. */
const startProcess = (context: string, now: number): void => {
  const program = fileURLToPath(new URL('./fixtures/run-counting.ts', import.meta.url))
  const parameters = [program, JSON.stringify(postgres.connection), context, String(now)]
  children.push(spawn(process.execPath, parameters, { stdio: 'inherit' }))
}

const kill = async (child: ChildProcess) => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

const numbersOf = async (text: string) =>
  ((await postgres.pool.query<string[]>({ text, rowMode: 'array' })).rows[0] ?? []).map(Number)

// A generator with a seed, so that a failure can be run again.
const randomFrom = (seed: number) => () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
  return seed / 2 ** 32
}

/** A bound, not a measure: other tests start and kill servers on the same machine meanwhile. */
const catchingUpMs = 150_000

describe('Processes that follow one log and are killed again and again', () => {
  it.each([1, 2])(
    'do everything once: views, policies and timers (seed %i)',
    async (seed) => {
      const random = randomFrom(seed)
      const context = `killed${seed}`
      const counting = await countingOnPostgres(postgres, context)
      const raised = 1_500
      // Timers of half of them are due: they were raised by 1 each, at a time that lies before this clock.
      const writing = raiseMany(counting.handle, counting.ids, { counters: raised, count: raised })
      const now = 1_700_000_001_000
      startProcess(context, now)
      startProcess(context, now)
      for (let round = 0; round < 4; round++) {
        await new Promise((resolve) => setTimeout(resolve, 400 + random() * 500))
        const victims = children.splice(Math.floor(random() * children.length), 1)
        await Promise.all(victims.map(kill))
        startProcess(context, now)
      }
      await writing
      // Each counter is raised, mirrored, and closed by its timer; closing is mirrored, unless that one was first.
      await until(async () => {
        const [total, closed] = await numbersOf(
          `select count(distinct stream), count(*) filter (where type = 'CounterClosed') from log_${context}.events`,
        )
        return total === 2 * raised && closed === 2 * raised
      }, catchingUpMs)
      const head = 4 * raised
      await until(async () => {
        const [behind] = await numbersOf(
          `select count(*) from millrace.checkpoints where log = '${context}' and position < ${head}`,
        )
        const [waiting] = await numbersOf(
          `select count(*) from millrace.timers where context = '${context}'`,
        )
        return behind === 0 && waiting === 0
      }, catchingUpMs)
      expect(await counting.log.head()).toBe(head)
      const [rows, total, raises, open] = await numbersOf(
        `select count(*), sum((row->>'total')::int), sum((row->>'raises')::int),
         count(*) filter (where not (row->>'closed')::boolean) from views_${context}.counters`,
      )
      expect([rows, total, raises, open]).toEqual([2 * raised, 2 * raised, 2 * raised, 0])
      await counting.close()
    },
    360_000,
  )
})
