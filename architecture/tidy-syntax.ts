import { basename } from 'node:path'
import { longFunctions } from './exceptions.ts'
import { isTest } from './modules.ts'
import { isCode, isNode, parseModule, textOf, walk } from './syntax.ts'
import type { Syntax, SyntaxNode } from './syntax.ts'
import { isProductCode, ratchet } from './tidy-rule.ts'
import type { Finding, TidyRule } from './tidy-rule.ts'

const functionLinesMax = 70

/** Rules over the syntax tree of code. */
export const syntaxRules: readonly TidyRule[] = [
  {
    slug: 'functions-fit-the-screen',
    sentence: `A product function has at most ${functionLinesMax} lines`,
    breaks: {
      path: 'kernel/long.ts',
      text: `export function long() {\n${'  work()\n'.repeat(functionLinesMax)}}\n`,
    },
    find: ({ path, text }) =>
      !isProductCode(path)
        ? []
        : findNodes(path, text, (node, parents, syntax) => {
            if (!isFunction(node)) return []
            const lines = ownLines(node, syntax)
            const name = `${path}#${functionName(node, parents)}`
            return ratchet(longFunctions, name, lines, functionLinesMax).map(({ detail }) => detail)
          }),
  },
  {
    slug: 'no-re-exports',
    sentence: 'Import the file that defines the thing: nothing of our own is exported again',
    breaks: { path: 'contexts/payments/index.ts', text: `export * from './payment.ts'` },
    find: ({ path, text }) =>
      findNodes(path, text, (node) => {
        const source = textOf(node['source'])
        return node.type.startsWith('Export') && source?.startsWith('.') === true
          ? [`exports ${source} again`]
          : []
      }),
  },
  {
    slug: 'no-default-exports',
    sentence: 'What is exported has a name; only the settings of tools are default exports',
    breaks: { path: 'kernel/clock.ts', text: 'export default 1' },
    find: ({ path, text }) =>
      /\.config\.[cm]?[jt]s$/.test(basename(path))
        ? []
        : findNodes(path, text, ({ type }) =>
            type === 'ExportDefaultDeclaration' ? ['has a default export'] : [],
          ),
  },
  {
    slug: 'no-marks-in-code',
    sentence: 'Nothing is left for later in code',
    breaks: { path: 'kernel/clock.ts', text: '// TODO: leap seconds' },
    find: ({ path, text }) => findComments(path, text, /\b(TODO|FIXME|HACK)\b/, 'is unfinished'),
  },
  {
    slug: 'no-silenced-compiler',
    sentence: 'The compiler is silenced only where a test shows what it must refuse',
    breaks: { path: 'kernel/clock.ts', text: '// @ts-ignore\nexport {}' },
    find: ({ path, text }) =>
      findComments(
        path,
        text,
        isTest(path) ? /@ts-(ignore|nocheck)/ : /@ts-(ignore|nocheck|expect-error)/,
        'silences the compiler',
      ),
  },
  {
    slug: 'skips-print-their-reason',
    sentence:
      'No test is exclusive or silently skipped: say why with describeWhen or itWhen (testing/run-when.ts)',
    breaks: { path: 'kernel/clock.test.ts', text: `it.skip('ticks', () => {})` },
    find: ({ path, text }) =>
      isTest(path) ? findNodes(path, text, (node) => silentSkip(node)) : [],
  },
  {
    slug: 'given-is-not-awaited',
    sentence: 'given(...).then(...) checks at once; awaiting it would call its then a second time',
    breaks: { path: 'kernel/clock.test.ts', text: `await given([]).when(ask).then([])` },
    find: ({ path, text }) =>
      findNodes(path, text, (node) =>
        node.type === 'AwaitExpression' && isGivenThen(node['argument'])
          ? ['awaits given(...).then(...)']
          : [],
      ),
  },
]

function findNodes(
  path: string,
  text: string,
  faultsOf: (node: SyntaxNode, parents: readonly SyntaxNode[], syntax: Syntax) => string[],
): Finding[] {
  if (!isCode(path)) return []
  const syntax = parseModule(path, text)
  const findings: Finding[] = []
  walk(syntax.program, (node, parents) => {
    for (const detail of faultsOf(node, parents, syntax))
      findings.push({ line: syntax.lineAt(node.start), detail })
  })
  return findings
}

function findComments(path: string, text: string, mark: RegExp, detail: string): Finding[] {
  if (!isCode(path)) return []
  const { comments, lineAt } = parseModule(path, text)
  return comments
    .filter(({ value }) => mark.test(value))
    .map(({ start }) => ({ line: lineAt(start), detail }))
}

/**
 * Lines of a function without those of the named functions inside it, which are counted apart: a
 * function that returns an object of functions is as long as what it does itself.
 */
function ownLines(node: SyntaxNode, { lineAt }: Syntax): number {
  const linesOf = ({ start, end }: SyntaxNode): number => lineAt(end) - lineAt(start) + 1
  let inner = 0
  walk(node, (child, parents) => {
    if (child === node || !isFunction(child)) return undefined
    // A callback belongs to the function that passes it on.
    if (functionName(child, parents) === 'anonymous') return undefined
    inner += linesOf(child)
    return 'skip'
  })
  return linesOf(node) - inner
}

function isFunction(node: SyntaxNode): boolean {
  return /Function/.test(node.type) && isNode(node['body'])
}

function functionName(node: SyntaxNode, parents: readonly SyntaxNode[]): string {
  const parent = parents.at(-1)
  const name = textOf(node['id']) ?? textOf(parent?.['id']) ?? textOf(parent?.['key'])
  return name ?? 'anonymous'
}

const testFunctions = new Set(['it', 'test', 'describe', 'suite'])
const silent = new Set(['only', 'skip', 'todo', 'skipIf', 'runIf', 'fails'])

function silentSkip(node: SyntaxNode): string[] {
  if (node.type !== 'MemberExpression') return []
  const [name, member] = [textOf(rootOf(node)), textOf(node['property'])]
  if (name === undefined || member === undefined) return []
  return testFunctions.has(name) && silent.has(member) ? [`uses ${name}.${member}`] : []
}

/** The leftmost expression of a chain of members and calls. */
function rootOf(node: SyntaxNode): SyntaxNode {
  const inner = node.type === 'CallExpression' ? node['callee'] : node['object']
  return isNode(inner) ? rootOf(inner) : node
}

function isGivenThen(argument: unknown): boolean {
  if (!isNode(argument, 'CallExpression') || !isNode(argument['callee'], 'MemberExpression'))
    return false
  return textOf(argument['callee']['property']) === 'then' && textOf(rootOf(argument)) === 'given'
}
