import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nativeMemory } from './adapters/node/native-memory.ts'
import { describeWhen } from './testing/run-when.ts'

/** A Node on this machine that is too old for the program, if there is one. */
const oldNode = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin']
  .map((directory) => join(directory, 'node'))
  .find((path) => {
    const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' })
    return /^v\d+/.test(stdout ?? '') && Number(/\d+/.exec(stdout)?.[0]) < 24
  })

const program = `
export async function run(argv: string[]): Promise<void> {
  if (argv[0] === 'exit') process.exit(Number(argv[1]))
  process.on('SIGTERM', () => process.exit(7))
  const memory = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('MALLOC_')))
  console.log(JSON.stringify({ node: process.versions.node, argv, pid: process.pid, memory, flags: process.execArgv }))
  if (argv[0] === 'wait') setInterval(() => undefined, 1000)
}
`
let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'millrace-test-'))
  cpSync(join(import.meta.dirname, 'millrace.mjs'), join(directory, 'millrace.mjs'))
  mkdirSync(join(directory, 'processes'))
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}')
  writeFileSync(join(directory, 'processes', 'main.ts'), program)
})

afterEach(() => rmSync(directory, { recursive: true }))

function installNode(path: string): void {
  mkdirSync(join(directory, 'node_modules', '.bin'), { recursive: true })
  symlinkSync(path, join(directory, 'node_modules', '.bin', 'node'))
}

function open(node: string, ...argv: string[]) {
  const door = join(directory, 'millrace.mjs')
  return spawnSync(node, [door, ...argv], { encoding: 'utf8' })
}

async function openAndWait(node: string): Promise<{ child: ChildProcess; pid: number }> {
  const child = spawn(node, [join(directory, 'millrace.mjs'), 'wait'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface(child.stdout)) {
    return { child, pid: (JSON.parse(line) as { pid: number }).pid }
  }
  throw new Error('the program ended without a word')
}

async function ending(child: ChildProcess): Promise<unknown> {
  const [code, signal] = await once(child, 'exit')
  return signal ?? code
}

describe('under a Node that is new enough', () => {
  it('runs the program with the arguments, and without a warning', () => {
    const { stdout, stderr } = open(process.execPath, 'start', '--port', '1')
    expect(JSON.parse(stdout)).toMatchObject({ argv: ['start', '--port', '1'] })
    expect(stderr).toBe('')
  })
})

describeWhen(process.platform === 'linux', 'only glibc reads these')(
  'a program that runs for long',
  () => {
    const began = (words: readonly string[], environment: NodeJS.ProcessEnv = {}) => {
      const door = join(directory, 'millrace.mjs')
      const { stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', door, ...words], {
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], ...environment },
      })
      expect(stderr).toBe('')
      return JSON.parse(stdout) as object
    }

    it('has little native memory, and the flags that it was given', () => {
      const flags = ['--no-warnings']
      expect(began(['start', 'a b'])).toMatchObject({
        argv: ['start', 'a b'],
        memory: nativeMemory,
        flags,
      })
      expect(began([])).toMatchObject({ argv: [], memory: nativeMemory, flags })
    })

    it('has as many as somebody chose', () => {
      const chosen = { MALLOC_ARENA_MAX: '7' }
      expect(began(['start'], chosen)).toMatchObject({ memory: chosen })
    })

    it('is the same process to who started it', async () => {
      const child = spawn(process.execPath, [join(directory, 'millrace.mjs'), 'worker'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      for await (const line of createInterface(child.stdout))
        expect(JSON.parse(line)).toMatchObject({ pid: child.pid, memory: nativeMemory })
    })

    it('is not what only answers', () => {
      expect(began(['config'])).toMatchObject({ memory: {} })
      expect(began(['config'])).not.toHaveProperty('memory.MALLOC_ARENA_MAX')
    })
  },
)

describeWhen(oldNode !== undefined, 'no Node older than 24 is installed')(
  'under an older Node',
  () => {
    it('runs the program with the Node that is installed beside it', () => {
      installNode(process.execPath)
      const { stdout, stderr } = open(oldNode as string, 'start', 'with blank')
      expect(JSON.parse(stdout)).toMatchObject({
        node: process.versions.node,
        argv: ['start', 'with blank'],
      })
      expect(stderr).toBe('')
    })

    it('ends with the exit code of the program', () => {
      installNode(process.execPath)
      expect(open(oldNode as string, 'exit', '3').status).toBe(3)
    })

    it('passes a signal on, and waits for the answer', async () => {
      installNode(process.execPath)
      const { child } = await openAndWait(oldNode as string)
      const ended = ending(child)
      child.kill('SIGTERM')
      expect(await ended).toBe(7)
    })

    it('ends by the signal that ended the program', async () => {
      installNode(process.execPath)
      const { child, pid } = await openAndWait(oldNode as string)
      const ended = ending(child)
      process.kill(pid, 'SIGKILL')
      expect(await ended).toBe('SIGKILL')
    })

    it('says what is missing when no other Node is installed', () => {
      const { status, stderr } = open(oldNode as string, 'start')
      expect(status).toBe(1)
      expect(stderr).toMatch(/needs Node\.js 24 or newer; this is .*npm ci/s)
    })

    it('does not run itself for ever when the installed one is just as old', () => {
      installNode(oldNode as string)
      expect(open(oldNode as string, 'start')).toMatchObject({ status: 1, stdout: '' })
    })
  },
)
