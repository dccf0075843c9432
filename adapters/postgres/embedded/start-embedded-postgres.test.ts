import { spawnSync } from 'node:child_process'
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { itWhen } from '../../../testing/run-when.ts'
import { end, isRoot, makeScratch, query, startElsewhere } from './fixtures/scratch.ts'
import { readPostmasterFile } from './postmaster-file.ts'
import { isServerOf } from './server-process.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from './start-embedded-postgres.ts'

const timeoutMs = 60_000

describe('a running embedded PostgreSQL', { timeout: timeoutMs }, () => {
  let scratch: Awaited<ReturnType<typeof makeScratch>>
  let server: EmbeddedPostgres

  beforeAll(async () => {
    scratch = await makeScratch()
    server = await startEmbeddedPostgres({ directory: join(scratch.path, 'fresh', 'postgres') })
  }, timeoutMs)

  afterAll(async () => {
    await server.stop()
    await scratch[Symbol.asyncDispose]()
  })

  const setting = async (name: string) =>
    (await query<Record<string, string>>(server.databaseUrl, `show ${name}`))[0]?.[name]

  it.each([
    ['fsync', 'on'],
    ['synchronous_commit', 'on'],
    ['full_page_writes', 'on'],
    ['data_checksums', 'on'],
    ['server_encoding', 'UTF8'],
    ['listen_addresses', ''],
    ['log_statement', 'none'],
    ['log_parameter_max_length_on_error', '0'],
  ])('has %s = %s', async (name, value) => {
    expect(await setting(name)).toBe(value)
  })

  it('knows letters of all languages and sorts by code point on every system', async () => {
    const [row] = await query(
      server.databaseUrl,
      `select upper('über') as upper, 'Z' < 'a' as by_code_point`,
    )
    expect(row).toEqual({ upper: 'ÜBER', by_code_point: true })
  })

  it('is entered as millrace, into the database millrace, also by the parts of the connection', async () => {
    const [row] = await query(server.databaseUrl, 'select current_user, current_database()')
    expect(row).toEqual({ current_user: 'millrace', current_database: 'millrace' })
    expect(server.connection).toMatchObject({ user: 'millrace', database: 'millrace', port: 5432 })
  })

  it('lets nobody else reach its socket or its files', async () => {
    const directory = join(scratch.path, 'fresh', 'postgres')
    for (const path of [server.connection.host, join(directory, 'cluster')]) {
      expect((await stat(path)).mode & 0o077).toBe(0)
    }
    expect((await stat(join(directory, 'server.log'))).mode & 0o077).toBe(0)
  })

  itWhen(process.platform === 'linux', 'speaks of Linux')(
    'does not hear a Ctrl-C meant for us',
    async () => {
      const fields = (await readFile(`/proc/${server.pid}/stat`, 'utf8')).split(') ')[1]?.split(' ')
      expect(Number(fields?.[2])).toBe(server.pid)
    },
  )

  it('is taken over, not doubled, by a second start', async () => {
    const lines: string[] = []
    const directory = join(scratch.path, 'fresh', 'postgres')
    const second = await startEmbeddedPostgres({ directory, log: (line) => lines.push(line) })
    expect(second.pid).toBe(server.pid)
    expect(lines.join()).toContain('taken over')
  })

  it('writes no value of a failed statement to its log', async () => {
    const log = join(scratch.path, 'fresh', 'postgres', 'server.log')
    await query(server.databaseUrl, 'create table person (email text unique)')
    await query(server.databaseUrl, `insert into person values ('jane@secret.example')`)
    const failing = [
      `insert into person values ('jane@secret.example')`,
      `select 'jane@secret.example'::integer`,
      `select 'jane@secret.example'::json`,
    ]
    for (const statement of failing) {
      await expect(query(server.databaseUrl, statement)).rejects.toThrow(
        /duplicate key|invalid input syntax/,
      )
    }
    const text = await readFile(log, 'utf8')
    expect(text).toContain('ready to accept connections')
    expect(text).not.toContain('secret.example')
  })
})

describe('starting again', { timeout: timeoutMs }, () => {
  it('finds the data of before, after a stop and after a kill', async () => {
    await using scratch = await makeScratch()
    const first = await startEmbeddedPostgres({ directory: scratch.path })
    await query(first.databaseUrl, 'create table fact (id int)')
    await query(first.databaseUrl, 'insert into fact values (1)')
    await first.stop()
    await first.stop()
    const second = await startEmbeddedPostgres({ directory: scratch.path })
    await query(second.databaseUrl, 'insert into fact values (2)')
    process.kill(second.pid, 'SIGKILL')
    const third = await startEmbeddedPostgres({ directory: scratch.path })
    try {
      expect(third.pid).not.toBe(second.pid)
      expect(await query(third.databaseUrl, 'select id from fact order by id')).toEqual([
        { id: 1 },
        { id: 2 },
      ])
    } finally {
      await third.stop()
    }
    expect(isServerOf(join(scratch.path, 'cluster'), third.pid)).toBe(false)
  })

  it('takes over the server of a process that was killed', async () => {
    await using scratch = await makeScratch()
    const other = await startElsewhere(scratch.path)
    await end(other.child, 'SIGKILL')
    const server = await startEmbeddedPostgres({ directory: scratch.path })
    expect(server.pid).toBe(other.pid)
    expect(await query(server.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    await server.stop()
    expect(isServerOf(join(scratch.path, 'cluster'), server.pid)).toBe(false)
  })

  it('replaces a server that was left running with other settings', async () => {
    await using scratch = await makeScratch()
    const before = await startEmbeddedPostgres({ directory: scratch.path })
    const settings = { max_connections: '33' }
    const after = await startEmbeddedPostgres({ directory: scratch.path, settings })
    try {
      expect(after.pid).not.toBe(before.pid)
      expect(await query(after.databaseUrl, 'show max_connections')).toEqual([
        { max_connections: '33' },
      ])
    } finally {
      await after.stop()
    }
  })

  it('waits for a server that is still on its way out', async () => {
    await using scratch = await makeScratch()
    const before = await startEmbeddedPostgres({ directory: scratch.path })
    const stopping = before.stop()
    const after = await startEmbeddedPostgres({ directory: scratch.path })
    try {
      await stopping
      expect(after.pid).not.toBe(before.pid)
      expect(await query(after.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    } finally {
      await after.stop()
    }
  })

  it('is given up in the middle of a recovery, and leaves no server behind', async () => {
    await using scratch = await makeScratch()
    const cluster = join(scratch.path, 'cluster')
    const before = await startEmbeddedPostgres({ directory: scratch.path })
    await before.stop()
    // A recovery that waits for its archive for longer than the test may take.
    await writeFile(join(cluster, 'recovery.signal'), '')
    const settings = { restore_command: 'sleep 600' }
    const giveUp = new AbortController()
    const { signal } = giveUp
    const starting = startEmbeddedPostgres({ directory: scratch.path, settings, signal })
    const outcome = starting.then(
      () => 'started',
      (error: Error) => error.message,
    )
    let pid: number | undefined
    while (pid === undefined) {
      const file = await readPostmasterFile(cluster)
      if (file?.status === 'starting') pid = file.pid
      await sleep(10)
    }
    expect(isServerOf(cluster, pid)).toBe(true)
    giveUp.abort()
    expect(await outcome).toBe('The start of PostgreSQL was given up.')
    expect(isServerOf(cluster, pid)).toBe(false)
  })

  it('is not misled by a lock file whose process number another process has by now', async () => {
    await using scratch = await makeScratch()
    const first = await startEmbeddedPostgres({ directory: scratch.path })
    const lockFile = join(scratch.path, 'cluster', 'postmaster.pid')
    const text = await readFile(lockFile, 'utf8')
    await first.stop()
    await writeFile(lockFile, text.replace(String(first.pid), String(process.pid)))
    const second = await startEmbeddedPostgres({ directory: scratch.path })
    expect(await query(second.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    await second.stop()
  })

  it('begins afresh when the very first start was cut short', async () => {
    await using scratch = await makeScratch()
    await mkdir(join(scratch.path, 'cluster.partial'))
    await writeFile(join(scratch.path, 'cluster.partial', 'PG_VERSION'), '18\n')
    const server = await startEmbeddedPostgres({ directory: scratch.path })
    expect(await query(server.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    await server.stop()
  })
})

describe('in difficult places', { timeout: timeoutMs }, () => {
  it('names both versions when the data is of another PostgreSQL', async () => {
    await using scratch = await makeScratch()
    await mkdir(join(scratch.path, 'cluster'))
    await writeFile(join(scratch.path, 'cluster', 'PG_VERSION'), '15\n')
    await expect(startEmbeddedPostgres({ directory: scratch.path })).rejects.toThrow(
      /of PostgreSQL 15, and the embedded PostgreSQL is 18/,
    )
  })

  it('passes on what PostgreSQL says of a wrong setting', async () => {
    await using scratch = await makeScratch()
    const settings = { shared_buffers: 'plenty' }
    await expect(startEmbeddedPostgres({ directory: scratch.path, settings })).rejects.toThrow(
      /shared_buffers/,
    )
  })

  it('uses a short place for its socket when the directory has a long name', async () => {
    await using scratch = await makeScratch()
    const directory = join(scratch.path, 'a-long-name'.repeat(12))
    const server = await startEmbeddedPostgres({ directory })
    try {
      expect(server.connection.host.startsWith(directory)).toBe(false)
      expect((await stat(server.connection.host)).mode & 0o077).toBe(0)
      expect(await query(server.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    } finally {
      await server.stop()
      await rm(server.connection.host, { recursive: true })
    }
  })

  const mountable = isRoot && spawnSync('mount', ['--version']).status === 0
  itWhen(mountable, 'mounting is not allowed here')(
    'says that the disk is full, before and after the first start',
    async (context) => {
      await using scratch = await makeScratch()
      const mounted = spawnSync('mount', [
        '-t',
        'tmpfs',
        '-o',
        'size=190m,mode=711',
        'tmpfs',
        scratch.path,
      ])
      if (mounted.status !== 0) return context.skip('mounts are not allowed here')
      try {
        const filler = join(scratch.path, 'filler')
        await writeFile(filler, Buffer.alloc(100 * 1024 * 1024))
        const directory = join(scratch.path, 'postgres')
        await expect(startEmbeddedPostgres({ directory })).rejects.toThrow(
          /no space left.*90 MB are free/,
        )
        await writeFile(filler, '')
        const server = await startEmbeddedPostgres({ directory })
        await server.stop()
        await writeFile(filler, Buffer.alloc(190 * 1024 * 1024)).catch(() => undefined)
        await expect(startEmbeddedPostgres({ directory })).rejects.toThrow(
          /no space left on the disk/,
        )
      } finally {
        spawnSync('umount', [scratch.path])
      }
    },
  )
})
