import { chmod, chown, cp, lstat, mkdir, readdir, stat, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { describeWhen, itWhen } from '../../../testing/run-when.ts'
import { findClosedDirectory } from './directory-access.ts'
import { end, isRoot, makeScratch, query, startElsewhere } from './fixtures/scratch.ts'
import { findNativeDirectory } from './platform-package.ts'
import { findRunnableNative } from './runnable-native.ts'
import { chooseServerAccount, nobody } from './server-account.ts'
import { startWith } from './start-embedded-postgres.ts'

const timeoutMs = 60_000

/** A package as npm leaves it without install scripts: whole, but without the links between its libraries. */
async function installWithoutScripts(parent: string): Promise<string> {
  const native = join(parent, 'native')
  await cp(findNativeDirectory(), native, { recursive: true, verbatimSymlinks: true })
  await removeLinks(native)
  return native
}

async function removeLinks(native: string): Promise<void> {
  const entries = await readdir(join(native, 'lib'), { withFileTypes: true })
  for (const entry of entries.filter((found) => found.isSymbolicLink())) {
    await unlink(join(native, 'lib', entry.name))
  }
}

const passable = isRoot && (await findClosedDirectory(process.execPath, nobody)) === undefined

describeWhen(process.platform === 'linux', 'speaks of Linux')(
  'the programs',
  { timeout: timeoutMs },
  () => {
    let install: Awaited<ReturnType<typeof makeScratch>>
    let native: string

    beforeAll(async () => {
      install = await makeScratch()
      native = await installWithoutScripts(install.path)
    }, timeoutMs)

    afterAll(() => install[Symbol.asyncDispose]())

    it('run in place after an installation without scripts', async () => {
      await using scratch = await makeScratch()
      const account = await chooseServerAccount(scratch.path)
      const found = await findRunnableNative(native, account, scratch.path)
      expect(found).toEqual({ directory: native, majorVersion: 18 })
      expect((await lstat(join(native, 'lib', 'libpq.so.5'))).isSymbolicLink()).toBe(true)
      expect(await findRunnableNative(native, account, scratch.path)).toEqual(found)
    })

    itWhen(isRoot, 'needs root')(
      'run as a copy beside the data from a clone that only root can read',
      async () => {
        await using scratch = await makeScratch()
        await chmod(install.path, 0o700)
        const before = process.umask(0o077)
        try {
          const account = await chooseServerAccount(scratch.path)
          const server = await startWith(native, account, { directory: scratch.path })
          const found = await findRunnableNative(native, account, scratch.path)
          expect(account.kind).toBe('switched')
          expect(await query(server.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }])
          await server.stop()
          expect(found.directory.startsWith(scratch.path)).toBe(true)
        } finally {
          process.umask(before)
          await chmod(install.path, 0o711)
        }
      },
    )

    itWhen(passable, 'the installation cannot be reached by another user')(
      'run as a copy where the installation cannot be written to',
      async () => {
        await using scratch = await makeScratch()
        await removeLinks(native)
        await chown(scratch.path, nobody.uid, nobody.gid)
        const other = await startElsewhere(scratch.path, nobody, [native])
        expect(other.error).toBeUndefined()
        expect(await query(other.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }])
        await end(other.child, 'by its input')
        expect(await readdir(scratch.path)).toContainEqual(expect.stringMatching(/^postgresql-/))
      },
    )

    itWhen(isRoot, 'needs root')('are copied again when the copy is damaged', async () => {
      await using scratch = await makeScratch()
      const account = await chooseServerAccount(scratch.path)
      await chmod(install.path, 0o700)
      try {
        const first = await findRunnableNative(native, account, scratch.path)
        await writeFile(join(first.directory, 'bin', 'postgres'), '')
        expect(await findRunnableNative(native, account, scratch.path)).toEqual(first)
        expect((await stat(join(first.directory, 'bin', 'postgres'))).size).toBeGreaterThan(0)
      } finally {
        await chmod(install.path, 0o711)
      }
    })

    it('that do not run on this machine are refused with the way out', async () => {
      await using scratch = await makeScratch()
      const broken = join(scratch.path, 'native')
      await mkdir(join(broken, 'bin'), { recursive: true })
      await writeFile(join(broken, 'bin', 'postgres'), 'of another machine', { mode: 0o755 })
      const account = await chooseServerAccount(scratch.path)
      vi.stubEnv('TMPDIR', scratch.path)
      await expect(findRunnableNative(broken, account, scratch.path)).rejects.toThrow(
        /does not run here: .*DATABASE_URL/s,
      )
      vi.unstubAllEnvs()
    })
  },
)
