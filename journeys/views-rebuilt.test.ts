import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEmbeddedPostgres } from '../adapters/postgres/embedded/start-embedded-postgres.ts'
import {
  removeDirectory,
  signIn,
  startInstallation,
  type Installation,
  type Person,
} from '../testing/installation.ts'
import { generatePain001, randomBelow } from '../testing/pain001.ts'
import { allPayments, isFinal, issueKey, startPayers, type Payers } from '../testing/payers.ts'
import { chaosSeed } from '../testing/seed.ts'

const seeded = 2_000

interface ViewStatus {
  readonly name: string
  readonly context: string
  readonly state: string
  readonly position: number
  readonly head: number
  readonly rebuild?: {
    readonly state: string
    readonly position: number
    readonly target: number
    readonly ratePerSecond: number
  }
}

describe('An operator rebuilds a view while everybody works', () => {
  const seed = chaosSeed()
  const environment = { MILLRACE_RAIL_SETTLE_MS: '50' }
  let installation: Installation
  let password: string
  let operator: Person
  let service: Readonly<Record<string, string>>
  let payers: Payers
  const counts: number[] = []
  const answers = new Set<number>()
  let isOver = false
  let reading: Promise<void>

  const viewOf = async (name = 'payments'): Promise<ViewStatus> => {
    const { body } = await operator.get('/v1/views')
    const views = (body as { items: readonly ViewStatus[] }).items
    const found = views.find((view) => view.context === 'payments' && view.name === name)
    if (!found) throw new Error(`there is no view ${name}`)
    return found
  }
  const act = (what: string): Promise<{ status: number }> =>
    operator.send('POST', `/v1/views/payments/payments/${what}`)
  const rebuildState = async () => (await viewOf()).rebuild?.state
  /** A view as small as this one may be done before anybody can say so. */
  const begunAnd = async (what: 'pause' | 'cancel'): Promise<void> => {
    for (let attempt = 0; attempt < 10; attempt++) {
      await act('rebuild')
      const { status } = await act(what)
      if (status === 202) return
    }
    throw new Error(`no rebuild could be met with ${what}`)
  }
  const untilRebuilt = async (): Promise<void> => {
    await expect.poll(rebuildState, { timeout: 120_000, interval: 100 }).toBe('done')
  }

  /** Everybody who ever saw a payment still sees it. */
  const read = async (): Promise<void> => {
    while (!isOver) {
      const { status, body } = await operator.get('/v1/payments/summary')
      answers.add(status)
      const items = (body as { items: readonly { count: number }[] }).items
      const last = await operator.get('/v1/payments?limit=1&sort=receivedAt')
      answers.add(last.status)
      counts.push(items.reduce((sum, { count }) => sum + count, 0))
      await delay(50)
    }
  }

  beforeAll(async () => {
    installation = await startInstallation({ environment })
    ;({ password } = installation)
    operator = await signIn(installation.url, 'admin', password)
    service = await issueKey(operator, ['service'])
    for (const half of [1, 2]) {
      const transactions = seeded / 2
      const file = generatePain001({ version: '03', transactions, seed: seed + half })
      const { body } = await operator.send('POST', '/v1/payment-files', file)
      const path = `/v1/payment-files/${(body as { fileId: string }).fileId}`
      // Its payments follow slice by slice.
      while (((await operator.get(path)).body as { status?: string }).status !== 'completed')
        await delay(50)
    }
    payers = startPayers({
      url: () => installation.url,
      headers: service,
      callers: 2,
      below: randomBelow(seed),
      name: `REBUILT-${seed}`,
      pauseMs: 50,
    })
    reading = read()
  })
  afterAll(async () => {
    isOver = true
    await reading
    await installation.stop()
    await removeDirectory(installation.directory)
  })

  it('sees how far it has come, and in the end that it is done', async () => {
    expect(await act('rebuild')).toMatchObject({ status: 202 })
    const progress: number[] = []
    await expect
      .poll(
        async () => {
          const { rebuild } = await viewOf()
          progress.push(rebuild?.position ?? 0)
          return rebuild?.state
        },
        { timeout: 120_000, interval: 20 },
      )
      .toBe('done')
    expect(progress).toEqual(progress.toSorted((one, other) => one - other))
    expect(progress.at(-1)).toBeGreaterThan(seeded)
  })

  it('pauses, goes on, and cancels', async () => {
    await begunAnd('pause')
    // What it has in hand is written to its end.
    let stands = (await viewOf()).rebuild?.position
    const rests = async () => {
      const before = stands
      await delay(500)
      stands = (await viewOf()).rebuild?.position
      return stands === before
    }
    await expect.poll(rests).toBe(true)
    const { rebuild } = await viewOf()
    await delay(500)
    expect((await viewOf()).rebuild).toEqual({ ...rebuild, state: 'paused' })
    expect(await act('pause')).toMatchObject({ status: 409 })
    expect(await act('resume')).toMatchObject({ status: 202 })
    await untilRebuilt()
    expect(await act('resume')).toMatchObject({ status: 409 })
    await begunAnd('cancel')
    expect(await rebuildState()).toBe('cancelled')
  })

  it('has shown everybody everything all the time', async () => {
    expect([...answers]).toEqual([200])
    expect(counts.length).toBeGreaterThan(10)
    expect(counts).toEqual(counts.toSorted((one, other) => one - other))
  })

  /** What the database of a killed installation knows of the rebuild. */
  const stored = async (): Promise<string | undefined> => {
    const server = await startEmbeddedPostgres({
      directory: join(installation.directory, 'postgres'),
    })
    const client = new pg.Client(server.connection)
    await client.connect()
    const { rows } = await client.query<{ state: string }>(
      `select state from millrace.view_rebuilds where context = 'payments' and name = 'payments'`,
    )
    await client.end()
    await server.stop()
    return rows[0]?.state
  }
  const start = async (): Promise<void> => {
    installation = await startInstallation({ directory: installation.directory, environment })
    operator = await signIn(installation.url, 'admin', password)
  }
  /** Kills it once the rebuild is promised. One that was done all the same says nothing, and is asked for again. */
  const killedBeforeItIsDone = async (): Promise<string | undefined> => {
    for (let attempt = 1; ; attempt++) {
      expect(await act('rebuild')).toMatchObject({ status: 202 })
      await installation.kill()
      const state = await stored()
      if (state !== 'done' || attempt === 10) return state
      await start()
    }
  }

  it('is killed before it is done, and the rebuild goes on after the start', async () => {
    isOver = true
    await reading
    expect(await killedBeforeItIsDone()).toBe('running')
    await start()
    await untilRebuilt()
    await payers.finish()
    await expect
      .poll(async () => (await allPayments(operator)).filter(isFinal).length)
      .toBe(seeded + payers.posted.length)
    const behind = async () => {
      const { position, head, state } = await viewOf()
      return `${state}, ${head - position} behind`
    }
    await expect.poll(behind).toBe('live, 0 behind')
  })
})
