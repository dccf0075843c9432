import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const console = fileURLToPath(new URL('..', import.meta.url))
const styles = join(console, '..', 'node_modules', '@mantine', 'core', 'styles')

const sources = readdirSync(console, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !path.includes('.test.') && !path.startsWith('dist'))
  .map((path) => readFileSync(join(console, path), 'utf8'))

const used = sources.flatMap((text) =>
  [...text.matchAll(/import \{([^}]*)\} from '@mantine\/core'/g)].flatMap(
    ([, names = '']) => names.match(/\b[A-Z]\w+/g) ?? [],
  ),
)

describe('the styles of Mantine', () => {
  it('are there for every part that is used', () => {
    const listed = readFileSync(join(console, 'app', 'mantine-styles.ts'), 'utf8')
    const styled = [...new Set(used)].filter((name) =>
      existsSync(join(styles, `${name}.layer.css`)),
    )
    expect(styled).toContain('Button')
    expect(styled.filter((name) => !listed.includes(`/${name}.layer.css'`))).toEqual([])
  })
})
