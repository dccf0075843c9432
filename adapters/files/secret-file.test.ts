import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { describeWhen } from '../../testing/run-when.ts'
import { readOrCreateSecret, SecretFileRefused } from './secret-file.ts'

let directory: string
let path: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'millrace-test-'))
  path = join(directory, 'keys', 'master')
})

afterEach(() => rm(directory, { recursive: true, force: true }))

describe('a secret file', () => {
  it('is created once, at random, and read from then on', async () => {
    const first = await readOrCreateSecret(path)
    expect(first).toHaveLength(32)
    expect(await readOrCreateSecret(path)).toEqual(first)
    expect(await readOrCreateSecret(join(directory, 'other'))).not.toEqual(first)
  })

  it('is of the length that is asked for', async () => {
    expect(await readOrCreateSecret(path, 64)).toHaveLength(64)
  })

  it('is one secret for all that ask at once, and leaves nothing else behind', async () => {
    const secrets = await Promise.all(Array.from({ length: 20 }, () => readOrCreateSecret(path)))
    expect(new Set(secrets.map((secret) => secret.toString('hex'))).size).toBe(1)
    expect(await readdir(join(directory, 'keys'))).toEqual(['master'])
  })

  describeWhen(process.platform !== 'win32', 'Windows has no such file modes')(
    'and its mode',
    () => {
      it('is readable by its owner alone', async () => {
        await readOrCreateSecret(path)
        expect((await stat(path)).mode & 0o777).toBe(0o600)
      })

      it.each([0o640, 0o604, 0o620, 0o601])(
        'open to others (mode %i) is refused, naming the file and not its content',
        async (mode) => {
          const secret = await readOrCreateSecret(path)
          await chmod(path, mode)
          const refused = await readOrCreateSecret(path).catch((error: Error) => error)
          expect(refused).toBeInstanceOf(SecretFileRefused)
          expect(String(refused)).toContain(path)
          expect(String(refused)).not.toContain(secret.toString('hex'))
        },
      )
    },
  )

  it('readable by its owner alone is taken, even if it may not be written', async () => {
    const secret = await readOrCreateSecret(path)
    await chmod(path, 0o400)
    expect(await readOrCreateSecret(path)).toEqual(secret)
  })

  it.each([0, 31, 33])('of %i bytes instead of 32 is refused', async (length) => {
    await writeFile(join(directory, 'short'), Buffer.alloc(length), { mode: 0o600 })
    await expect(readOrCreateSecret(join(directory, 'short'))).rejects.toThrow(
      new RegExp(`secret of ${length} bytes; 32 are expected`),
    )
  })
})
