import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exponentOf } from '../console/ui/money.ts'
import { currencies } from '../kernel/currencies.ts'
import { buildConsoleIn } from './console-build.ts'

const kilobyte = 1_000
/** What whoever opens the console waits for, and all pages together: each is fetched when it is gone to. */
const firstBudgetBytes = 280 * kilobyte
const scriptBudgetBytes = 450 * kilobyte

describe('the built console', () => {
  let scratch = ''
  let place = ''
  let directory = ''
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'millrace-console-'))
    place = join(scratch, 'console')
    // Two that ask at the same time get the same one.
    const [one, other] = await Promise.all([buildConsoleIn([place]), buildConsoleIn([place])])
    expect(one).toBe(other)
    directory = one
  })
  afterAll(() => rm(scratch, { recursive: true, force: true }))

  it('is whole, and leaves nothing half built beside it', async () => {
    expect(await readdir(directory)).toContain('index.html')
    expect(await readdir(place)).toEqual([basename(directory)])
  })

  it('is not built a second time', async () => {
    const never = join(scratch, 'never')
    expect(await buildConsoleIn([never, place])).toBe(directory)
    expect(await readdir(scratch)).not.toContain('never')
  })

  it('goes where it can be written, and says where it could not', async () => {
    const file = join(scratch, 'file')
    await writeFile(file, '')
    const unwritable = join(file, 'console')
    const second = join(scratch, 'second')
    expect(await buildConsoleIn([unwritable, second])).toBe(join(second, basename(directory)))
    await expect(buildConsoleIn([unwritable])).rejects.toThrow(unwritable)
  })

  it('runs under a policy without inline scripts, and asks nobody else for anything', async () => {
    const page = await readFile(join(directory, 'index.html'), 'utf8')
    for (const [, attributes = ''] of page.matchAll(/<script([^>]*)>/g))
      expect(attributes).toContain('src="/')
    expect(page).not.toMatch(/https?:\/\//)
    for (const name of await assets(directory, '.css'))
      expect(await readFile(name, 'utf8')).not.toMatch(/url\(["']?(https?:)?\/\//)
  })

  it('keeps its scripts within their budget', async () => {
    const bytesOf = async (names: readonly string[]): Promise<number> => {
      const sizes = await Promise.all(
        names.map(async (name) => gzipSync(await readFile(name)).length),
      )
      return sizes.reduce((sum, size) => sum + size, 0)
    }
    const page = await readFile(join(directory, 'index.html'), 'utf8')
    const first = [...page.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map(([, name = '']) =>
      join(directory, name),
    )
    expect(await bytesOf(first)).toBeGreaterThan(50 * kilobyte)
    expect(await bytesOf(first)).toBeLessThan(firstBudgetBytes)
    expect(await bytesOf(await assets(directory, '.js'))).toBeLessThan(scriptBudgetBytes)
  })
})

describe('amounts in the console', () => {
  it('have the decimals that the kernel gives their currency', () => {
    const differing = currencies.filter(
      ({ code, exponent }) => exponent !== undefined && exponentOf(code) !== exponent,
    )
    expect(differing).toEqual([])
  })
})

const assets = async (directory: string, suffix: string): Promise<string[]> => {
  const folder = join(directory, 'assets')
  return (await readdir(folder))
    .filter((name) => name.endsWith(suffix))
    .map((name) => join(folder, name))
}
