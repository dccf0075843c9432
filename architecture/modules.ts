import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join, posix } from 'node:path'
import { isCode, isNode, parseModule, textOf, walk } from './syntax.ts'
import type { Syntax, SyntaxNode } from './syntax.ts'

/** One place where a module names another: import, re-export, `import()`, or a type import. */
export interface Import {
  readonly line: number
  /** Undefined where the name is computed and nobody can say what is imported. */
  readonly specifier: string | undefined
  /** True only if the whole statement vanishes when types are stripped. */
  readonly typeOnly: boolean
  readonly target: ImportTarget
}

export type ImportTarget =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'builtin' }
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'computed' }

export interface Module {
  /** Slash-separated, below the root. */
  readonly path: string
  readonly syntax: Syntax
  readonly imports: readonly Import[]
}

/** Reads and parses the code among `files`; other files (styles, pages, data) are left out. */
export function readModules(root: string, files: readonly string[]): Module[] {
  return files
    .filter(isCode)
    .map((path) => moduleFrom(path, readFileSync(join(root, path), 'utf8')))
}

/** A module from its text; its path decides how its relative imports resolve. */
export function moduleFrom(path: string, source: string): Module {
  const syntax = parseModule(path, source)
  const imports: Import[] = []
  walk(syntax.program, (node) => {
    const named = sourceOf(node)
    if (named === undefined) return
    const specifier = isNode(named, 'Literal') ? textOf(named) : undefined
    const line = syntax.lineAt(node.start)
    const target = targetOf(path, specifier)
    imports.push({ line, specifier, typeOnly: isTypeOnly(node), target })
  })
  return { path, syntax, imports }
}

function sourceOf(node: SyntaxNode): unknown {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return node['source'] ?? undefined
    case 'TSExternalModuleReference':
      return node['expression']
    default:
      return undefined
  }
}

function isTypeOnly(node: SyntaxNode): boolean {
  if (node.type === 'TSImportType') return true
  return node['importKind'] === 'type' || node['exportKind'] === 'type'
}

function targetOf(importer: string, specifier: string | undefined): ImportTarget {
  if (specifier === undefined) return { kind: 'computed' }
  if (/^\.{0,2}\//.test(specifier)) {
    // Vite's `?raw` and `?url` name the same file.
    const file = specifier.replace(/\?.*$/, '')
    return { kind: 'file', path: posix.join(posix.dirname(importer), file) }
  }
  if (specifier.startsWith('node:') || isBuiltin(specifier)) return { kind: 'builtin' }
  return { kind: 'package', name: packageName(specifier) }
}

function packageName(specifier: string): string {
  const [first = '', second = ''] = specifier.split('/')
  return first.startsWith('@') ? `${first}/${second}` : first
}

/** Test files may reach further than the code beside them, and nobody may reach into them. */
export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path)
}
