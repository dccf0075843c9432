#!/usr/bin/env node
// The front door. It runs on whatever Node is there, so it is plain JavaScript and uses nothing new: where that Node is
// too old for the program, it runs itself again with the one that was installed beside it.
import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const majorVersionMin = 24
// Megabytes, as in npm's `start`: what a busy start leaves of the default stays resident for as long as the program
// runs, a third of all that it takes, and longer pauses are all that it buys.
const youngMemory = '--max-semi-space-size=16'
// Percent, likewise: left to itself, what nobody needs any more grows to several times what is needed before it is
// collected, and stays resident after each large file. At 30 it took a sixth of the rate of commands away; at 100 none.
const oldMemory = '--heap-growing-percent=100'
// Likewise: several threads that collect at once wait for each other, and for the processors that PostgreSQL needs.
const collectors = '--v8-pool-size=1'
const majorVersion = Number(process.versions.node.split('.')[0])

// glibc gives each thread that allocates a heap of its own, and gives little of it back: two for all threads take some
// fifty megabytes less, and a busy program is as quick.
// Left to itself it also raises the size from which a block goes back to the system when it is freed, once something large
// was freed, such as the 19 MB that a password takes; and between blocks of 64 KB, as each read from a socket takes, the
// heap falls to pieces that are too small to go back. Together that was a fifth of the program.
const nativeMemory = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '65536',
  MALLOC_TRIM_THRESHOLD_: '131072',
}
// What runs for long. Everything else is over before memory matters.
const longRunning = [undefined, 'start', 'gateway', 'worker', 'relay']

if (majorVersion >= majorVersionMin) {
  if (longRunning.includes(process.argv[2])) beginWithLittleMemory()
  await keepCompiled()
  const main = await import('./processes/main.ts')
  await main.run(process.argv.slice(2))
} else {
  const installed = findInstalledNode()
  if (installed === undefined) refuse()
  else runAgainWith(installed)
}

// glibc reads this when a process begins, so the program begins once more, as the same process. Where Node cannot do
// that, or somebody has chosen a number, it goes on as it is; so it does where a parent talks to it over a channel, which
// would be lost.
function beginWithLittleMemory() {
  const cannot = process.platform !== 'linux' || typeof process.execve !== 'function'
  if (cannot || process.connected || 'MALLOC_ARENA_MAX' in process.env) return
  const words = [process.execPath].concat(process.execArgv, process.argv.slice(1))
  process.execve(process.execPath, words, { ...process.env, ...nativeMemory })
}

// The next start finds what was made of the TypeScript: it is quicker, and has no compiler in memory. Where it cannot
// be written, nothing is kept.
async function keepCompiled() {
  const { enableCompileCache } = await import('node:module')
  enableCompileCache(join(dirname(fileURLToPath(import.meta.url)), '.cache', 'compiled'))
}

function findInstalledNode() {
  const modules = join(dirname(fileURLToPath(import.meta.url)), 'node_modules')
  const candidates =
    process.platform === 'win32'
      ? [join(modules, 'node-win-' + process.arch, 'bin', 'node.exe')]
      : [join(modules, '.bin', 'node')]
  // A link to the Node that runs already would run again without end.
  return candidates.find(
    (path) => existsSync(path) && realpathSync(path) !== realpathSync(process.execPath),
  )
}

function refuse() {
  console.error(
    'Millrace needs Node.js ' +
      majorVersionMin +
      ' or newer; this is ' +
      process.versions.node +
      '.\n' +
      'Run `npm ci` (it installs one beside the program on Linux and Windows), or install Node.js ' +
      majorVersionMin +
      '.',
  )
  process.exitCode = 1
}

function runAgainWith(node) {
  const self = fileURLToPath(import.meta.url)
  const flags = process.execArgv.concat([youngMemory, oldMemory, collectors])
  const child = spawn(node, flags.concat(self, process.argv.slice(2)), { stdio: 'inherit' })
  child.on('error', (error) => {
    console.error('Millrace cannot run ' + node + ': ' + error.message)
    process.exitCode = 1
  })
  const stopForwarding = forwardSignals(child)
  child.on('exit', (code, signal) => {
    stopForwarding()
    if (signal === null) process.exitCode = code
    // So that whoever started us sees what it would have seen without us in between.
    else process.kill(process.pid, signal)
  })
}

function forwardSignals(child) {
  // A terminal sends these to the child as well, and a second one means haste.
  const fromTerminal = ['SIGINT', 'SIGQUIT', 'SIGHUP']
  const atTerminal = Boolean(process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY)
  const handlers = ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR2'].map((signal) => {
    const passesOn = !(atTerminal && fromTerminal.includes(signal))
    return [signal, () => passesOn && child.kill(signal)]
  })
  if (process.platform === 'win32') return () => undefined
  handlers.forEach(([signal, handler]) => process.on(signal, handler))
  return () => handlers.forEach(([signal, handler]) => process.off(signal, handler))
}
