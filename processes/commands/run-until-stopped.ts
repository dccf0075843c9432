import { giveBackMemory } from '../../adapters/node/give-back-memory.ts'
import { letCollectorYield } from '../../adapters/node/yielding-collector.ts'

/** A second signal within so long comes from the same key press, handed on by the terminal and the front door alike. */
const sameSignalMs = 500

/** What still holds it up then is left to the next start, which recovers from worse. */
const stopMsMax = 45_000

/** What runs, and how it is ended. */
interface Running {
  stop(): Promise<void>
  /** What a stop that is under way waits for; undefined once all was closed. */
  waitsFor(): string | undefined
}

/** Runs until it is told to stop. A second signal ends it without waiting. */
export const runUntilStopped = async <Started extends Running>(
  start: () => Promise<Started>,
  welcome: (started: Started) => string,
  print: (line: string) => void,
): Promise<void> => {
  letCollectorYield()
  const stopped = untilSignal()
  const running = await start()
  print(welcome(running))
  const keepMemory = giveBackMemory()
  await stopped
  keepMemory()
  print('Stopping: requests that are under way are finished first.')
  endAnywayAfter(stopMsMax, running, print)
  await running.stop()
}

/** Also where all was closed, and something that was forgotten keeps the process alive. */
const endAnywayAfter = (
  ms: number,
  running: Pick<Running, 'waitsFor'>,
  print: (line: string) => void,
): void => {
  const end = () => {
    const what = running.waitsFor() ?? `nothing that it knows, ${openHandles()}`
    print(`It did not stop within ${ms / 1_000} seconds, and is ended now. It waited for ${what}.`)
    process.exit(1)
  }
  setTimeout(end, ms).unref()
}

/** `TCPSocketWrap, Timeout`: what keeps a process alive. */
const openHandles = (): string => [...new Set(process.getActiveResourcesInfo())].sort().join(', ')

const untilSignal = (): Promise<void> =>
  new Promise((resolve) => {
    let first = 0
    const heard = () => {
      if (first === 0) {
        first = performance.now()
        resolve()
      } else if (performance.now() - first > sameSignalMs) process.exit(130)
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, heard)
    if (process.env['npm_lifecycle_event']) void untilShellIsGone().then(resolve)
  })

const lookForShellMs = 250

/**
 * npm runs its scripts in a shell, and hands a SIGTERM on to that shell alone, which dies of it and tells nobody.
 * Without this, stopping `npm start` would leave everything running.
 */
const untilShellIsGone = (): Promise<void> =>
  new Promise((resolve) => {
    const shell = process.ppid
    const timer = setInterval(() => {
      if (process.ppid === shell) return
      clearInterval(timer)
      resolve()
    }, lookForShellMs)
    timer.unref()
  })
