import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Document } from '../gateway/compatibility/rules.ts'

/** The description that callers may rely on. */
export const keptApiPath = fileURLToPath(new URL('../docs/contracts/openapi.json', import.meta.url))

export const readKeptApi = async (): Promise<Document> =>
  JSON.parse(await readFile(keptApiPath, 'utf8')) as Document

/** One space deep: two would make half of the file blank. */
export const writeKeptApi = (document: object): Promise<void> =>
  writeFile(keptApiPath, `${JSON.stringify(document, null, 1)}\n`)
