import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import {
  chmod,
  chown,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { itWhen } from '../../testing/run-when.ts'
import { DataDirectoryRefused, dataDirectoryVersion, lockDataDirectory } from './data-directory.ts'
import { identifyProcess } from './process-identity.ts'
import { readOrCreateSecret } from './secret-file.ts'

let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'millrace-test-'))
})

afterEach(() => rm(directory, { recursive: true, force: true }))

/** Another process that tries to take the directory, and the one line that it says. */
async function lockElsewhere(): Promise<{ child: ChildProcess; said: string }> {
  const script = join(import.meta.dirname, 'fixtures', 'lock-and-wait.ts')
  const child = spawn(process.execPath, [script, directory], { stdio: ['pipe', 'pipe', 'inherit'] })
  for await (const said of createInterface(child.stdout)) return { child, said }
  throw new Error('the other process ended without a word')
}

async function end(child: ChildProcess, signal?: NodeJS.Signals): Promise<void> {
  const exited = once(child, 'exit')
  if (signal === undefined) child.stdin?.end()
  else child.kill(signal)
  await exited
}

const lockFiles = async () => (await readdir(directory)).filter((name) => name.startsWith('lock'))

describe('a data directory in use', () => {
  it('is refused to a second process, naming the first and the directory', async () => {
    const lock = await lockDataDirectory(directory)
    const { said } = await lockElsewhere()
    expect(said).toContain(`process ${process.pid}`)
    expect(said).toContain(directory)
    expect(said).toContain('MILLRACE_DATA')
    await lock.release()
  })

  it('is refused to the same process too', async () => {
    const lock = await lockDataDirectory(directory)
    await expect(lockDataDirectory(directory)).rejects.toThrow(DataDirectoryRefused)
    await lock.release()
  })

  it('is free again once released', async () => {
    const lock = await lockDataDirectory(directory)
    await lock.release()
    const { child, said } = await lockElsewhere()
    expect(said).toBe('taken')
    await end(child)
  })

  it('is free again when its process was killed, or just ended', async () => {
    for (const signal of ['SIGKILL', undefined] as const) {
      const { child, said } = await lockElsewhere()
      expect(said).toBe('taken')
      await expect(lockDataDirectory(directory)).rejects.toThrow(`process ${child.pid}`)
      await end(child, signal)
    }
    const lock = await lockDataDirectory(directory)
    await lock.release()
    expect(await lockFiles()).toEqual(['lock.3'])
  })

  itWhen(process.platform === 'linux', 'speaks of Linux')(
    'is free when the number of its dead process belongs to another one by now',
    async () => {
      const us = identifyProcess(process.pid)
      const earlier = { pid: process.pid, startedAt: `${us?.startedAt}0` }
      await writeFile(join(directory, 'lock.1'), JSON.stringify(earlier))
      const lock = await lockDataDirectory(directory)
      expect(JSON.parse(await readFile(join(directory, 'lock.2'), 'utf8'))).toEqual(us)
      await lock.release()
    },
  )

  it('goes to exactly one of many that find it abandoned at once', async () => {
    await writeFile(join(directory, 'lock.7'), '{"pid":4194304,"startedAt":"before"}')
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => lockDataDirectory(directory)),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await lockFiles()).toEqual(['lock.8'])
  })

  it('changes hands many times and is never held twice', async () => {
    let holders = 0
    const compete = async () => {
      for (let taken = 0; taken < 10;) {
        const lock = await lockDataDirectory(directory).catch(() => undefined)
        if (lock === undefined) continue
        holders += 1
        expect(holders).toBe(1)
        await stat(directory)
        holders -= 1
        taken += 1
        await lock.release()
      }
    }
    await Promise.all([compete(), compete(), compete()])
  })
})

describe("a data directory's version", () => {
  it('is written when the directory is made, with everything above it', async () => {
    const deep = join(directory, 'one', 'two')
    const lock = await lockDataDirectory(deep)
    expect(await readFile(join(deep, 'format'), 'utf8')).toBe(`${dataDirectoryVersion}\n`)
    expect((await stat(deep)).mode & 0o066).toBe(0)
    await lock.release()
  })

  it('of a newer release is refused by both versions, and left unlocked', async () => {
    await writeFile(join(directory, 'format'), `${dataDirectoryVersion + 1}\n`)
    await expect(lockDataDirectory(directory)).rejects.toThrow(
      new RegExp(`version ${dataDirectoryVersion + 1}.*knows version ${dataDirectoryVersion}`),
    )
    await writeFile(join(directory, 'format'), `${dataDirectoryVersion}\n`)
    const lock = await lockDataDirectory(directory)
    await lock.release()
  })

  it('that is no number is refused', async () => {
    for (const content of ['', 'latest', '-1', '0', '1.5']) {
      await writeFile(join(directory, 'format'), content)
      await expect(lockDataDirectory(directory)).rejects.toThrow(/does not hold a version/)
    }
  })
})

describe('a place that cannot be a data directory', () => {
  it('is refused when it is a file', async () => {
    const file = join(directory, 'file')
    await writeFile(file, '')
    await expect(lockDataDirectory(file)).rejects.toThrow(/is no directory.*MILLRACE_DATA/)
    await expect(lockDataDirectory(join(file, 'below'))).rejects.toThrow(/is no directory/)
  })

  it('is refused when no disk takes such a name, and when links lead nowhere', async () => {
    const long = join(directory, 'a'.repeat(300))
    await expect(lockDataDirectory(long)).rejects.toThrow(/has a longer name.*MILLRACE_DATA/)
    const [round, nowhere] = [join(directory, 'round'), join(directory, 'nowhere')]
    await symlink(round, round)
    await symlink(join(directory, 'missing'), nowhere)
    await expect(lockDataDirectory(join(round, 'below'))).rejects.toThrow(/round in a circle/)
    for (const dangling of [nowhere, join(nowhere, 'below')])
      await expect(lockDataDirectory(dangling)).rejects.toThrow(/is no directory/)
  })

  itWhen(existsSync('/proc/self'), 'there is no /proc')(
    'is refused where a file system has no place for one',
    () => expect(lockDataDirectory('/proc/millrace/data')).rejects.toThrow(/cannot be made/),
  )

  itWhen(process.getuid?.() !== 0, 'root may write everywhere')(
    'is refused when it may not be written to',
    async () => {
      await chmod(directory, 0o500)
      await expect(lockDataDirectory(directory)).rejects.toThrow(/may not be written to/)
      await chmod(directory, 0o700)
    },
  )
})

describe('a data directory of somebody else', () => {
  const somebody = 65_534

  itWhen(process.getuid?.() === 0, 'only root can start on it')(
    'stays theirs when root has started there',
    async () => {
      await chown(directory, somebody, somebody)
      const lock = await lockDataDirectory(directory)
      const secret = join(directory, 'secrets', 'a.key')
      await readOrCreateSecret(secret)
      await lock.release()
      for (const path of ['format', 'secrets', 'secrets/a.key', ...(await lockFiles())])
        expect([path, (await stat(join(directory, path))).uid]).toEqual([path, somebody])
    },
  )
})
