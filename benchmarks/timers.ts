import { setTimeout as delay } from 'node:timers/promises'
import { nodeIds } from '../adapters/node/ids.ts'
import { systemClock } from '../adapters/node/clock.ts'
import { PostgresOwnership } from '../adapters/postgres/ownership.ts'
import { postgresTimers } from '../adapters/postgres/timers.ts'
import type { HandleCommand } from '../kernel/handle-command.ts'
import { asLiveLog } from '../kernel/policy.ts'
import { runSchedule } from '../processes/running/timers.ts'
import { close, raise, remind } from '../testing/counting.ts'
import { countingOnPostgres } from '../testing/counting-on-postgres.ts'
import { startTestPostgres, type TestPostgres } from '../testing/postgres.ts'
import { row, type Benchmark, type Row, type Setting } from './benchmark.ts'
import { graphileFirings, withLocalQueue } from './graphile-timers.ts'
import { median, percentile, type Lateness } from './measure.ts'

const count = 10_000
/** Enough to set them all before the first is due. */
const leadMs = { quick: 5_000, whole: 12_000 }

/** 10,000 timers that are due at one moment; each fires a command, whose outcome is durable when it counts. */
export const timers: Benchmark = {
  name: 'timers',
  run: async (setting) => {
    const postgres = await startTestPostgres()
    try {
      return await measure(postgres, setting)
    } finally {
      await postgres.stop()
    }
  },
}

const measure = async (
  postgres: TestPostgres,
  { quick, peers }: Setting,
): Promise<readonly Row[]> => {
  const lead = quick ? leadMs.quick : leadMs.whole
  const ours: Lateness[] = []
  const plain: Lateness[] = []
  const queued: Lateness[] = []
  for (let round = 0; round < (quick ? 1 : 3); round++) {
    ours.push(await firings(postgres, round, lead))
    if (!peers) continue
    const graphile = (name: string, worker: object) =>
      graphileFirings(postgres, { name: `${name}${round}`, count, leadMs: lead, worker })
    plain.push(await graphile('graphile', {}))
    queued.push(await graphile('queued', withLocalQueue))
  }
  const name = `timers, ${count.toLocaleString('en')} due at once`
  const against = (unit: string, value: (lateness: Lateness) => number, aimed: Partial<Row>) => {
    const peer = (of: readonly Lateness[], called: string) => ({
      name: called,
      value: of.length > 0 ? median(of.map(value)) : undefined,
    })
    return [
      row({ name, unit }, median(ours.map(value)), peer(plain, 'graphile-worker 0.18.0'), aimed),
      row({ name, unit }, median(ours.map(value)), peer(queued, 'the same with a local queue')),
    ]
  }
  return [
    ...against('fired/s', rate, {
      aim: { of: 'ratio', direction: 'at least', bound: 3 },
      note:
        'counted from the moment at which all are due; ours count once the outcome of their command is durable, jobs ' +
        'once they have run. graphile-worker runs 24 jobs at once and looks every 50 ms; its local queue fetches 500 ' +
        'jobs ahead and writes their ends together.',
    }),
    ...against('ms late, p99', p99, {}),
  ]
}

const rate = (lateness: Lateness): number => (lateness.length * 1_000) / Math.max(...lateness)
const p99 = (lateness: Lateness): number => percentile(lateness, 99)

const firings = async (
  postgres: TestPostgres,
  round: number,
  leadMs: number,
): Promise<Lateness> => {
  const database = await postgres.createDatabase(`timers${round}`)
  const counting = await countingOnPostgres(database)
  const { log, pool, context } = counting
  const ids = nodeIds()
  const due = Date.now() + leadMs
  const lateness: number[] = []
  const handle: HandleCommand = async (definition, command, envelope) => {
    const outcome = await counting.handle(definition, command, envelope)
    if (outcome.kind === 'accepted') lateness.push(Date.now() - due)
    return outcome
  }
  const ownership = new PostgresOwnership(database.connection)
  const consumer = runSchedule(remind, asLiveLog(log), {
    handle,
    ids,
    clock: systemClock,
    ownership,
    onAppended: (listener) => log.onAppended(listener),
    timers: postgresTimers({ pool, context, log: context, schedule: remind.name }),
    commands: [close],
  })
  await setTimers(counting.handle, due)
  while (lateness.length < count) await delay(5)
  await consumer.stop()
  await ownership.close()
  await counting.close()
  return lateness
}

/** Each counter is raised by the time that is left, so that all its reminders are due at the same moment. */
const setTimers = async (handle: HandleCommand, due: number): Promise<void> => {
  const ids = nodeIds()
  for (let from = 0; from < count; from += 1_000)
    await Promise.all(
      Array.from({ length: 1_000 }, (_, index) => {
        const now = Date.now()
        const commandId = ids.next()
        const data = { counter: `timer-${from + index}`, by: due - now }
        return handle(
          raise,
          { type: 'Raise', data },
          {
            commandId,
            fingerprint: commandId,
            onOtherContent: 'refuse',
            actor: 'system',
            correlationId: commandId,
            causationId: commandId,
            traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
            now,
          },
        )
      }),
    )
  if (Date.now() >= due) throw new Error('the timers were due before they were all set')
}
