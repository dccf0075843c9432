import type { TestPostgres } from '../testing/postgres.ts'
import { perSecond } from './measure.ts'
import { addressOf, loadEmmett } from './peers.ts'
import { ids } from './sample.ts'

const eventsPerStream = 5
const streamsAtOnce = 50

interface StoredEvent {
  readonly type: string
  readonly data: object
}

/** Emmett's consumer with a Pongo projection over events of the same kind: events per second. */
export const emmettConsumerRate = async (
  postgres: TestPostgres,
  events: number,
): Promise<number> => {
  const { connection } = await postgres.createDatabase('emmett')
  const connectionString = addressOf(connection)
  const emmett = await loadEmmett()
  const store = emmett.getPostgreSQLEventStore(connectionString)
  await store.schema.migrate()
  const streams = events / eventsPerStream
  for (let from = 0; from < streams; from += streamsAtOnce)
    await Promise.all(
      Array.from({ length: streamsAtOnce }, () =>
        store.appendToStream(`order-${ids.next()}`, story(), {
          expectedStreamVersion: 'STREAM_DOES_NOT_EXIST',
        }),
      ),
    )
  const projection = emmett.pongoSingleStreamProjection({
    collectionName: 'orders',
    canHandle: types,
    evolve: (before: object | null, { type, data }: StoredEvent) => ({
      ...before,
      ...data,
      status: type.slice(5).toLowerCase(),
    }),
  })
  const consumer = emmett.postgreSQLEventStoreConsumer({
    connectionString,
    stopWhen: { noMessagesLeft: true },
    pulling: { batchSize: 1_000 },
  })
  consumer.projector({ processorId: 'orders', projection })
  const rate = await perSecond(events, () => consumer.start())
  await consumer.close()
  await store.close()
  return rate
}

const types = ['OrderReceived', 'OrderValidated', 'OrderSubmitted', 'OrderPending', 'OrderSettled']

const story = (): readonly StoredEvent[] => {
  const sealed = `sealed.1.account-${ids.next()}.debtor.${'x'.repeat(96)}`
  const railReference = ids.next()
  return [
    {
      type: 'OrderReceived',
      data: {
        minorUnits: '125000',
        currency: 'EUR',
        debtor: sealed,
        creditor: sealed,
        reference: 'INVOICE-2026-117',
      },
    },
    { type: 'OrderValidated', data: { by: 'rules 2026-11' } },
    { type: 'OrderSubmitted', data: { attempt: 1 } },
    { type: 'OrderPending', data: { railReference } },
    { type: 'OrderSettled', data: { railReference } },
  ]
}
