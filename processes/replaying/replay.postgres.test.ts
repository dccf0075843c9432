import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PoolClient } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodeIds } from '../../adapters/node/ids.ts'
import { memoryCheckpoint } from '../../adapters/memory/checkpoints.ts'
import { memoryOwnership } from '../../adapters/memory/ownership.ts'
import { systemClock } from '../../adapters/node/clock.ts'
import { scanEvents } from '../../adapters/postgres/scan-events.ts'
import { asLiveLog } from '../../kernel/policy.ts'
import type { Publish } from '../../kernel/relay.ts'
import { countingOnPostgres } from '../../testing/counting-on-postgres.ts'
import {
  closeOne,
  countingCatalogue,
  counters,
  envelopeFor,
  mirror,
  raise,
  raiseOne,
  remind,
} from '../../testing/counting.ts'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { runPolicy } from '../running/policies.ts'
import { consumersOf, type Deed } from './consumers.ts'
import { makeSchema, passingPlace, schemaPlace } from './place.ts'
import { knownOutcomes, replayDeeds, replayView } from './replay.ts'
import { fileSink, tableSink } from './sink.ts'
import { readStretch } from './stretch.ts'

const publish: Publish = ({ id, type, stream, version, traceparent }) => [
  {
    topic: 'facts',
    key: stream,
    id,
    source: '/counting',
    type,
    time: '',
    traceparent,
    subject: stream,
    entityVersion: version,
    payload: '{"a":"b\\\\c"}',
  },
]
const context = {
  name: 'counting',
  views: [counters],
  policies: [mirror],
  schedules: [remind],
  publish,
}
const consumers = consumersOf(context, nodeIds())

let postgres: TestPostgres
let client: PoolClient
let counting: Awaited<ReturnType<typeof countingOnPostgres>>
let head: number

beforeAll(async () => {
  postgres = await startTestPostgres()
  client = await postgres.pool.connect()
  counting = await countingOnPostgres(postgres)
  const { handle, ids, log } = counting
  for (let count = 0; count < 6; count++) await raiseOne(handle, ids, `a\\"${count % 2}`, 3)
  const policy = runPolicy(mirror, asLiveLog(log), {
    handle,
    ids,
    clock: systemClock,
    ownership: memoryOwnership(),
    checkpoint: memoryCheckpoint(),
    onAppended: () => () => undefined,
  })
  while ((await log.head()) < 12) await new Promise((next) => setTimeout(next, 10))
  await policy.stop()
  await closeOne(handle, ids, 'a\\"1')
  const late = { ...envelopeFor(ids), now: 1_800_000_000_000 }
  await handle(raise, { type: 'Raise', data: { counter: 'late', by: 2 } }, late)
  head = await log.head()
})
afterAll(async () => {
  client.release()
  await counting.close()
  await postgres.stop()
})

const scan = (after = 0, upTo = head, types?: readonly string[]) =>
  scanEvents(postgres.pool, 'log_counting', countingCatalogue, after, upTo, types)

const deedsOf = async (name: string, after = 0): Promise<readonly Deed[]> => {
  const consumer = consumers.get(name)
  if (consumer?.kind !== 'deeds') throw new Error(`${name} does no deeds`)
  const known = knownOutcomes(client, 'counting')
  const deeds: Deed[] = []
  for await (const deed of replayDeeds(consumer, scan(after, head, consumer.events), known))
    deeds.push(deed)
  return deeds
}

const alive = async () => {
  const { rows } = await postgres.pool.query(
    `select (select json_agg(c order by consumer) from millrace.checkpoints c) as checkpoints,
       (select position from log_counting.log) as position`,
  )
  return rows
}

describe('A replay', () => {
  it('folds a view into a place of its own, and touches nothing that lives', async () => {
    const before = await alive()
    await makeSchema(client, 'replay_counters')
    const place = await schemaPlace(client, 'replay_counters')
    expect(await replayView(counters, scan(), place)).toBe(head)
    const { rows } = await postgres.pool.query(
      'select key, row from replay_counters.rows order by key collate "C"',
    )
    expect(rows.map(({ key, row }) => [key, row.total, row.raises, row.closed])).toEqual([
      ['a\\"0', 9, 3, false],
      ['a\\"1', 9, 3, true],
      ['late', 2, 1, false],
      ['mirror-a\\"0', 9, 3, false],
      ['mirror-a\\"1', 9, 3, false],
    ])
    const passing = await passingPlace(client)
    await replayView(counters, scan(), passing)
    const lines: unknown[] = []
    for await (const line of passing.lines()) lines.push(JSON.parse(line))
    expect(lines).toMatchObject(rows)
    expect(await passing.count()).toBe(5)
    expect(await alive()).toEqual(before)
    await expect(makeSchema(client, 'replay_counters')).rejects.toThrow('is there already')
    await expect(makeSchema(client, 'millrace')).rejects.toThrow(
      'is no name for a schema of a replay',
    )
  })

  it('tells what a policy would send, and what had become of it', async () => {
    const before = await alive()
    const deeds = await deedsOf('policy/mirror')
    expect(deeds.map(({ command, was, position }) => [position, command, was])).toEqual([
      ...[1, 2, 3, 4, 5, 6].map((position) => [position, 'Raise', 'accepted']),
      [13, 'Close', 'never sent'],
      [14, 'Raise', 'never sent'],
    ])
    expect(await alive()).toEqual(before)
  })

  it('tells what would be published, and which timers would be set', async () => {
    const facts = await deedsOf('publish', 12)
    expect(facts).toMatchObject([
      { position: 13, message: 'CounterClosed', topic: 'facts', payload: { a: 'b\\c' } },
      { position: 14, message: 'CounterRaised', key: 'counter-late' },
    ])
    const timers = await deedsOf('schedule/remind', 12)
    expect(timers).toMatchObject([
      { position: 13, cancel: 'a\\"1' },
      { position: 14, set: 'late', due: 1_800_000_000_002, command: 'Close' },
    ])
  })

  it('begins and ends at positions and times', async () => {
    const stretch = (from: string, to?: string) =>
      readStretch(client, 'counting', { from, ...(to === undefined ? {} : { to }) })
    expect(await stretch('0')).toEqual({ after: 0, upTo: head })
    expect(await stretch('3', '5')).toEqual({ after: 3, upTo: 5 })
    expect(await stretch('2027-01-01T00:00:00Z')).toEqual({ after: 13, upTo: 14 })
    expect(await stretch('0', '2001-01-01')).toEqual({ after: 0, upTo: 0 })
    expect(await stretch('2040-01-01')).toEqual({ after: head, upTo: head })
    expect(await stretch('2027-01-15T08:59:59.999+01:00')).toEqual({ after: 13, upTo: 14 })
  })

  it.each(['yesterday', '-5', '1.5', '2026-02-30', '2026-12-01T10:00', '12/01/2026', '1e3', ''])(
    'does not take %j for a position or a time',
    async (wrong) => {
      const refused = 'neither a position nor a time'
      await expect(readStretch(client, 'counting', { from: wrong })).rejects.toThrow(refused)
      const to = readStretch(client, 'counting', { from: '0', to: wrong })
      await expect(to).rejects.toThrow(refused)
    },
  )

  it('does not end before it begins', async () => {
    const backwards = readStretch(client, 'counting', { from: '5', to: '3' })
    await expect(backwards).rejects.toThrow('it would end at 3, before it begins, at 5')
    expect(await readStretch(client, 'counting', { from: '5', to: '5' })).toMatchObject({
      after: 5,
    })
  })

  it('writes lines into a file that did not exist, or a table', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'millrace-replay-'))
    const deeds = await deedsOf('policy/mirror')
    const path = join(directory, 'deeds.ndjson')
    const sink = await fileSink(path)
    await sink.add(deeds.slice(0, 3))
    await sink.add(deeds.slice(3))
    await sink.close()
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line) as Deed)).toEqual(deeds)
    await expect(fileSink(path)).rejects.toThrow('is never overwritten')
    await rm(directory, { recursive: true })

    await makeSchema(client, 'replay_deeds')
    await (await tableSink(client, 'replay_deeds')).add(deeds)
    const { rows } = await postgres.pool.query(
      'select deed from replay_deeds.deeds order by number',
    )
    expect(rows.map(({ deed }) => deed)).toEqual(deeds)
  })
})
