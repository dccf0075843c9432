import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../adapters/node/clock.ts'
import { nodeIds } from '../../adapters/node/ids.ts'
import { PostgresDeadLetters } from '../../adapters/postgres/dead-letters/dead-letters.ts'
import { migrate } from '../../adapters/postgres/migrate.ts'
import { PostgresOwnership } from '../../adapters/postgres/ownership.ts'
import { messageOf, topicOf } from '../../kernel/message-contract.ts'
import { openBusOnPostgres } from '../../testing/message-bus-on-postgres.ts'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { startPriceBoard } from './price-board.ts'
import { priceChanged } from './price-changed.ts'

const eventually = { timeout: 30_000, interval: 20 }
const ids = nodeIds()
const by = (at: number) => ({ actor: 'user:one', at, why: 'the feed meant 101' })

let postgres: TestPostgres
let opened: ReturnType<typeof openBusOnPostgres>
let ownership: PostgresOwnership
beforeAll(async () => {
  postgres = await startTestPostgres()
  await migrate(postgres.pool, [])
  opened = openBusOnPostgres(postgres)
  ownership = new PostgresOwnership(postgres.connection)
})
afterAll(async () => {
  await opened.close()
  await ownership.close()
  await postgres.stop()
})

/** A board, and a feed that has told of two instruments, of one of them once in a way that nobody understands. */
const afterABadPrice = async (environment: string, laterOfKey: 'wait' | 'follow') => {
  const { pool } = postgres
  const { bus } = opened
  const store = new PostgresDeadLetters({ pool, masterKey: randomBytes(32), clock: systemClock })
  const name = topicOf(priceChanged, environment)
  const { partitions, retentionMs } = priceChanged
  await bus.ensureTopics([{ name, partitions, retentionMs }])
  const board = await startPriceBoard({
    name: `board-${environment}`,
    bus,
    pool,
    deadLetters: store,
    ownership,
    clock: systemClock,
    environment,
    laterOfKey,
  })
  onTestFinished(() => board.stop())
  const tell = (instrumentId: string, minorUnits: number | string) =>
    bus.publish([
      {
        ...messageOf(
          priceChanged,
          'feed',
          environment,
          { instrumentId, minorUnits: 0 },
          occasion(),
        ),
        payload: JSON.stringify({ instrumentId, minorUnits }),
      },
    ])
  await tell('SAP', 100)
  await tell('SAP', '1O1')
  await tell('SAP', 102)
  await tell('LVMH', 50)
  await tell('LVMH', 51)
  await expect.poll(() => board.price('LVMH'), eventually).toBe(51)
  const group = `board-${environment}`
  const letters = async () => (await store.list({ group }, 10)).letters.toReversed()
  const states = async () => (await letters()).map(({ state }) => state)
  const putRight = async () => {
    const [bad] = await letters()
    const payload = JSON.stringify({ instrumentId: 'SAP', minorUnits: 101 })
    expect(await store.edit(bad?.letterId ?? '', payload, by(1))).toBe(true)
    expect(await store.redrive(bad?.letterId ?? '', by(2))).toBe(true)
  }
  return { board, states, putRight }
}

const occasion = () => ({
  id: ids.next(),
  time: '2026-03-02T12:00:00.000Z',
  traceparent: '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
  subject: 'instrument/SAP',
  entityVersion: 1,
})

describe('A price that nobody understands', () => {
  it('holds up those behind it, and all of them follow in order when it is put right', async () => {
    const { board, states, putRight } = await afterABadPrice('waits', 'wait')
    await expect.poll(states, eventually).toEqual(['dead', 'waiting'])
    expect(await board.price('SAP')).toBe(100)
    await putRight()
    await expect.poll(states, eventually).toEqual(['redriven', 'redriven'])
    expect(await board.price('SAP')).toBe(102)
  })

  it('would put an old price over a new one, if those behind it went on', async () => {
    const { board, states, putRight } = await afterABadPrice('follows', 'follow')
    await expect.poll(() => board.price('SAP'), eventually).toBe(102)
    await putRight()
    await expect.poll(states, eventually).toEqual(['redriven'])
    expect(await board.price('SAP')).toBe(101)
  })
})
