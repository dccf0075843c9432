import type { ChildProcess } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { collect, exitOf, launch, temporaryDirectory, waitForUrl } from './installation.ts'

/** One process of an installation whose roles run apart, as its users start it. */
export interface ApartProcess {
  readonly url: string
  readonly process: ChildProcess
  output(): string
  /** As an operator ends it: SIGTERM. Its exit code, and how long it took (ms). */
  stop(): Promise<{ readonly code: number | null; readonly ms: number }>
  /** As a power cut ends it. */
  kill(): Promise<void>
}

export interface ApartInstallation {
  /** `gateway`, or `worker --contexts payments`. */
  start(words: string): Promise<ApartProcess>
  /** Ends all that still runs. */
  stop(): Promise<void>
}

/** Processes that share this environment; each has a data directory of its own. */
export const apartInstallation = (
  environment: Readonly<Record<string, string>>,
): ApartInstallation => {
  const started = new Set<ApartProcess>()
  const directories: string[] = []
  return {
    start: async (words) => {
      const directory = await temporaryDirectory()
      directories.push(directory)
      const child = launch(words.split(' '), {
        PORT: '0',
        MILLRACE_DATA: directory,
        MILLRACE_LOG_LEVEL: 'warn',
        ...environment,
      })
      const output = collect(child)
      const exited = exitOf(child)
      const listens = /listens at (https?:\/\/\S+)/
      const url = await waitForUrl(output, exited, listens).catch((error: unknown) => {
        child.kill('SIGKILL')
        throw error
      })
      const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
        started.delete(running)
        const began = performance.now()
        if (child.exitCode === null) child.kill(signal)
        return { code: await exited, ms: performance.now() - began }
      }
      const running: ApartProcess = {
        url,
        process: child,
        output,
        stop: () => end('SIGTERM'),
        kill: async () => void (await end('SIGKILL')),
      }
      started.add(running)
      return running
    },
    stop: async () => {
      await Promise.all([...started].map((one) => one.stop()))
      for (const directory of directories)
        await rm(directory, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}
