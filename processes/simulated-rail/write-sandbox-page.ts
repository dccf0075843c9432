import { writeFile } from 'node:fs/promises'
import { markdownOf, sandboxGuide } from './sandbox-guide.ts'

// Behind `npm run sandbox`: writes docs/sandbox.md from the table that the rail reads.
await writeFile(new URL('../../docs/sandbox.md', import.meta.url), markdownOf(sandboxGuide()))
