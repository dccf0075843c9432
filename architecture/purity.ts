import { matchFirst } from './pattern.ts'
import { isTest } from './modules.ts'
import type { Module } from './modules.ts'
import { purityRules } from './rules.ts'
import { isNode, textOf, walk } from './syntax.ts'
import type { SyntaxNode } from './syntax.ts'
import type { Violation } from './violation.ts'

/** Something that a module names which could make its answer depend on more than its arguments. */
interface Use {
  readonly name: string
  readonly offset: number
}

// Objects of which most is pure: their members are named one by one.
const partlyPure = new Set(['Date', 'Math', 'Temporal'])

// Types vanish; these few wrap code that stays, or declare a global that the ring does not have.
const codeInsideTypes = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
  'TSModuleDeclaration',
  'TSModuleBlock',
  'TSGlobalDeclaration',
])

/** Judges the modules of the pure ring: kernel and contexts without their tests. */
export function impurities(modules: readonly Module[]): Violation[] {
  return modules
    .filter(({ path }) => matchFirst(['kernel/**', 'contexts/**'], path) && !isTest(path))
    .flatMap(impuritiesOf)
}

function impuritiesOf(module: Module): Violation[] {
  return usesOf(module).flatMap((use) => {
    const rule = purityRules.find(({ bans }) => Object.hasOwn(bans, use.name))
    if (rule === undefined) return []
    const line = module.syntax.lineAt(use.offset)
    const detail = `uses ${use.name}: ${rule.bans[use.name]}`
    return [{ slug: rule.slug, path: module.path, line, detail }]
  })
}

/**
 * A banned name counts wherever it stands for a value, declared by the module or not: one that
 * hides the global would have to be told apart by every reader.
 */
function usesOf(module: Module): Use[] {
  const uses: Use[] = []
  for (const { value, start } of module.syntax.comments)
    if (/^\/\s*<reference/.test(value)) uses.push({ name: '/// <reference', offset: start })
  walk(module.syntax.program, (node, parents) => {
    if (node.type.startsWith('TS') && !codeInsideTypes.has(node.type)) return 'skip'
    const name = nameUsed(node, parents)
    if (name !== undefined) uses.push({ name, offset: node.start })
    return undefined
  })
  return uses
}

function nameUsed(node: SyntaxNode, parents: readonly SyntaxNode[]): string | undefined {
  if (node.type === 'MetaProperty') return isNode(node['meta']) ? metaName(node) : undefined
  if (isTemporalNow(node)) return 'Temporal.Now'
  const parent = parents.at(-1)
  if (node.type !== 'Identifier' || parent === undefined || isOnlyKey(node, parent))
    return undefined
  const name = String(node['name'])
  return partlyPure.has(name) ? memberUsed(name, node, parent) : name
}

function metaName(node: SyntaxNode): string | undefined {
  return textOf(node['meta']) === 'import' ? 'import.meta' : undefined
}

// Whatever Temporal was imported as, its clock is called Now.
function isTemporalNow(node: SyntaxNode): boolean {
  return node.type === 'MemberExpression' && textOf(node['property']) === 'Now'
}

// `{ process: 1 }`, `order.process` and `import { process as run }` name a key, not a value.
function isOnlyKey(node: SyntaxNode, parent: SyntaxNode): boolean {
  if (parent.type === 'ImportSpecifier') return parent['local'] !== node
  if (parent.type === 'ExportSpecifier') return parent['local'] !== node
  const key = parent.type === 'MemberExpression' ? parent['property'] : parent['key']
  return key === node && parent['computed'] !== true && parent['value'] !== node
}

function memberUsed(name: string, node: SyntaxNode, parent: SyntaxNode): string | undefined {
  if (parent.type === 'MemberExpression' && parent['object'] === node) {
    const member = textOf(parent['property'])
    return member === undefined ? name : `${name}.${member}`
  }
  if (name === 'Temporal' || parent.type === 'ImportSpecifier') return undefined
  if (parent.type === 'BinaryExpression' && parent['operator'] === 'instanceof') return undefined
  if (parent.type === 'NewExpression') return isTimeGiven(parent) ? undefined : `new ${name}()`
  return name
}

function isTimeGiven(creation: SyntaxNode): boolean {
  const [first] = Array.isArray(creation['arguments']) ? creation['arguments'] : []
  return first !== undefined && !isNode(first, 'SpreadElement')
}
