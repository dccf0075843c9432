import { spawnSync } from 'node:child_process'
import { chmod, chown, mkdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { describeWhen, itWhen } from '../../../testing/run-when.ts'
import { findClosedDirectory } from './directory-access.ts'
import { end, isRoot, makeScratch, query, startElsewhere } from './fixtures/scratch.ts'
import { findNativeDirectory } from './platform-package.ts'
import { accountWorks, chooseServerAccount, nobody, type ServerAccount } from './server-account.ts'
import { startEmbeddedPostgres, startWith } from './start-embedded-postgres.ts'

const timeoutMs = 60_000
const namespace: ServerAccount = { kind: 'namespace', ...nobody }
const capability: ServerAccount = { kind: 'capability', ...nobody }

const effectiveUid = async (pid: number) =>
  Number(/^Uid:\t\d+\t(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1])

describeWhen(isRoot, 'needs root')('under root', { timeout: timeoutMs }, () => {
  it('the server runs as nobody, who owns its files, and no system user is made', async () => {
    const users = await readFile('/etc/passwd', 'utf8')
    await using scratch = await makeScratch()
    const server = await startEmbeddedPostgres({ directory: scratch.path })
    try {
      expect(await effectiveUid(server.pid)).toBe(nobody.uid)
      expect((await stat(join(scratch.path, 'cluster'))).uid).toBe(nobody.uid)
      expect(await readFile('/etc/passwd', 'utf8')).toBe(users)
    } finally {
      await server.stop()
    }
  })

  it('directories made on the way stay passable under a strict umask', async () => {
    await using scratch = await makeScratch()
    const before = process.umask(0o077)
    try {
      const directory = join(scratch.path, 'one', 'two')
      const server = await startEmbeddedPostgres({ directory })
      await server.stop()
      expect(await findClosedDirectory(directory, nobody)).toBeUndefined()
    } finally {
      process.umask(before)
    }
  })

  itWhen(accountWorks(namespace), 'user namespaces are closed here')(
    'data where only root may go needs no other place',
    async () => {
      await using scratch = await makeScratch()
      await chmod(scratch.path, 0o700)
      const directory = join(scratch.path, 'postgres')
      const server = await startEmbeddedPostgres({ directory })
      try {
        expect(await chooseServerAccount(directory)).toEqual(namespace)
        expect(await query(server.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }])
      } finally {
        await server.stop()
      }
    },
  )

  itWhen(accountWorks(capability), 'setpriv is not to be had here')(
    'nor where user namespaces are closed',
    async () => {
      await using scratch = await makeScratch()
      const directory = join(scratch.path, 'postgres')
      await mkdir(directory)
      await chmod(scratch.path, 0o700)
      const server = await startWith(findNativeDirectory(), capability, { directory })
      try {
        expect(await effectiveUid(server.pid)).toBe(nobody.uid)
        expect(await query(server.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }])
      } finally {
        await server.stop()
      }
    },
  )

  itWhen(accountWorks(namespace), 'user namespaces are closed here')(
    'data keeps working when its directory is closed and opened again',
    async () => {
      await using scratch = await makeScratch()
      const first = await startEmbeddedPostgres({ directory: scratch.path })
      await query(first.databaseUrl, 'create table fact as select 7 as id')
      await first.stop()
      for (const mode of [0o700, 0o711]) {
        await chmod(scratch.path, mode)
        const next = await startEmbeddedPostgres({ directory: scratch.path })
        expect(await query(next.databaseUrl, 'select id from fact')).toEqual([{ id: 7 }])
        await next.stop()
      }
    },
  )

  itWhen(accountWorks(capability), 'setpriv is not to be had here')(
    'a container of the usual kind, without special privileges, is enough',
    async () => {
      const usual =
        'chown,dac_override,fowner,fsetid,kill,setgid,setuid,setpcap,net_bind_service,sys_chroot'
      const bounding = `-all,${usual
        .split(',')
        .map((name) => `+${name}`)
        .join(',')}`
      await using scratch = await makeScratch()
      const script = join(import.meta.dirname, 'fixtures', 'start-and-wait.ts')
      const start = () => {
        const argumentsOfAll = [
          `--bounding-set=${bounding}`,
          '--',
          process.execPath,
          script,
          scratch.path,
        ]
        const result = spawnSync('setpriv', argumentsOfAll, { input: '', encoding: 'utf8' })
        return JSON.parse(result.stdout) as { pid?: number; error?: string }
      }
      expect(start()).toEqual({ pid: expect.any(Number), databaseUrl: expect.any(String) })
      expect(start()).toEqual({ pid: expect.any(Number), databaseUrl: expect.any(String) })
    },
  )
})

const passable = !isRoot || (await findClosedDirectory(process.execPath, nobody)) === undefined

describe('under another user', { timeout: timeoutMs }, () => {
  itWhen(passable, 'the installation cannot be reached by another user')(
    'the server runs as that user and stops at its word',
    async () => {
      await using scratch = await makeScratch()
      if (isRoot) await chown(scratch.path, nobody.uid, nobody.gid)
      const other = await startElsewhere(scratch.path, isRoot ? nobody : {})
      expect(other.error).toBeUndefined()
      expect(await effectiveUid(other.pid)).toBe(isRoot ? nobody.uid : process.getuid?.())
      expect(await query(other.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }])
      await end(other.child, 'by its input')
      await expect(stat(join(scratch.path, 'cluster', 'postmaster.pid'))).rejects.toThrow('ENOENT')
    },
  )

  itWhen(passable && isRoot, 'needs root and a reachable installation')(
    'data that root has made is refused by name',
    async () => {
      await using scratch = await makeScratch()
      const server = await startWith(findNativeDirectory(), namespace, { directory: scratch.path })
      await server.stop()
      await chmod(scratch.path, 0o777)
      const other = await startElsewhere(scratch.path, nobody)
      expect(other.error).toMatch(/EmbeddedPostgresError.*(belongs to|may not be read)/s)
    },
  )
})
