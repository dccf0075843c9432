import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Document } from '../gateway/compatibility/rules.ts'

/** The description that callers may rely on. */
export const keptApiPath = fileURLToPath(new URL('../docs/contracts/openapi.json', import.meta.url))

export const readKeptApi = async (): Promise<Document> =>
  JSON.parse(await readFile(keptApiPath, 'utf8')) as Document

/** One space deep: two would make half of the file blank. */
/** A line for each path: small enough for a clone to carry, and a change is still told by its line. */
const written = (document: object): string => {
  const parts = Object.entries(document).map(([name, part]) => {
    const text = name === 'paths' ? linesOf(part as object) : JSON.stringify(part)
    return `${JSON.stringify(name)}: ${text}`
  })
  return `{\n${parts.join(',\n')}\n}\n`
}

const linesOf = (paths: object): string => {
  const lines = Object.entries(paths).map(
    ([path, described]) => `${JSON.stringify(path)}: ${JSON.stringify(described)}`,
  )
  return `{\n${lines.join(',\n')}\n}`
}

export const writeKeptApi = (document: object): Promise<void> =>
  writeFile(keptApiPath, written(document))
