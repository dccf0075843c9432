import { giveBackMemory } from '../../adapters/node/give-back-memory.ts'
import { letCollectorYield } from '../../adapters/node/yielding-collector.ts'
import type { StopTimes } from '../stop-times.ts'

/** A second signal within so long comes from the same key press, handed on by the terminal and the front door alike. */
const sameSignalMs = 500

/** What runs, and how it is ended. */
interface Running {
  stop(): Promise<void>
  /** What a stop waits for, or gave up waiting for; undefined once all was closed. */
  waitsFor(): string | undefined
}

/** Runs until it is told to stop. A second signal ends it without waiting. */
export const runUntilStopped = async <Started extends Running>(
  start: () => Promise<Started>,
  welcome: (started: Started) => string,
  print: (line: string) => void,
  { endedAfterMs }: Pick<StopTimes, 'endedAfterMs'>,
): Promise<void> => {
  letCollectorYield()
  const stopped = untilSignal()
  const running = await start()
  print(welcome(running))
  const keepMemory = giveBackMemory()
  await stopped
  keepMemory()
  print('Stopping: requests that are under way are finished first.')
  endAnywayAfter(endedAfterMs, running, print)
  await running.stop()
  const left = running.waitsFor()
  if (left !== undefined) giveUp(left, print)
}

const giveUp = (what: string, print: (line: string) => void): never => {
  print(`It did not stop in time, and is ended now. It waited for ${what}.`)
  process.exit(1)
}

/** Also where all was closed, and something that was forgotten keeps the process alive. */
const endAnywayAfter = (
  ms: number,
  running: Pick<Running, 'waitsFor'>,
  print: (line: string) => void,
): void => {
  const end = () => giveUp(running.waitsFor() ?? `nothing that it knows, ${openHandles()}`, print)
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
