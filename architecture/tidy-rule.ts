import { matchesGlob } from 'node:path'
import { generatedFiles, type Exception } from './exceptions.ts'
import { isTest } from './modules.ts'
import { isCode } from './syntax.ts'

/** A file of the project as the rules see it. */
export interface SourceFile {
  readonly path: string
  readonly bytes: number
  /** Empty for a file that is not text. */
  readonly text: string
}

export interface Finding {
  readonly line: number
  readonly detail: string
}

/** A rule over single files, with the smallest file that breaks it. */
export interface TidyRule {
  readonly slug: string
  readonly sentence: string
  readonly find: (file: SourceFile) => Finding[]
  readonly breaks: { readonly path: string; readonly text: string }
}

/** Code that is neither a test nor a suite that tests share. */
export function isProductCode(path: string): boolean {
  return (
    isCode(path) &&
    !isTest(path) &&
    !matchesGlob(path, '**/*.conformance.ts') &&
    !generatedFiles.includes(path)
  )
}

/** Over the limit only as listed; and what is listed must need it. */
export function ratchet(
  listed: Readonly<Record<string, Exception>>,
  name: string,
  lines: number,
  linesMax: number,
): Finding[] {
  const allowed = listed[name]
  if (allowed === undefined)
    return lines > linesMax ? [{ line: 1, detail: `${name} has ${lines} lines` }] : []
  if (lines <= linesMax) return [{ line: 1, detail: `${name} no longer needs its exception` }]
  return lines > allowed.lines ? [{ line: 1, detail: `${name} has grown to ${lines} lines` }] : []
}
