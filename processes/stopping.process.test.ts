import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  removeDirectory,
  serverProcess,
  startInstallation,
  temporaryDirectory,
} from '../testing/installation.ts'
import { describeWhen } from '../testing/run-when.ts'

const program = fileURLToPath(new URL('../millrace.mjs', import.meta.url))
let directory: string

beforeEach(async () => {
  directory = await temporaryDirectory()
})
afterEach(() => removeDirectory(directory))

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describeWhen(process.platform !== 'win32', 'Windows has no signals')('An installation', () => {
  it('ends in order by every signal that asks for it, even where nobody reads its output', async () => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      const installation = await startInstallation({ directory })
      const database = await serverProcess(directory)
      if (signal === 'SIGHUP') installation.process.stdout?.destroy()
      const ended = once(installation.process, 'exit')
      installation.process.kill(signal)
      expect(await ended).toEqual([0, null])
      // It has given up its files; whether its number is free already is up to the system.
      await expect.poll(() => isRunning(database ?? 0)).toBe(false)
    }
  })

  it('ends when npm is stopped, which tells only the shell between them', async () => {
    const shell = spawn('sh', ['-c', '"$0" "$1" start; exit 1', process.execPath, program], {
      env: {
        PATH: process.env['PATH'],
        PORT: '0',
        MILLRACE_DATA: directory,
        npm_lifecycle_event: 'start',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    for await (const text of shell.stdout) if (String(text).includes('running at')) break
    const database = await serverProcess(directory)
    expect(isRunning(database ?? 0)).toBe(true)
    shell.kill('SIGTERM')
    await expect.poll(() => isRunning(database ?? 0)).toBe(false)
  })
})
