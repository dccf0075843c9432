import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../../../testing/postgres.ts'
import { nodeIds } from '../../node/ids.ts'
import { migrate } from '../migrate.ts'
import { PostgresDeadLetters } from './dead-letters.ts'
import { pruneLetters } from './prune-letters.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
  await migrate(postgres.pool, [])
})
afterAll(() => postgres.stop())

const message = (id: string) => ({
  topic: 't',
  partition: 0,
  offset: id,
  attempt: 1,
  key: id,
  id,
  source: '/s',
  type: 'T',
  time: '2026-01-01T12:00:00.000Z',
  traceparent: '',
  subject: '',
  entityVersion: 0,
  payload: '{}',
})

it('Dead letters that were dealt with are forgotten after their time, and no other', async () => {
  const clock = { time: 1_000, now: () => clock.time }
  const { pool } = postgres
  const store = new PostgresDeadLetters({ pool, masterKey: randomBytes(32), clock })
  const by = (at: number) => ({ actor: 'user:one', at })
  const letterId = new Map<string, string>()
  for (const id of ['discarded', 'redriven', 'late', 'dead', 'of-batch', 'undecided']) {
    await store.add({ group: 'g', message: message(id), reason: 'x', error: '', attempts: 1 })
    const [newest] = (await store.list({}, 1)).letters
    letterId.set(id, newest?.letterId ?? '')
  }
  const of = (id: string) => letterId.get(id) ?? ''
  await store.discard(of('discarded'), by(1_000))
  await store.redrive(of('redriven'), by(1_000))
  await store.settled(of('redriven'), 1_000)
  await store.discard(of('late'), by(5_000))
  const batch = (key: string) => ({
    batchId: nodeIds().next(),
    does: 'discard' as const,
    filter: { key },
    ratePerSecond: 1,
    proposed: by(1_000),
  })
  const decided = await store.propose(batch('of-batch'), 10)
  await store.decide(decided.batchId, true, by(1_000))
  const open = await store.propose(batch('undecided'), 10)
  const none = await store.propose(batch('nobody'), 10)

  expect(await pruneLetters(pool, 5_000)).toBe(3)
  const left = (await store.list({}, 10)).letters.map((letter) => letter.message.id)
  expect(left.toSorted()).toEqual(['dead', 'late', 'undecided'])
  expect(await store.history(of('discarded'))).toEqual([])
  expect((await store.batches(10)).map(({ batchId }) => batchId)).toEqual([open.batchId])
  expect(await store.findBatch(none.batchId)).toBeUndefined()
  // What came again after it was forgotten is a letter like any other.
  await store.add({
    group: 'g',
    message: message('discarded'),
    reason: 'x',
    error: '',
    attempts: 1,
  })
  expect(await store.find(of('discarded'))).toMatchObject({ state: 'dead' })
  expect(await pruneLetters(pool, 5_000)).toBe(0)
})
