import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { kafkaMessageBus } from '../adapters/kafka/message-bus.ts'
import { migrate } from '../adapters/postgres/migrate.ts'
import { countingOnPostgres } from '../testing/counting-on-postgres.ts'
import { raiseOne } from '../testing/counting.ts'
import { kafkaMissing } from '../testing/kafka/jars.ts'
import { startKafka } from '../testing/kafka/kafka.ts'
import { startTestPostgres, type TestPostgres } from '../testing/postgres.ts'
import { row, type Aim, type Benchmark, type Row } from './benchmark.ts'
import { callsPerSecond, median } from './measure.ts'
import { startFlags } from './child-server.ts'
import { bare } from './request-reply/bare.ts'
import { durable, whole } from './request-reply/durable.ts'
import { nest } from './request-reply/nest.ts'
import type { Round, RoundResult } from './request-reply/side-program.ts'
import type { Database, Ground } from './request-reply/side.ts'

const rounds = { quick: { count: 1, ms: 1_000 }, whole: { count: 5, ms: 2_000 } }
const inFlightOf = [1, 64, 256]
type Name = 'durable' | 'whole' | 'bare' | 'nest'
type Results = ReadonlyMap<Name, readonly RoundResult[]>

/** A question and its answer over Kafka, both kept, beside the same two hops bare, and beside NestJS. */
export const requestReply: Benchmark = {
  name: 'request and reply',
  run: async ({ quick, peers, say }) => {
    const missing = await kafkaMissing()
    if (missing !== undefined) return (say(`request and reply: without Kafka: ${missing}`), [])
    const postgres = await startTestPostgres()
    const kafka = await startKafka()
    const children: ChildProcess[] = []
    try {
      await makeTopics(kafka.settings)
      const databases = {
        durable: await makeDatabase(postgres, 'durable'),
        whole: await makeDatabase(postgres, 'whole'),
      }
      const ground: Ground = { kafka: kafka.settings, databases }
      const ours = ['durable', 'whole', 'bare'] as const
      const names: readonly Name[] = peers ? [...ours, 'nest'] : ours
      const asking = new Map<Name, ChildProcess>()
      for (const name of names) {
        children.push(await startSide(name, 'answering', ground))
        const child = await startSide(name, 'asking', ground)
        children.push(child)
        asking.set(name, child)
      }
      const rows: Row[] = []
      for (const inFlight of inFlightOf) {
        const results = await inTurn(asking, inFlight, quick)
        rows.push(...rowsOf(inFlight, results))
        if (inFlight === inFlightJudged) rows.push(await besideItsBound(postgres, results, quick))
      }
      return rows
    } finally {
      await Promise.all(children.map(stop))
      await kafka.stop()
      await postgres.stop()
    }
  },
}

const makeDatabase = async (postgres: TestPostgres, name: string): Promise<Database> => {
  const { connection, pool } = await postgres.createDatabase(name)
  await migrate(pool, ['asking', 'answering'])
  const { host = '', port = 0, user = '', database = '' } = connection
  return { host, port, user, database }
}

const makeTopics = async (settings: Ground['kafka']): Promise<void> => {
  const bus = kafkaMessageBus({ settings, clientId: 'benchmark' })
  const topics = [durable, whole, bare, nest].flatMap((contender) => contender.topics)
  await bus.ensureTopics(
    topics.map((name) => ({ name, partitions: partitionsOf(name), retentionMs: 'for ever' })),
  )
  await bus.close()
}

/** A log is one partition. */
const partitionsOf = (topic: string): number => (topic.includes('.log.') ? 1 : 6)

const startSide = async (name: Name, side: string, ground: Ground): Promise<ChildProcess> => {
  const program = join(import.meta.dirname, 'request-reply', 'side-program.ts')
  const child = fork(program, [name, side, JSON.stringify(ground)], {
    execArgv: [...startFlags],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const told = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [])])
  if (told.length === 0) throw new Error(`${name}, ${side}, ended before it was ready`)
  return child
}

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
}

/** Contenders in turn, A B C A B C; what else the machine does hits them alike. */
const inTurn = async (
  asking: ReadonlyMap<Name, ChildProcess>,
  inFlight: number,
  quick: boolean,
): Promise<Results> => {
  const { count, ms } = quick ? rounds.quick : rounds.whole
  const results = new Map<Name, RoundResult[]>([...asking.keys()].map((name) => [name, []]))
  // The first round warms up.
  for (let number = 0; number <= count; number++)
    for (const [name, child] of asking) {
      const result = await askFor(child, { inFlight, ms })
      if (number > 0) results.get(name)?.push(result)
    }
  return results
}

const askFor = async (child: ChildProcess, round: Round): Promise<RoundResult> => {
  child.send(round)
  const [result] = (await once(child, 'message')) as [RoundResult]
  return result
}

const aims: Readonly<Record<'rate' | 'p50', Readonly<Record<'bare' | 'nest', Aim>>>> = {
  rate: {
    bare: { of: 'ratio', direction: 'at least', bound: 0.4 },
    nest: { of: 'ratio', direction: 'at least', bound: 8 },
  },
  p50: {
    bare: { of: 'ratio', direction: 'at most', bound: 3 },
    nest: { of: 'ratio', direction: 'at most', bound: 0.2 },
  },
}
/** At which the aims are set. */
const inFlightJudged = 64

/** A question is three durable commands: beyond a third of what the log appends, nothing can go. */
const besideItsBound = async (
  postgres: TestPostgres,
  results: Results,
  quick: boolean,
): Promise<Row> => {
  const counting = await countingOnPostgres(await postgres.createDatabase('bound'))
  const { handle, ids } = counting
  let next = 0
  const append = () => raiseOne(handle, ids, String(next++))
  const { ms } = quick ? rounds.quick : rounds.whole
  await callsPerSecond(inFlightJudged, ms, append)
  const appends = await callsPerSecond(inFlightJudged, ms, append)
  await counting.close()
  const ours = median((results.get('durable') ?? []).map(({ perSecond }) => perSecond))
  const name = `durable question and answer over Kafka, ${inFlightJudged} in flight`
  const reference = { name: 'a third of the appends of a log alone', value: appends / 3 }
  return row({ name, unit: 'answers/s' }, ours, reference)
}

const rowsOf = (inFlight: number, results: Results): readonly Row[] => {
  const middle = (name: Name, of: keyof RoundResult) => {
    const all = results.get(name)
    return all && median(all.map((result) => result[of]))
  }
  const against = (
    ours: 'durable' | 'whole',
    name: 'bare' | 'nest',
    referenceName: string,
  ): readonly Row[] =>
    (['perSecond', 'p50', 'p99'] as const).map((of) => {
      const isJudged = ours === 'durable' && inFlight === inFlightJudged && of !== 'p99'
      const also = ours === 'whole' ? ', both logs whole on Kafka too' : ''
      const title = `durable question and answer over Kafka${also}, ${inFlight} in flight`
      const named =
        of === 'perSecond'
          ? { name: title, unit: 'answers/s' }
          : { name: `${title}, ${of}`, unit: 'ms' }
      const reference = { name: referenceName, value: middle(name, of) }
      const further = isJudged ? { aim: aims[of === 'p50' ? of : 'rate'][name] } : {}
      return row(named, middle(ours, of) ?? NaN, reference, further)
    })
  const bareName = 'the same two hops bare, sent together'
  return [
    ...against('durable', 'bare', bareName),
    ...against('durable', 'nest', 'NestJS ClientKafka 12.1.1, not durable'),
    ...against('whole', 'bare', bareName),
  ]
}
