import { hash } from 'node:crypto'
import { Client } from 'pg'
import {
  addToHeads,
  appendBatchSql,
  appendBatchValues,
  prepareAppend,
  type BatchHead,
  type PreparedAppend,
} from '../adapters/postgres/append-batch.ts'
import { migrate } from '../adapters/postgres/migrate.ts'
import { startTestPostgres, type TestPostgres } from '../testing/postgres.ts'
import { row, type Benchmark, type Row, type Setting } from './benchmark.ts'
import { interleaved, perSecond } from './measure.ts'
import { sampleAppend } from './sample.ts'

const batchSize = 32

/**
 * What stored outcomes and the hash chain cost: batches of 32 one after the other, through the same function with
 * parts of it left out. Nothing else of the product can run without them.
 */
export const appendCosts: Benchmark = {
  name: 'append-costs',
  run: async (setting) => {
    const postgres = await startTestPostgres()
    try {
      return await measure(postgres, setting)
    } finally {
      await postgres.stop()
    }
  },
}

const measure = async (postgres: TestPostgres, { quick }: Setting): Promise<readonly Row[]> => {
  const batches = quick ? 30 : 60
  const variants = {
    whole: await openVariant(postgres, 'whole', (body) => body, prepareAppend),
    withoutOutcomes: await openVariant(postgres, 'no_outcomes', leaveOutOutcomes, prepareAppend),
    withoutHashes: await openVariant(postgres, 'no_hashes', leaveOutChain, prepareUnhashed),
    withoutBoth: await openVariant(
      postgres,
      'neither',
      (body) => leaveOutChain(leaveOutOutcomes(body)),
      prepareUnhashed,
    ),
  }
  const run = (variant: Variant) => () =>
    perSecond(batches * batchSize, () => appendBatches(variant, batches))
  const contenders = {
    whole: run(variants.whole),
    withoutOutcomes: run(variants.withoutOutcomes),
    withoutHashes: run(variants.withoutHashes),
    withoutBoth: run(variants.withoutBoth),
  }
  await interleaved(3, contenders)
  const rates = await interleaved(quick ? 7 : 31, contenders)
  await Promise.all(Object.values(variants).map(({ close }) => close()))
  const here = { name: 'appends, batches of 32', unit: 'events/s' }
  return [
    row(here, rates.whole, { name: 'without outcomes', value: rates.withoutOutcomes }),
    row(here, rates.whole, { name: 'without hashes', value: rates.withoutHashes }),
    row(here, rates.whole, { name: 'without both', value: rates.withoutBoth }),
  ]
}

interface Variant {
  readonly client: Client
  readonly prepare: typeof prepareAppend
  readonly close: () => Promise<void>
}

/** A log of its own, whose function was cut. */
const openVariant = async (
  postgres: TestPostgres,
  log: string,
  cut: (body: string) => string,
  prepare: typeof prepareAppend,
): Promise<Variant> => {
  const { pool, connection } = await postgres.createDatabase(log)
  const name = log.replaceAll('_', '')
  await migrate(pool, [name])
  const { rows } = await pool.query<{ definition: string }>(
    `select pg_get_functiondef(p.oid) as definition from pg_proc p where proname = 'append_batch'`,
  )
  await pool.query(cut(rows[0]?.definition ?? ''))
  const client = new Client(connection)
  await client.connect()
  // As the writer of a log does.
  await client.query(
    `set search_path to log_${name}; set enable_seqscan to off; set plan_cache_mode to force_generic_plan`,
  )
  return { client, prepare, close: () => client.end() }
}

const leaveOutOutcomes = (definition: string): string =>
  leaveOut(definition, /insert into outcomes[^;]*;/, '')

const leaveOutChain = (definition: string): string =>
  leaveOut(definition, /hash = sha256\([^;]*?settled_digest\)/, 'hash = settled_digest')

const leaveOut = (definition: string, part: RegExp, instead: string): string => {
  if (!part.test(definition)) throw new Error(`append_batch has no such part any more: ${part}`)
  return definition.replace(part, instead)
}

const unhashed = hash('sha256', 'nothing', 'binary')

/** The rest of the preparation is small beside the hash, and is counted for both. */
const prepareUnhashed: typeof prepareAppend = (append) => {
  const prepared = prepareAppend({ ...append, events: [] })
  const data = append.events.map((event) => JSON.stringify(event.data))
  const after = new Map(append.reads.map(({ stream, version }) => [stream, version + 1]))
  return {
    ...prepared,
    append,
    data,
    versions: [1],
    digests: [unhashed],
    after,
  } satisfies PreparedAppend
}

const appendBatches = async ({ client, prepare }: Variant, batches: number): Promise<void> => {
  for (let batch = 0; batch < batches; batch++) {
    const prepared: PreparedAppend[] = Array.from({ length: batchSize }, () =>
      prepare(sampleAppend()),
    )
    const heads = new Map<string, BatchHead>()
    for (const append of prepared) addToHeads(heads, append)
    const values = appendBatchValues(prepared, heads)
    await client.query({ name: 'append_batch', text: appendBatchSql, values })
  }
}
