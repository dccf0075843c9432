import { randomBytes } from 'node:crypto'
import { expect, it, onTestFinished } from 'vitest'
import { deadLetterStoreConformance } from '../../../testing/dead-letter-store.conformance.ts'
import { startTestPostgres } from '../../../testing/postgres.ts'
import { DamagedCiphertext } from '../../node/sealing.ts'
import { migrate } from '../migrate.ts'
import { PostgresDeadLetters } from './dead-letters.ts'
import { resealLetters } from './reseal-letters.ts'

const open = async (clock: { now: () => number }) => {
  const server = await startTestPostgres()
  await migrate(server.pool, [])
  const options = { pool: server.pool, masterKey: randomBytes(32), clock }
  return { server, store: new PostgresDeadLetters(options), close: () => server.stop() }
}

deadLetterStoreConformance('PostgreSQL', open)

const message = {
  topic: 't',
  partition: 0,
  offset: '1',
  attempt: 1,
  key: 'Ana\u0000Ribeiro',
  id: 'x',
  source: '/s',
  type: 'T',
  time: '2026-01-01T12:00:00.000Z',
  traceparent: '',
  subject: 'Ana',
  entityVersion: 0,
  payload: '{"name":"Ana Ribeiro"}',
}

it('What dead letters say lies sealed in PostgreSQL, and any text can be kept', async () => {
  const { server, store, close } = await open({ now: () => 1 })
  onTestFinished(close)
  const error = `it says "\u0000" ${'x'.repeat(5_000)}`
  await store.add({ group: 'g', message, reason: 'not-json', error, attempts: 1 })
  const { rows } = await server.pool.query<{ text: string }>(
    'select d::text as text from millrace.dead_letters d',
  )
  expect(rows).toHaveLength(1)
  expect(rows[0]?.text).not.toMatch(/Ana|Ribeiro/)
  const [letter] = (await store.list({}, 10)).letters
  expect(letter).toMatchObject({ message })
  expect(letter?.error).toHaveLength(2_000)
  expect((await store.list({ group: 'g\u0000', reason: '\u0000' }, 10)).letters).toEqual([])
  const why = 'because \u0000'
  expect(await store.discard(letter?.letterId ?? '', { actor: 'user:one', at: 1, why })).toBe(true)
})

it('Dead letters open with another master key once they were sealed anew for it, and with the old one no more', async () => {
  const clock = { now: () => 1 }
  const server = await startTestPostgres()
  onTestFinished(() => server.stop())
  await migrate(server.pool, [])
  const [old, next] = [randomBytes(32), randomBytes(32)]
  const under = (masterKey: Buffer) =>
    new PostgresDeadLetters({ pool: server.pool, masterKey, clock })
  const add = (masterKey: Buffer, offset: number) =>
    under(masterKey).add({
      group: 'g',
      message: { ...message, offset: String(offset) },
      reason: 'not-json',
      error: '',
      attempts: 1,
    })
  await add(old, 1)
  await add(old, 2)
  // What an interruption left behind.
  await add(next, 3)
  expect(await resealLetters(server.pool, old, next)).toBe(2)
  expect(await resealLetters(server.pool, old, next)).toBe(0)
  expect((await under(next).list({}, 10)).letters).toHaveLength(3)
  await expect(under(old).list({}, 10)).rejects.toThrow(DamagedCiphertext)
})
