// Brings a program to a Debian or Ubuntu machine that has none, where that is ours to do: as root,
// with apt-get. It never fails a run: without the program its tests are skipped and say so.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const installTimeoutMs = 300_000

/**
 * Says in one line what was done about a program, or undefined where nothing was needed. `wanted` names it, its
 * package, what it is for, and tells whether it is there.
 */
export function getPackage({ program, name, purpose, isThere }) {
  if (process.platform !== 'linux' || isThere()) return undefined
  if (process.getuid() !== 0) return `no ${program} was found, and only root can install it`
  if (!isDebian() || !isOnPath('apt-get')) return `no ${program} was found, and there is no apt-get`
  console.log(`Installing ${program} ${purpose} (apt-get install ${name}) ...`)
  const failure =
    aptGet('update', '-qq') ?? aptGet('install', '-y', '-qq', '--no-install-recommends', name)
  if (failure !== undefined) return `${program} could not be installed: ${failure}`
  return isThere()
    ? `${program} was installed`
    : `apt-get installed no ${program} that can be found`
}

/** Whether a program of this name can be run. */
export function isOnPath(name) {
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
