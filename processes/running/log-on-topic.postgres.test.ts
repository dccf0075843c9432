import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { placeBefore } from '../../adapters/kafka/place-before.ts'
import { memoryMessageBus } from '../../adapters/memory/message-bus.ts'
import { postgresCheckpoint } from '../../adapters/postgres/checkpoints.ts'
import { countingOnPostgres } from '../../testing/counting-on-postgres.ts'
import { raiseMany } from '../../testing/counting.ts'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { endOn, firstBatchOn, refuseOtherLog } from './log-on-topic.ts'
import { epochMessage, logShape, logTopic, wholeLog } from './whole-log.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())

const environment = 'qa'
const log = 'counting'

const lived = async (name: string, count: number) => {
  const database = await postgres.createDatabase(name)
  const counting = await countingOnPostgres(database)
  await raiseMany(counting.handle, counting.ids, { counters: 3, count })
  const bus = memoryMessageBus()
  await bus.ensureTopics([logShape(environment, log)])
  const checkpoint = (consumer: string) =>
    postgresCheckpoint({ pool: counting.pool, consumer, log })
  const whole = wholeLog({
    queries: counting.pool,
    log,
    environment,
    bus,
    batches: checkpoint('whole-log/batches'),
    silent: checkpoint('whole-log/outcomes'),
    begunWith: firstBatchOn(bus),
  })
  const publish = async () => {
    while ((await whole.relay()) < (await counting.log.head()));
  }
  return { ...counting, ...database, whole, bus, publish }
}

type Lived = Awaited<ReturnType<typeof lived>>
const look = ({ bus }: Pick<Lived, 'bus'>, pool: Lived['pool']) =>
  refuseOtherLog({
    queries: pool,
    log,
    environment,
    begunWith: firstBatchOn(bus),
    endOn: endOn(bus, placeBefore),
  })

describe('The log on a topic', () => {
  it('is the one of the database, however far it was published', async () => {
    const own = await lived('own', 40)
    await expect(look(own, own.pool)).resolves.not.toThrow()
    await own.publish()
    await raiseMany(own.handle, own.ids, { counters: 3, count: 5 })
    await expect(look(own, own.pool)).resolves.not.toThrow()
    await own.close()
  })

  it('is not published over by another one', async () => {
    const [own, other] = [await lived('first', 40), await lived('second', 40)]
    await own.publish()
    await expect(look(own, other.pool)).rejects.toThrow(`holds a log ${log} that is not the one`)
    const empty = await postgres.createDatabase('empty')
    await (await countingOnPostgres(empty)).close()
    await expect(look(own, empty.pool)).rejects.toThrow('millrace restore --from kafka')

    const checkpoint = (consumer: string) => postgresCheckpoint({ pool: other.pool, consumer, log })
    const mistaken = wholeLog({
      queries: other.pool,
      log,
      environment,
      bus: own.bus,
      batches: checkpoint('whole-log/batches'),
      silent: checkpoint('whole-log/outcomes'),
      begunWith: firstBatchOn(own.bus),
    })
    const [before] = await own.bus.places([logTopic(environment, log)], 'latest')
    await expect(mistaken.relay()).rejects.toThrow('that is not the one in this database')
    expect(await own.bus.places([logTopic(environment, log)], 'latest')).toEqual([before])
    await Promise.all([own.close(), other.close()])
  })

  it('goes on behind a database that was made from something older', async () => {
    const own = await lived('whole', 40)
    await raiseMany(own.handle, own.ids, { counters: 3, count: 5 })
    await own.publish()
    // As it was before its last batch.
    const { rows } = await own.pool.query<{ first: string }>(
      `delete from log_counting.batches where first = (select max(first) from log_counting.batches) returning first`,
    )
    const before = Number(rows[0]?.first) - 1
    await own.pool.query('delete from log_counting.events where position > $1', [before])
    await own.pool.query('update log_counting.log set position = $1', [before])
    await expect(look(own, own.pool)).rejects.toThrow(
      `goes on to position 45, this database ends at ${before}`,
    )
    await own.close()
  })

  it('belongs to whoever took it over last', async () => {
    const own = await lived('dead', 40)
    await own.publish()
    const record = { kind: 'epoch', log, epoch: 2, by: 'a restore', at: 0 } as const
    await own.bus.publish([epochMessage(environment, record)])
    await expect(look(own, own.pool)).rejects.toThrow(`A restore has taken over the log ${log}`)
    await own.close()
  })
})
