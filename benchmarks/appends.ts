import { openEventStore } from '../adapters/postgres/event-store.ts'
import { migrate } from '../adapters/postgres/migrate.ts'
import { startTestPostgres, type TestPostgres } from '../testing/postgres.ts'
import { row, type Aim, type Benchmark, type Row, type Setting } from './benchmark.ts'
import { copyLimit } from './copy-limit.ts'
import { callsPerSecond, interleaved } from './measure.ts'
import { addressByEnvironment, addressOf, loadCastore, loadEmmett } from './peers.ts'
import { ids, sampleAppend, sampleCatalogue, sampleData } from './sample.ts'

interface Contender {
  readonly append: () => Promise<unknown>
  readonly close: () => Promise<unknown>
}

/** Durable appends, each a new stream, outcomes and hashes included on our side. */
export const appends: Benchmark = {
  name: 'appends',
  run: async (setting) => {
    const postgres = await startTestPostgres()
    try {
      return await measure(postgres, setting)
    } finally {
      await postgres.stop()
    }
  },
}

const measure = async (postgres: TestPostgres, setting: Setting): Promise<readonly Row[]> => {
  const { quick, peers, say } = setting
  const ms = quick ? 800 : 2_000
  const rounds = quick ? 2 : 5
  const contenders: Record<string, Contender> = { ours: await openOurs(postgres) }
  if (peers) {
    contenders['emmett'] = await openEmmett(postgres)
    contenders['castore'] = await openCastore(postgres)
  }
  const copy = await copyLimit(postgres, quick ? 3 : 8)
  const rows: Row[] = []
  for (const callers of [1, 32, 256]) {
    const at = (run: (contender: Contender) => Promise<number>) =>
      Object.fromEntries(
        Object.entries(contenders).map(([name, contender]) => [name, () => run(contender)]),
      )
    // Caches, plans and compiled code first.
    await interleaved(
      1,
      at(({ append }) => callsPerSecond(callers, ms / 2, append)),
    )
    const rates = await interleaved(
      rounds,
      at(({ append }) => callsPerSecond(callers, ms, append)),
    )
    const { ours = 0, emmett, castore } = rates
    say(`  ${callers} callers: ${JSON.stringify(rates)}`)
    const here = { name: `appends, ${callers} callers`, unit: 'events/s' }
    rows.push(
      row(here, ours, { name: 'Emmett 0.42.0', value: emmett }, aimAt(callers, 7, 5)),
      row(here, ours, { name: 'Castore 2.4.2', value: castore }, aimAt(callers, 2.5, 1.8)),
    )
  }
  for (const { name, ours } of rows.filter(({ referenceName }) => referenceName.startsWith('E')))
    rows.push(
      row({ name, unit: 'events/s' }, ours, { name: 'COPY, 10,000 rows each', value: copy }),
    )
  await Promise.all(Object.values(contenders).map(({ close }) => close()))
  return rows
}

/** The aim was set for 32 callers. */
const aimAt = (callers: number, bound: number, floor: number): { aim?: Aim } =>
  callers === 32 ? { aim: { of: 'ratio', direction: 'at least', bound, floor } } : {}

const openOurs = async (postgres: TestPostgres): Promise<Contender> => {
  const { pool, connection } = await postgres.createDatabase('ours')
  await migrate(pool, ['bench'])
  const store = openEventStore({ log: 'bench', catalogue: sampleCatalogue, pool, connection })
  return {
    append: async () => {
      const result = await store.append(sampleAppend())
      if (result.kind !== 'appended') throw new Error(`an append was answered ${result.kind}`)
    },
    close: () => store.close(),
  }
}

const openEmmett = async (postgres: TestPostgres): Promise<Contender> => {
  const { connection } = await postgres.createDatabase('emmett')
  const store = (await loadEmmett()).getPostgreSQLEventStore(addressOf(connection))
  await store.schema.migrate()
  return {
    append: () =>
      store.appendToStream(
        `payment-${ids.next()}`,
        [{ type: 'PaymentReceived', data: sampleData() }],
        { expectedStreamVersion: 'STREAM_DOES_NOT_EXIST' },
      ),
    close: () => store.close(),
  }
}

const openCastore = async (postgres: TestPostgres): Promise<Contender> => {
  const { connection } = await postgres.createDatabase('castore')
  const connectionString = addressByEnvironment(connection)
  const { PostgresEventStorageAdapter } = await loadCastore()
  await PostgresEventStorageAdapter.createEventTable({
    connectionString,
    aggregateId: { type: 'VARCHAR', length: 64 },
  })
  const adapter = new PostgresEventStorageAdapter({ connectionString })
  return {
    append: () =>
      adapter.pushEvent(
        {
          aggregateId: `payment-${ids.next()}`,
          version: 1,
          type: 'PaymentReceived',
          payload: sampleData(),
          timestamp: new Date().toISOString(),
        },
        { eventStoreId: 'payments' },
      ),
    // Its connections cannot be closed from outside; they end with the server.
    close: () => Promise.resolve(),
  }
}
