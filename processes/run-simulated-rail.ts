import { spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface SimulatedRailOptions {
  readonly secret: string
  /** Its books are kept here. It is told later where to call back. */
  readonly directory: string
  /** Fault script as JSON. */
  readonly faults?: string
  readonly log: (line: string) => void
}

export interface RunningRail {
  readonly url: string
  stop(): Promise<void>
}

const program = fileURLToPath(new URL('./simulated-rail.ts', import.meta.url))
const readyMs = 15_000
const stopMs = 5_000

/** Starts the rail that ships with the product as a process of its own, and waits until it listens. */
export const runSimulatedRail = async (options: SimulatedRailOptions): Promise<RunningRail> => {
  await mkdir(options.directory, { recursive: true, mode: 0o700 })
  const compiled = getCompileCacheDir()
  const child = spawn(process.execPath, [program], {
    env: {
      PATH: process.env['PATH'],
      MILLRACE_RAIL_SECRET: options.secret,
      MILLRACE_RAIL_DIRECTORY: options.directory,
      MILLRACE_RAIL_STOP_WITH_PARENT: '1',
      ...(compiled ? { NODE_COMPILE_CACHE: dirname(compiled) } : {}),
      ...(options.faults ? { MILLRACE_RAIL_FAULTS: options.faults } : {}),
    },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A Ctrl-C at the terminal is the parent's to handle: the rail must still answer while payments drain.
    detached: true,
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => options.log(text.trimEnd()))
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await Promise.race([
    firstLine(child.stdout),
    exited.then(() => Promise.reject(new Error('the simulated rail did not start'))),
    after(readyMs).then(() => Promise.reject(new Error('the simulated rail does not get ready'))),
  ])
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM')
      const gone = await Promise.race([exited.then(() => true), after(stopMs).then(() => false)])
      if (!gone) child.kill('SIGKILL')
    },
  }
}

/** The rail's first line of output says where it listens. */
const firstLine = async (output: NodeJS.ReadableStream): Promise<string> => {
  let text = ''
  for await (const chunk of output) {
    text += String(chunk)
    const end = text.indexOf('\n')
    if (end < 0) continue
    // What it prints later is let go, so that a full pipe never stops it.
    output.resume()
    return (JSON.parse(text.slice(0, end)) as { listening: string }).listening
  }
  throw new Error('the simulated rail ended before it listened')
}

const after = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms).unref())
