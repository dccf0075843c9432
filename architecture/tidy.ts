import { longFiles, longFunctions } from './exceptions.ts'
import type { SourceFile, TidyRule } from './tidy-rule.ts'
import { syntaxRules } from './tidy-syntax.ts'
import { textRules } from './tidy-text.ts'

/** Every rule of the tidy test. */
export const tidyRules: readonly TidyRule[] = [...textRules, ...syntaxRules]

/** Contexts without the page that their code is written from. */
export function contextsWithoutReadme(paths: readonly string[]): string[] {
  const contexts = new Set(
    paths
      .map((path) => /^contexts\/[^/]+\//.exec(path)?.[0])
      .filter((found) => found !== undefined),
  )
  return [...contexts].filter((context) => !paths.includes(`${context}README.md`))
}

/** Entries of a list of exceptions that name nothing over the limit any more. */
export function staleExceptions(files: readonly SourceFile[]): string[] {
  const paths = new Set(files.map(({ path }) => path))
  const listed = [...Object.keys(longFiles), ...Object.keys(longFunctions)]
  return listed.filter((name) => !paths.has(name.replace(/#.*$/, '')))
}
