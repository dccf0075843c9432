import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A whole Millrace as its users start it: a process of its own, on a data directory of its own. */
export interface Installation {
  readonly url: string
  readonly directory: string
  readonly process: ChildProcess
  readonly password: string
  /** What it printed so far, both streams. */
  output(): string
  /** Ends it as Ctrl-C does, and waits. */
  stop(): Promise<number | null>
  /** Kills it, its database and its rail without warning. */
  kill(): Promise<void>
}

export interface InstallationOptions {
  /** Left out: a new temporary one; `removeDirectory` removes it. */
  readonly directory?: string
  readonly environment?: Readonly<Record<string, string>>
}

const program = fileURLToPath(new URL('../millrace.mjs', import.meta.url))
const readyMs = 120_000

/** Of npm's `start`. */
const startFlags = [
  '--max-semi-space-size=16',
  '--heap-growing-percent=100',
  '--v8-pool-size=1',
] as const

export const temporaryDirectory = (): Promise<string> =>
  mkdtemp(join(tmpdir(), 'millrace-journey-'))

export const removeDirectory = (directory: string): Promise<void> =>
  rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })

/** Runs `millrace <words>` to its end, or kills it before. */
export const runMillrace = async (
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
  { killAfterMs }: { readonly killAfterMs?: number } = {},
): Promise<{ readonly code: number | null; readonly output: string }> => {
  const child = launch(words, environment)
  if (killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMs)
  const output = collect(child)
  const code = await exitOf(child)
  return { code, output: output() }
}

/** Starts an installation on a free port and waits until it says where it is. Rejects with its output if it ends first. */
export const startInstallation = async ({
  directory,
  environment = {},
}: InstallationOptions = {}): Promise<Installation> => {
  const dataDirectory = directory ?? (await temporaryDirectory())
  const child = launch(['start'], {
    PORT: '0',
    MILLRACE_DATA: dataDirectory,
    MILLRACE_LOG_LEVEL: 'warn',
    ...environment,
  })
  const output = collect(child)
  const exited = exitOf(child)
  const url = await waitForUrl(output, exited)
  // Whoever meets refused connections then reads here why.
  void exited.then((code) => {
    if (code) process.stderr.write(`the installation ended with ${code}:\n${output()}\n`)
  })
  return {
    url,
    directory: dataDirectory,
    process: child,
    password: /password\s+(\S+)/.exec(output())?.[1] ?? '',
    output,
    stop: async () => {
      child.kill('SIGINT')
      return exited
    },
    kill: async () => {
      const database = await serverProcess(dataDirectory)
      child.kill('SIGKILL')
      if (database) killQuietly(database)
      await exited
    },
  }
}

/** Starts the program with these words. */
export const launch = (
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): ChildProcess =>
  // With the flags of npm's `start`.
  spawn(process.execPath, [...startFlags, program, ...words], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })

/** What it has printed so far, both streams. */
export const collect = (child: ChildProcess): (() => string) => {
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  return () => text
}

export const exitOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once('close', (code) => resolve(code)))

/** The address that it prints when it is ready. Rejects with its output if it ends first. */
export const waitForUrl = async (
  output: () => string,
  exited: Promise<number | null>,
  printed = /running at (https?:\/\/\S+)/,
): Promise<string> => {
  let ended = false
  void exited.then(() => (ended = true))
  const deadline = Date.now() + readyMs
  while (Date.now() < deadline && !ended) {
    const [, url] = printed.exec(output()) ?? []
    if (url) return url
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`the installation did not get ready:\n${output()}`)
}

/** The embedded database's own process id, to stop or kill it under a running installation. */
export const serverProcess = async (directory: string): Promise<number | undefined> => {
  for (const path of ['postgres/cluster/postmaster.pid', 'postgres/data/postmaster.pid']) {
    const text = await readFile(join(directory, path), 'utf8').catch(() => undefined)
    if (text) return Number.parseInt(text, 10)
  }
  return undefined
}

const killQuietly = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It was quicker.
  }
}

/** Somebody who is signed in, as a browser is. */
export interface Person {
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>
  send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>
  readonly headers: Readonly<Record<string, string>>
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  // The shape of an answer is what the tests are about.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any
}

const answerOf = async (response: Response): Promise<Answer> => {
  const text = await response.text()
  const json = /json/.test(response.headers.get('content-type') ?? '')
  return {
    status: response.status,
    headers: response.headers,
    body: json ? JSON.parse(text) : text,
  }
}

const client = (url: string, identity: Readonly<Record<string, string>>): Person => ({
  headers: identity,
  get: async (path, headers = {}) =>
    answerOf(await fetch(url + path, { headers: { ...identity, ...headers } })),
  send: async (method, path, body, headers = {}) => {
    const isRaw = typeof body === 'string' || body instanceof Uint8Array
    return answerOf(
      await fetch(url + path, {
        method,
        headers: {
          ...identity,
          ...(body === undefined
            ? {}
            : { 'content-type': isRaw ? 'application/xml' : 'application/json' }),
          'idempotency-key': randomUUID(),
          ...headers,
        },
        ...(body === undefined ? {} : { body: isRaw ? (body as string) : JSON.stringify(body) }),
      }),
    )
  },
})

/** A caller without any right. */
export const nobody = (url: string): Person => client(url, {})

/** A program with an API key. */
export const programWith = (url: string, apiKey: string): Person =>
  client(url, { authorization: `Bearer ${apiKey}` })

export const signIn = async (url: string, username: string, password: string): Promise<Person> => {
  const answer = await nobody(url).send('POST', '/v1/sessions', { username, password })
  if (answer.status !== 201)
    throw new Error(`signing in was answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  const { csrfToken } = answer.body as { csrfToken: string }
  return client(url, { cookie, 'x-csrf-token': csrfToken })
}
