import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { controlSimulatedRail, type RailControl } from '../adapters/rails/simulated/control.ts'
import type { FaultScript } from '../adapters/rails/simulated/faults.ts'

export interface RunningRail extends RailControl {
  readonly url: string
  readonly secret: string
  readonly pid: number
  /** Ends it as an operator does. */
  stop(): Promise<void>
  /** Ends it as a power cut does. */
  kill(): Promise<void>
}

export interface RailStart {
  readonly port?: number
  readonly directory?: string
  readonly callbackUrl?: string
  readonly seed?: string
  readonly faults?: Partial<FaultScript>
  readonly secret?: string
}

const program = fileURLToPath(new URL('../processes/simulated-rail.ts', import.meta.url))
const testSecret = 'the rail secret of the tests'

/** Starts the real process and waits until it listens; it ends with this process at the latest. */
export const startSimulatedRail = async (start: RailStart = {}): Promise<RunningRail> => {
  const secret = start.secret ?? testSecret
  const child = spawn(process.execPath, [program], {
    env: {
      MILLRACE_RAIL_SECRET: secret,
      MILLRACE_RAIL_PORT: String(start.port ?? 0),
      MILLRACE_RAIL_DIRECTORY: start.directory ?? '',
      MILLRACE_RAIL_CALLBACK_URL: start.callbackUrl ?? '',
      MILLRACE_RAIL_SEED: start.seed ?? '',
      MILLRACE_RAIL_FAULTS: start.faults ? JSON.stringify(start.faults) : '',
      MILLRACE_RAIL_STOP_WITH_PARENT: '1',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const url = await listeningUrl(child)
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }
  return {
    ...controlSimulatedRail({ url, secret }),
    url,
    secret,
    pid: child.pid ?? 0,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  }
}

const listeningUrl = async (child: ChildProcess): Promise<string> => {
  if (!child.stdout || !child.stderr) throw new Error('The rail was started without pipes')
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
  for await (const line of createInterface({ input: child.stdout })) {
    return (JSON.parse(line) as { listening: string }).listening
  }
  throw new Error(complaint || 'The rail ended before it listened')
}
