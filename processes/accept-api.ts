import { writeFile } from 'node:fs/promises'
import { typescriptClient } from '../clients/generate/typescript-client.ts'
import { incompatibilities } from '../gateway/compatibility/compare.ts'
import { compatibilityRules } from '../gateway/compatibility/rules.ts'
import { apiDocument } from './api-document.ts'
import { readKeptApi, writeKeptApi } from './kept-api.ts'

const clientPath = new URL('../clients/typescript/api.ts', import.meta.url)

/**
 * `node processes/accept-api.ts` takes what was added to the API over into docs/contracts/openapi.json. What would
 * break callers is told, and taken over with `--breaking` alone: once there is a version and a transform for them.
 */
const document = apiDocument()
const kept = await readKeptApi().catch(() => ({}))
const found = incompatibilities(kept, document)
for (const { rule, where } of found)
  console.error(`${where}: ${compatibilityRules[rule].toLowerCase()} (${rule})`)
if (found.length > 0 && !process.argv.includes('--breaking')) {
  console.error('Nothing was taken over. See docs/api-versions.md.')
  process.exitCode = 1
} else {
  await writeKeptApi(document)
  await writeFile(clientPath, typescriptClient(await readKeptApi()))
}
