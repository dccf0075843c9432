import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { migrate } from './migrate.ts'
import { postgresProcesses, type Processes, type ToldProcess } from './processes.ts'

interface Report {
  readonly queue: number
}

describe('The processes on one database', () => {
  let postgres: TestPostgres
  let processes: Processes<Report>

  beforeAll(async () => {
    postgres = await startTestPostgres()
    await migrate(postgres.pool, [])
    processes = postgresProcesses<Report>(postgres.pool)
  })
  afterAll(() => postgres.stop())

  const worker = (): ToldProcess<Report> => ({
    id: randomUUID(),
    role: 'worker',
    contexts: ['payments', 'integrity'],
    serves: ['payments', 'integrity'],
    url: 'http://127.0.0.1:7401',
    version: '1.0.0',
    stopping: false,
    report: { queue: 3 },
  })
  const silence = (id: string, seconds: number) =>
    postgres.pool.query(
      `update millrace.processes set seen_at = seen_at - make_interval(secs => $2) where id = $1`,
      [id, seconds],
    )
  const find = async (id: string) => (await processes.list()).find((one) => one.id === id)

  it('are known as they tell of themselves, by the clock of the database', async () => {
    const told = worker()
    await processes.tell(told)
    const known = await find(told.id)
    expect(known).toMatchObject(told)
    await processes.tell({ ...told, stopping: true, report: { queue: 0 } })
    const later = await find(told.id)
    expect(later).toMatchObject({ stopping: true, report: { queue: 0 } })
    expect(later?.startedAt).toBe(known?.startedAt)
    expect(later?.seenAt).toBeGreaterThanOrEqual(known?.seenAt ?? Infinity)
  })

  it('are gone when they leave, and are shown as silent when they go without a word', async () => {
    const [left, died] = [worker(), worker()]
    for (const one of [left, died]) await processes.tell(one)
    await processes.leave(left.id)
    await silence(died.id, 60)
    expect(await find(left.id)).toBeUndefined()
    expect((await find(died.id))?.silentMs).toBeGreaterThanOrEqual(60_000)
  })

  it('are forgotten after a while, and known again when they tell again', async () => {
    const told = worker()
    await processes.tell(told)
    await silence(told.id, 601)
    expect(await find(told.id)).toBeUndefined()
    await processes.tell(told)
    expect(await find(told.id)).toMatchObject(told)
  })

  it('need no place to be reached at', async () => {
    const { url: _, ...relay } = { ...worker(), role: 'relay', serves: [] }
    await processes.tell(relay)
    expect(await find(relay.id)).not.toHaveProperty('url')
  })
})
