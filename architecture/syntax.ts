import { parseSync, visitorKeys } from 'oxc-parser'

/** A node of the syntax tree, as far as the rules look at it. */
export interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [property: string]: unknown
}

export interface SyntaxComment {
  readonly value: string
  readonly start: number
}

export interface Syntax {
  readonly program: SyntaxNode
  readonly comments: readonly SyntaxComment[]
  /** Line, from 1, of an offset in the source. */
  readonly lineAt: (offset: number) => number
}

const codeSuffix = /\.[cm]?[jt]sx?$/

/** Whether a path names a module of code, in any spelling that Node or Vite would load. */
export function isCode(path: string): boolean {
  return codeSuffix.test(path)
}

/** Parses a module; throws on a syntax error, because a file that cannot be read cannot be judged. */
export function parseModule(path: string, source: string): Syntax {
  const result = parseSync(path, source)
  const [error] = result.errors
  if (error !== undefined) throw new Error(`${path} does not parse: ${error.message}`)
  return {
    program: result.program as unknown as SyntaxNode,
    comments: result.comments,
    lineAt: (offset) => source.slice(0, offset).split('\n').length,
  }
}

/** Visits nodes parent first; `visit` may answer 'skip' to leave out what is below a node. */
export function walk(
  node: SyntaxNode,
  visit: (node: SyntaxNode, parents: readonly SyntaxNode[]) => 'skip' | void,
  parents: readonly SyntaxNode[] = [],
): void {
  if (visit(node, parents) === 'skip') return
  const inner = [...parents, node]
  for (const child of childrenOf(node)) walk(child, visit, inner)
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  return (visitorKeys[node.type] ?? []).flatMap((key) => nodesIn(node[key]))
}

function nodesIn(value: unknown): SyntaxNode[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn)
  return isNode(value) ? [value] : []
}

/** Whether a property of a node is itself a node (of the given type, where one is given). */
export function isNode(value: unknown, type?: string): value is SyntaxNode {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false
  return type === undefined || value.type === type
}

/** The name of an identifier or the text of a string literal; otherwise undefined. */
export function textOf(value: unknown): string | undefined {
  if (isNode(value, 'Identifier')) return String(value['name'])
  if (isNode(value, 'Literal') && typeof value['value'] === 'string') return value['value']
  return undefined
}
