import { mkdir, rename, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { expect, it } from 'vitest'
import { makeScratch, query } from './fixtures/scratch.ts'
import { keepEmbeddedPostgresRunning } from './keep-running.ts'
import { isServerOf } from './server-process.ts'

const timeoutMs = 60_000

it(
  'a killed server comes back by itself with its data, and stays away once stopped',
  async () => {
    await using scratch = await makeScratch()
    const kept = await keepEmbeddedPostgresRunning({ directory: scratch.path })
    try {
      await query(kept.databaseUrl, 'create table fact as select 7 as id')
      const killed = kept.pid
      process.kill(killed, 'SIGKILL')
      while (kept.pid === killed) await sleep(20)
      expect(await query(kept.databaseUrl, 'select id from fact')).toEqual([{ id: 7 }])
    } finally {
      await kept.stop()
    }
    expect(isServerOf(join(scratch.path, 'cluster'), kept.pid)).toBe(false)
    await expect(query(kept.databaseUrl, 'select 1')).rejects.toThrow(/ENOENT|ECONNREFUSED/)
  },
  timeoutMs,
)

it(
  'a server that somebody told to stop, and that waits for sessions of ours, is replaced',
  async () => {
    await using scratch = await makeScratch()
    const said: string[] = []
    const kept = await keepEmbeddedPostgresRunning({
      directory: scratch.path,
      stoppingMsMax: 500,
      log: (line) => said.push(line),
    })
    const session = new Client({ connectionString: kept.databaseUrl })
    const cut = new Promise((resolve) => session.on('error', resolve))
    try {
      await session.connect()
      const before = kept.pid
      // Smart: it takes no new sessions, and waits for the old ones.
      process.kill(before, 'SIGTERM')
      while (kept.pid === before) await sleep(20)
      await cut
      expect(await query(kept.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }])
      expect(said).toContain(
        `PostgreSQL (process ${before}) was told to stop, and is not getting there; stopping it`,
      )
    } finally {
      await kept.stop()
    }
  },
  timeoutMs,
)

it(
  'a server is watched on where its file could not be read for a while',
  async () => {
    await using scratch = await makeScratch()
    const kept = await keepEmbeddedPostgresRunning({ directory: scratch.path })
    const file = join(scratch.path, 'cluster', 'postmaster.pid')
    try {
      await rename(file, `${file}.aside`)
      await mkdir(file)
      await sleep(1_000)
      await rmdir(file)
      await rename(`${file}.aside`, file)
      const killed = kept.pid
      process.kill(killed, 'SIGKILL')
      while (kept.pid === killed) await sleep(20)
      expect(await query(kept.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    } finally {
      await kept.stop()
    }
  },
  timeoutMs,
)
