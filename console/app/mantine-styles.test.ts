import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const console = fileURLToPath(new URL('..', import.meta.url))
const kit = join(console, '..', 'node_modules', '@mantine', 'core')
const styles = join(kit, 'styles')

const sources = readdirSync(console, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !path.includes('.test.') && !path.startsWith('dist'))
  .map((path) => readFileSync(join(console, path), 'utf8'))

const used = sources.flatMap((text) =>
  [...text.matchAll(/import \{([^}]*)\} from '@mantine\/core'/g)].flatMap(
    ([, names = '']) => names.match(/\b[A-Z]\w+/g) ?? [],
  ),
)

/** A part, and those that it is made of. */
const withOwnParts = (name: string, known = new Set<string>()): ReadonlySet<string> => {
  const file = join(kit, 'esm', 'components', name, `${name}.mjs`)
  if (known.has(name) || !existsSync(file)) return known
  known.add(name)
  for (const [, part = ''] of readFileSync(file, 'utf8').matchAll(/from "\.\.\/(\w+)\/\1\.mjs"/g))
    withOwnParts(part, known)
  return known
}

describe('the styles of Mantine', () => {
  it('are there for every part that is used, and for what it is made of', () => {
    const listed = readFileSync(join(console, 'app', 'mantine-styles.ts'), 'utf8')
    const parts = new Set(used.flatMap((name) => [...withOwnParts(name)]))
    const styled = [...parts].filter((name) => existsSync(join(styles, `${name}.layer.css`)))
    expect(styled).toContain('Button')
    expect(styled.filter((name) => !listed.includes(`/${name}.layer.css'`))).toEqual([])
  })
})
