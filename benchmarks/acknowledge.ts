import { memoryOwnership } from '../adapters/memory/ownership.ts'
import { kafkaMessageBus } from '../adapters/kafka/message-bus.ts'
import { postgresCheckpoint } from '../adapters/postgres/checkpoints.ts'
import type { HandleCommand } from '../kernel/handle-command.ts'
import type { MessageBus } from '../kernel/message-bus.ts'
import { asLiveLog } from '../kernel/policy.ts'
import { silentNumberIn, withAcknowledgement } from '../processes/running/acknowledgement.ts'
import { openConfirmation } from '../processes/running/confirmation.ts'
import { promptPace, runRelay } from '../processes/running/relay.ts'
import { logShape, wholeLog } from '../processes/running/whole-log.ts'
import { countingOnPostgres } from '../testing/counting-on-postgres.ts'
import { raiseOne } from '../testing/counting.ts'
import { kafkaMissing } from '../testing/kafka/jars.ts'
import { startKafka } from '../testing/kafka/kafka.ts'
import { startTestPostgres, type TestPostgres } from '../testing/postgres.ts'
import { row, type Benchmark, type Row } from './benchmark.ts'
import { callsPerSecond, interleaved, median } from './measure.ts'

const callers = [1, 64]
const rounds = { quick: 1, whole: 3 }
const roundMs = 2_000

/** What it costs to acknowledge a command once Kafka has it, beside once the database has it; relayed in both cases. */
export const acknowledge: Benchmark = {
  name: 'acknowledge',
  run: async ({ quick, say }) => {
    const missing = await kafkaMissing()
    if (missing !== undefined) {
      say(`acknowledge: without Kafka: ${missing}`)
      return []
    }
    const [postgres, kafka] = await Promise.all([startTestPostgres(), startKafka()])
    const bus = kafkaMessageBus({ settings: kafka.settings, clientId: 'benchmark' })
    try {
      return await measure(postgres, bus, quick ? rounds.quick : rounds.whole)
    } finally {
      await bus.close()
      await kafka.stop()
      await postgres.stop()
    }
  },
}

const measure = async (
  postgres: TestPostgres,
  bus: MessageBus,
  times: number,
): Promise<readonly Row[]> => {
  const { handle, ids, log, pool, context, close } = await countingOnPostgres(postgres)
  await bus.ensureTopics([logShape('bench', context)])
  const confirmation = openConfirmation({ log: context, queries: pool })
  const checkpoint = (consumer: string) => postgresCheckpoint({ pool, consumer, log: context })
  const relaying = runRelay(() => [], asLiveLog(log), {
    ownership: memoryOwnership(),
    checkpoint: checkpoint('relay'),
    bus,
    whole: wholeLog({
      queries: pool,
      log: context,
      environment: 'bench',
      bus,
      batches: checkpoint('whole-log/batches'),
      silent: checkpoint('whole-log/outcomes'),
      onConfirmed: (place) => confirmation.tell(place),
    }),
    onAppended: (listener) => log.onAppended(listener),
    pace: promptPace,
  })
  const silentNumber = silentNumberIn(pool, context)
  const waiting = withAcknowledgement(handle, { confirmation, silentNumber, withinMs: 60_000 })

  const rows: Row[] = []
  for (const many of callers) {
    const [relayed, committed] = [measured(waiting, ids, many), measured(handle, ids, many)]
    const rates = await interleaved(times, { relayed: relayed.round, committed: committed.round })
    const name = `commands acknowledged once Kafka has them, ${many} ${many === 1 ? 'caller' : 'callers'}`
    const reference = (value: number) => ({ name: 'once the database has them', value })
    rows.push(
      row({ name, unit: 'commands/s' }, rates.relayed, reference(rates.committed)),
      row({ name, unit: 'ms p50' }, relayed.p50(), reference(committed.p50())),
    )
  }
  await relaying.stop()
  confirmation.close()
  await close()
  return rows
}

const measured = (handle: HandleCommand, ids: Parameters<typeof raiseOne>[1], many: number) => {
  const times: number[] = []
  let next = 0
  return {
    round: () =>
      callsPerSecond(many, roundMs, async () => {
        const begun = performance.now()
        await raiseOne(handle, ids, String(next++ % 1_000))
        times.push(performance.now() - begun)
      }),
    p50: () => median(times),
  }
}
