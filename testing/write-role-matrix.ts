import { writeFile } from 'node:fs/promises'
import { nobody, removeDirectory, startInstallation } from './installation.ts'
import { roleMatrix, type DescribedApi } from './role-matrix.ts'

// Behind `npm run roles`: writes docs/roles.md from the routes of an installation that is started for it.
const installation = await startInstallation()
try {
  const { body } = await nobody(installation.url).get('/openapi.json')
  const file = new URL('../docs/roles.md', import.meta.url)
  await writeFile(file, roleMatrix(body as DescribedApi))
} finally {
  await installation.stop()
  await removeDirectory(installation.directory)
}
