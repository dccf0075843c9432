import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countingOnPostgres } from '../../../testing/counting-on-postgres.ts'
import { counters, type CounterRow, type CountingEvent } from '../../../testing/counting.ts'
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../embedded/start-embedded-postgres.ts'
import { openPool } from '../open-pool.ts'
import { PostgresView } from './postgres-view.ts'

// What nobody waits for reaches the disk this late, so that a kill takes it away for certain.
const settings = { wal_writer_delay: '10s' }

describe('What an operator asked of a rebuild, and was promised', () => {
  let directory: string
  let server: EmbeddedPostgres
  let close: () => Promise<void>
  let view: PostgresView<CounterRow, CountingEvent>
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'millrace-test-'))
    server = await startEmbeddedPostgres({ directory, settings })
    const pool = openPool({ ...server.connection, max: 2 })
    const counting = await countingOnPostgres({ connection: { ...server.connection }, pool })
    const { context, log } = counting
    view = new PostgresView({ pool: counting.pool, context, log, view: counters })
    await view.open()
    close = async () => {
      await counting.close()
      await pool.end()
    }
  })
  afterAll(async () => {
    await close()
    await server.stop()
    await rm(directory, { recursive: true, force: true, maxRetries: 5 })
  })

  const dieAndComeBack = async (): Promise<void> => {
    process.kill(server.pid, 'SIGKILL')
    server = await startEmbeddedPostgres({ directory, settings })
  }
  /** The first question may still meet a connection to the server that died. */
  const stateNow = async (): Promise<string | undefined> => {
    const status = await view.status().catch(() => view.status())
    return status.rebuild?.state
  }

  it.each([
    ['begin', () => view.requestRebuild(), 'running'],
    ['pause', () => view.pauseRebuild(), 'paused'],
    ['go on', () => view.resumeRebuild(), 'running'],
    ['be cancelled', () => view.cancelRebuild(), 'cancelled'],
  ] as const)('outlives the server when it was to %s', async (_, ask, state) => {
    expect(await ask()).toBe(true)
    await dieAndComeBack()
    await expect.poll(stateNow).toBe(state)
  })
})
