import { build } from 'vite'
import settings from '../console/vite.config.ts'

/*
 * Builds the console into the directory that is its one argument. The settings are imported and not left to
 * Vite to find: it would bundle them into node_modules, which may not be writable.
 */
const [directory] = process.argv.slice(2)
if (!directory) throw new Error('Name the directory that the console is built into')

await build({
  ...settings,
  configFile: false,
  mode: 'production',
  logLevel: 'warn',
  build: { ...settings.build, outDir: directory, emptyOutDir: true },
})
