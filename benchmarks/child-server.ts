import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { nativeMemory } from '../adapters/node/native-memory.ts'

export interface ChildServer {
  readonly url: string
  readonly password?: string
  readonly processId: number
  stop(): Promise<void>
}

/** Of npm's `start`. */
export const startFlags = [
  '--max-semi-space-size=16',
  '--heap-growing-percent=100',
  '--v8-pool-size=1',
] as const

/** A server in a process of its own, which says over its channel where it listens. Its log goes nowhere. */
export const startChildServer = async (
  program: string,
  environment: Readonly<Record<string, string>> = {},
  execArgv: readonly string[] = [],
): Promise<ChildServer> => {
  const child = fork(join(import.meta.dirname, program), {
    execArgv: [...execArgv],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      ...nativeMemory,
      ...environment,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const exited = once(child, 'exit')
  const told = await Promise.race([once(child, 'message'), exited.then(() => undefined)])
  if (!told) throw new Error(`${program} ended before it listened`)
  const [{ url, password }] = told as [{ url: string; password?: string }]
  return {
    url,
    ...(password ? { password } : {}),
    processId: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM')
      await exited
    },
  }
}
