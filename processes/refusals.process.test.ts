import { access, cp, readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  nobody,
  removeDirectory,
  runMillrace,
  serverProcess,
  signIn,
  startInstallation,
  temporaryDirectory,
  type Installation,
} from '../testing/installation.ts'

let directory: string
/** Runs until the tests of what was stopped. */
let first: Installation

beforeAll(async () => {
  directory = await temporaryDirectory()
  first = await startInstallation({ directory: join(directory, 'first') })
})
afterAll(async () => {
  if (first.process.exitCode === null) await first.stop()
  await removeDirectory(directory)
})

/** Everything that an operator can put right is said in words: where it is, and without a stack. */
const refusal = async (
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<string> => {
  const { code, output } = await runMillrace(words, environment)
  expect(output).not.toMatch(/^\s+at .*:\d+:\d+/m)
  expect(code).toBe(1)
  return output
}

const start = (data: string, environment: Readonly<Record<string, string>> = {}) =>
  refusal(['start'], { PORT: '0', MILLRACE_DATA: join(directory, data), ...environment })

describe('The command', () => {
  it.each([
    ['nonsense', "unknown command 'nonsense'"],
    ['verfy', 'Did you mean verify?'],
    ['--port', "unknown option '--port'"],
    ['export', "missing required argument 'file'"],
  ])('%s is answered with 2, and with what would be right', async (word, message) => {
    const { code, output } = await runMillrace([word], {})
    expect(code).toBe(2)
    expect(output).toContain(message)
    expect(output).toContain('`millrace --help` lists the commands.')
  })
})

describe('A start is refused', () => {
  it('with bad settings, naming each, before anything is made', async () => {
    const output = await start('never', { PORT: 'x', MILLRACE_MASTER_KEY: 'secret-but-short' })
    expect(output).toContain('PORT must be a whole number')
    expect(output).toContain('MILLRACE_MASTER_KEY must be 64 hexadecimal digits')
    expect(output).not.toContain('secret-but-short')
    await expect(access(join(directory, 'never'))).rejects.toThrow('ENOENT')
  })

  it('where the data directory is a file', async () => {
    await writeFile(join(directory, 'file'), '')
    expect(await start('file')).toMatch(/data directory .*file is no directory.*MILLRACE_DATA/)
  })

  it.each([
    ['postgres://anna:hush@127.0.0.1:1/firm', 'anna at 127.0.0.1:1, database firm'],
    ['postgres://anna:hu#sh@127.0.0.1/firm', '%23 for #'],
  ])('where DATABASE_URL leads nowhere, and the password is not shown', async (url, message) => {
    const output = await start('nowhere', { DATABASE_URL: url })
    expect(output).toContain('DATABASE_URL')
    expect(output).toContain(message)
    expect(output).not.toMatch(/hu#?sh/)
  })
})

describe('Beside a running installation', () => {
  it('a second process on the same data is refused, naming the first', async () => {
    expect(await start('first')).toContain(`is in use by process ${first.process.pid}`)
  })

  it('its port is refused, and nothing is left running', async () => {
    const { port } = new URL(first.url)
    const output = await start('second', { PORT: port })
    expect(output).toMatch(/Cannot listen: .*in use.*PORT/)
    expect(await serverProcess(join(directory, 'second'))).toBeUndefined()
  })

  it('a second one works, and one browser is signed in to both', async () => {
    const second = await startInstallation({ directory: join(directory, 'second') })
    try {
      const people = [
        await signIn(first.url, 'admin', first.password),
        await signIn(second.url, 'admin', second.password),
      ]
      // A browser sends what it holds for a host to all of the host's ports.
      const cookie = people.map(({ headers }) => headers['cookie']).join('; ')
      for (const { url } of [first, second])
        expect((await nobody(url).get('/v1/session', { cookie })).status).toBe(200)
    } finally {
      await second.stop()
    }
  })
})

describe('An installation that was stopped', () => {
  let data: string
  const secret = (name: string) => join(data, 'secrets', name)
  const without = async (name: string, work: () => Promise<void>) => {
    await rename(secret(name), join(directory, 'elsewhere'))
    await work()
    await rename(join(directory, 'elsewhere'), secret(name))
  }

  beforeAll(async () => {
    await first.stop()
    data = first.directory
  })

  it('does not start under another master key', async () => {
    const output = await start('first', { MILLRACE_MASTER_KEY: 'ab'.repeat(32) })
    expect(output).toMatch(/master key does not fit.*MILLRACE_MASTER_KEY/)
  })

  it('does not start without its master key, and makes no other', async () => {
    await without('master.key', async () => {
      expect(await start('first')).toMatch(/master\.key is missing.*MILLRACE_MASTER_KEY/)
      expect(await readdir(join(data, 'secrets'))).not.toContain('master.key')
    })
  })

  it('does not start without the key of its checkpoints, and makes no other', async () => {
    await without('checkpoint.key', async () => {
      expect(await start('first')).toMatch(/checkpoint\.key is missing.*MILLRACE_CHECKPOINT_KEY/)
      expect(await readdir(join(data, 'secrets'))).not.toContain('checkpoint.key')
    })
  })

  it('does not start once a newer release has been at it', async () => {
    await cp(join(data, 'format'), join(directory, 'format'))
    await writeFile(join(data, 'format'), '999\n')
    expect(await start('first')).toMatch(/is of version 999.*newer release/)
    await cp(join(directory, 'format'), join(data, 'format'))
  })

  it('starts again once all is as it was', async () => {
    const again = await startInstallation({ directory: data })
    expect(await again.stop()).toBe(0)
  })
})
