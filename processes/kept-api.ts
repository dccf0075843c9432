import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Document } from '../gateway/compatibility/rules.ts'

/** The descriptions that callers, and programs on the bus, may rely on. */
const contracts = new URL('../docs/contracts/', import.meta.url)
const apiPath = fileURLToPath(new URL('openapi.json', contracts))
const messagesPath = fileURLToPath(new URL('asyncapi.json', contracts))

export const readKeptApi = (): Promise<Document> => readKept(apiPath)
export const readKeptMessages = (): Promise<Document> => readKept(messagesPath)

const readKept = async (path: string): Promise<Document> =>
  JSON.parse(await readFile(path, 'utf8')) as Document

/**
 * A line for each path, topic or message: small enough for a clone to carry, and a change is still told by its line.
 */
const written = (document: object, inLines: readonly string[]): string => {
  const parts = Object.entries(document).map(([name, part]) => {
    const isLined = inLines.includes(name)
    return `${JSON.stringify(name)}: ${isLined ? linesOf(part as object) : JSON.stringify(part)}`
  })
  return `{\n${parts.join(',\n')}\n}\n`
}

const linesOf = (parts: object): string => {
  const lines = Object.entries(parts).map(
    ([name, described]) => `${JSON.stringify(name)}: ${JSON.stringify(described)}`,
  )
  return `{\n${lines.join(',\n')}\n}`
}

export const writeKeptApi = (document: object): Promise<void> =>
  writeFile(apiPath, written(document, ['paths']))

export const writeKeptMessages = ({
  components,
  ...document
}: {
  readonly components: object
}): Promise<void> => {
  const head = written(document, ['channels', 'operations']).trimEnd().slice(0, -2)
  const parts = written(components, ['messages', 'schemas']).trimEnd()
  return writeFile(messagesPath, `${head},\n"components": ${parts}\n}\n`)
}
