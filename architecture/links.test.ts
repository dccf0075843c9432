import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { deadEnds, type Surroundings } from './links.ts'
import { projectFiles, projectRoot } from './source-tree.ts'

const files = projectFiles().filter((path) => !path.startsWith('architecture/broken/'))
const folders = new Set(
  files.flatMap((path) =>
    path
      .split('/')
      .flatMap((_, depth, parts) => (depth > 0 ? [parts.slice(0, depth).join('/')] : [])),
  ),
)
const pages = files.filter((path) => path.endsWith('.md'))
const read = (path: string): string => readFileSync(join(projectRoot, path), 'utf8')

const project: Surroundings = {
  exists: (path) => files.includes(path) || folders.has(path),
  textOf: (path) => (files.includes(path) ? read(path) : undefined),
}

describe('every link of a page leads somewhere', () => {
  it.each(pages)('%s', (path) => {
    const found = deadEnds({ path, text: read(path) }, project)
    expect(found.map(({ line, detail }) => `${path}:${line} ${detail}`)).toEqual([])
  })
})

describe('a link', () => {
  const around: Surroundings = {
    exists: (path) =>
      ['README.md', 'docs', 'docs/start.md', 'kernel', 'kernel/money.ts'].includes(path),
    textOf: (path) => (path === 'docs/start.md' ? '# Start\n\n## The _2nd_ step, again\n' : ''),
  }
  const found = (text: string, path = 'docs/a.md'): number =>
    deadEnds({ path, text }, around).length

  // The smallest pages that break the rule.
  it.each([
    ['to a file that is not there', '[a](b.md)'],
    ['to a file that is there, but elsewhere', '[a](README.md)'],
    ['to a picture that is not there', '![a](images/a.png)'],
    ['to a path of the server', '[a](/docs/none)'],
    ['to a heading that its page does not have', '[a](start.md#begin)'],
    ['to a heading that this page does not have', '# A\n\n[a](#b)'],
    ['named in code, from the root', 'see `kernel/none.ts`'],
    ['named in a drawing, from the root', '```\n|  kernel/none.ts  decides\n```'],
    ['of two on one line', '[a](start.md) and [b](b.md)'],
  ])('%s is found', (_, text) => {
    expect(found(text)).toBe(1)
  })

  it.each([
    ['beside the page', '[a](start.md)'],
    ['upwards', '[a](../README.md)'],
    ['to a folder', '[a](../docs) and [b](../docs/)'],
    ['to a heading', '[a](start.md#the-2nd-step-again)'],
    ['to a heading of the page itself', '# A b\n\n[a](#a-b)'],
    ['to elsewhere', '[a](https://example.org/b.md)'],
    ['named in code, from the root', 'see `kernel/money.ts`'],
    ['named in a drawing, from the root', '```\n+-> kernel/money.ts, text/none.ts\n```'],
    ['in an example', '```\n[a](b.md)\n```'],
    ['in code', 'write `[a](b.md)`'],
    ['that stands for many', '`contexts/<name>/events.ts` and `kernel/*.ts`'],
    ['that is a bare name', '`none.ts`'],
  ])('%s is none of these', (_, text) => {
    expect(found(text)).toBe(0)
  })

  it('is told with its line', () => {
    expect(deadEnds({ path: 'a.md', text: '# A\n\n```\nx\n```\n\n[a](b)\n' }, around)).toEqual([
      { line: 7, detail: 'leads nowhere: b' },
    ])
  })
})
