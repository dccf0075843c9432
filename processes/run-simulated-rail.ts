import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nativeMemory } from '../adapters/node/native-memory.ts'
import { controlSimulatedRail } from '../adapters/rails/simulated/control.ts'

export interface SimulatedRailOptions {
  readonly secret: string
  /** Its books are kept here. It is told later where to call back. */
  readonly directory: string
  /** Of a gateway that speaks TLS (PEM). */
  readonly callbackCertificateFile?: string
  /** Fault script as JSON. */
  readonly faults?: string
  readonly log: (line: string) => void
}

export interface RunningRail {
  readonly url: string
  /** Of the latest process. */
  readonly pid: number
  /** Where it tells what becomes of submissions; a rail that had to be started again is told too. */
  setCallbackUrl(url: string): Promise<void>
  stop(): Promise<void>
}

const program = fileURLToPath(new URL('./simulated-rail.ts', import.meta.url))
/** Megabytes: its requests are small and soon forgotten. */
const youngMemory = '--max-semi-space-size=4'
const readyMs = 15_000
const stopMs = 5_000
const restartPauseMs = 500

/**
 * Starts the rail that ships with the product as a process of its own, and waits until it listens. One that goes
 * without our asking is started again, on its books and at the same address.
 */
export const runSimulatedRail = async (options: SimulatedRailOptions): Promise<RunningRail> => {
  await mkdir(options.directory, { recursive: true, mode: 0o700 })
  let rail = await launch(options, {})
  const { url } = rail
  let callbackUrl: string | undefined
  let isStopping = false
  const startAgain = async (): Promise<void> => {
    try {
      rail = await launch(options, { port: new URL(url).port, callbackUrl })
      if (isStopping) rail.child.kill('SIGTERM')
    } catch (error) {
      options.log(`The simulated rail could not be started again: ${(error as Error).message}`)
    }
  }
  const keep = async (): Promise<void> => {
    for (;;) {
      await rail.exited
      if (isStopping) return
      options.log(`The simulated rail (process ${rail.child.pid}) is gone; it is started again`)
      await after(restartPauseMs)
      if (!isStopping) await startAgain()
    }
  }
  const keeping = keep()
  return {
    url,
    get pid() {
      return rail.child.pid ?? 0
    },
    setCallbackUrl: async (given) => {
      callbackUrl = given
      await controlSimulatedRail({ url, secret: options.secret }).setCallbackUrl(given)
    },
    stop: async () => {
      isStopping = true
      rail.child.kill('SIGTERM')
      const gone = await Promise.race([keeping.then(() => true), after(stopMs).then(() => false)])
      if (!gone) rail.child.kill('SIGKILL')
    },
  }
}

interface Launched {
  readonly child: ChildProcess
  readonly url: string
  readonly exited: Promise<void>
}

const launch = async (
  { secret, directory, callbackCertificateFile, faults, log }: SimulatedRailOptions,
  { port, callbackUrl }: { readonly port?: string; readonly callbackUrl?: string | undefined },
): Promise<Launched> => {
  const compiled = getCompileCacheDir()
  const child = spawn(process.execPath, [youngMemory, program], {
    env: {
      PATH: process.env['PATH'],
      ...nativeMemory,
      MILLRACE_RAIL_SECRET: secret,
      MILLRACE_RAIL_DIRECTORY: directory,
      MILLRACE_RAIL_STOP_WITH_PARENT: '1',
      ...(compiled ? { NODE_COMPILE_CACHE: dirname(compiled) } : {}),
      ...(faults ? { MILLRACE_RAIL_FAULTS: faults } : {}),
      ...(port ? { MILLRACE_RAIL_PORT: port } : {}),
      ...(callbackUrl ? { MILLRACE_RAIL_CALLBACK_URL: callbackUrl } : {}),
      ...(callbackCertificateFile
        ? { MILLRACE_RAIL_CALLBACK_CERTIFICATE: callbackCertificateFile }
        : {}),
    },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A Ctrl-C at the terminal is the parent's to handle: the rail must still answer while payments drain.
    detached: true,
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => log(text.trimEnd()))
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  // Lifted once it listens: a deadline that only loses the race would still kill a rail that is well.
  const deadline = setTimeout(() => child.kill('SIGKILL'), readyMs).unref()
  const url = await Promise.race([
    firstLine(child.stdout),
    exited.then(() => Promise.reject(new Error('it ended, or did not get ready in time'))),
  ]).finally(() => clearTimeout(deadline))
  return { child, url, exited }
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
