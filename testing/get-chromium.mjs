// Brings Chromium to a Debian or Ubuntu machine that has none, where that is ours to do: as root,
// with apt-get. It never fails a run: without Chromium the browser tests are skipped and say so.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const installTimeoutMs = 300_000

/** Says in one line what was done about Chromium, or undefined where nothing was needed. */
export function getChromium() {
  if (process.platform !== 'linux' || isThere()) return undefined
  if (process.getuid() !== 0) return 'no Chromium was found, and only root can install it'
  if (!isDebian() || !isOnPath('apt-get')) return 'no Chromium was found, and there is no apt-get'
  console.log('Installing Chromium for the browser tests (apt-get install chromium) ...')
  const failure =
    aptGet('update', '-qq') ?? aptGet('install', '-y', '-qq', '--no-install-recommends', 'chromium')
  if (failure !== undefined) return `Chromium could not be installed: ${failure}`
  return isThere() ? 'Chromium was installed' : 'apt-get installed no Chromium that can be found'
}

function isThere() {
  const chosen = process.env.MILLRACE_CHROMIUM
  if (chosen !== undefined && chosen !== '') return true
  return ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].some(isOnPath)
}

function isOnPath(name) {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.some((folder) => folder !== '' && existsSync(join(folder, name)))
}

function isDebian() {
  const path = '/etc/os-release'
  return existsSync(path) && /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync(path, 'utf8'))
}

/** Undefined when it went well, otherwise the last thing that it said. */
function aptGet(...args) {
  const run = spawnSync('apt-get', args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: installTimeoutMs,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  if (run.status === 0) return undefined
  return run.error?.message ?? (run.stderr.trim().split('\n').at(-1) || `status ${run.status}`)
}
