import type { ChildProcess } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { collect, exitOf, launch, temporaryDirectory, waitForUrl } from './installation.ts'

/** One process of an installation whose roles run apart, as its users start it. */
export interface ApartProcess {
  readonly url: string
  readonly process: ChildProcess
  output(): string
  /** As an operator ends it: SIGTERM. */
  stop(): Promise<Stopped>
  /** As a power cut ends it. */
  kill(): Promise<void>
}

/** How a process ended that was asked to. */
export interface Stopped {
  readonly words: string
  /** 0 where it ended in order; null where a signal ended it. */
  readonly code: number | null
  /** From the signal on. */
  readonly ms: number
}

export interface ApartInstallation {
  /** `gateway`, or `worker --contexts payments`. */
  start(words: string): Promise<ApartProcess>
  /** Ends all that still runs. Rejects, with what they said last, where some did not end in order and in time. */
  stop(): Promise<readonly Stopped[]>
}

/** A process ends itself, with a code of its own, when its stop takes longer than 45 seconds. */
const stopMsMax = 50_000
const linesShown = 40

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
        const tooLong = setTimeout(() => child.kill('SIGKILL'), stopMsMax)
        const code = await exited
        clearTimeout(tooLong)
        return { words, code, ms: Math.round(performance.now() - began) }
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
      const all = [...started]
      const stopped = await Promise.all(all.map((one) => one.stop()))
      for (const directory of directories)
        await rm(directory, { recursive: true, force: true, maxRetries: 10 })
      const problems = stopped.flatMap((how, place) => problemOf(how, all[place]?.output() ?? ''))
      if (problems.length > 0) throw new Error(problems.join('\n\n'))
      return stopped
    },
  }
}

const problemOf = ({ words, code, ms }: Stopped, output: string): readonly string[] =>
  code === 0
    ? []
    : [
        `${words} was to stop, and ended after ${ms} ms with ${code ?? 'a signal'}. It said last:`,
        ...output.trimEnd().split('\n').slice(-linesShown),
      ]
