import { writeFile } from 'node:fs/promises'
import { typescriptClient } from '../clients/generate/typescript-client.ts'
import { incompatibilities } from '../gateway/compatibility/compare.ts'
import { messageIncompatibilities, messageRules } from '../gateway/compatibility/messages.ts'
import { compatibilityRules } from '../gateway/compatibility/rules.ts'
import { apiDocument, messagesDocument } from './api-document.ts'
import { readKeptApi, readKeptMessages, writeKeptApi, writeKeptMessages } from './kept-api.ts'

const clientPath = new URL('../clients/typescript/api.ts', import.meta.url)

/**
 * `node processes/accept-api.ts` takes what was added to the API and to the messages over into docs/contracts. What
 * would break somebody is told, and taken over with `--breaking` alone: once there is a version and a transform for it.
 */
const document = apiDocument()
const messages = messagesDocument()
const rules = { ...compatibilityRules, ...messageRules }
const found = [
  ...incompatibilities(await readKeptApi().catch(() => ({})), document),
  ...messageIncompatibilities(await readKeptMessages().catch(() => ({})), messages),
]
for (const { rule, where } of found)
  console.error(`${where}: ${rules[rule].toLowerCase()} (${rule})`)
if (found.length > 0 && !process.argv.includes('--breaking')) {
  console.error('Nothing was taken over. See docs/api-versions.md.')
  process.exitCode = 1
} else {
  await writeKeptApi(document)
  await writeKeptMessages(messages)
  await writeFile(clientPath, typescriptClient(await readKeptApi()))
}
