// Brings schemathesis, which asks an API everything that its description allows and forbids, into .cache:
// a Python environment of its own, so that nothing of the machine changes. It never fails a run: without
// it the test is skipped and says so.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const wanted = 'schemathesis==4.32.5'
const installTimeoutMs = 300_000
const place = join(import.meta.dirname ?? '.', '../.cache/schemathesis')
const marker = join(place, 'installed.txt')

/** Says in one line what was done about schemathesis, or undefined where nothing was needed. */
export function getSchemathesis() {
  if (process.platform === 'win32') return 'schemathesis is only fetched on Linux and macOS'
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return undefined
  console.log(`Installing ${wanted} into .cache/schemathesis ...`)
  rmSync(place, { recursive: true, force: true })
  const failure =
    run('python3', '-m', 'venv', place) ??
    run(join(place, 'bin/pip'), 'install', '-q', '--disable-pip-version-check', wanted)
  if (failure !== undefined) {
    rmSync(place, { recursive: true, force: true })
    return `schemathesis could not be installed: ${failure}`
  }
  writeFileSync(marker, wanted)
  return 'schemathesis was installed'
}

/** Undefined when it went well, otherwise the last thing that it said. */
function run(program, ...args) {
  const { status, error, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: installTimeoutMs,
  })
  if (status === 0) return undefined
  return error?.message ?? (stderr.trim().split('\n').at(-1) || `status ${status}`)
}
