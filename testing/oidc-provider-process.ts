import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'

/** A real identity provider beside the test, on this machine alone. */
export interface RunningProvider {
  readonly issuer: string
  /** Ends the process; `again` starts another in its place, which knows nobody's session. */
  stop(): Promise<void>
  again(): Promise<void>
}

export interface ProviderSettings {
  readonly people: Readonly<
    Record<string, { readonly name: string; readonly groups: readonly string[] }>
  >
  readonly audience: string
  /** Clients as the library takes them. */
  readonly clients: readonly object[]
  /** Of clients that act for themselves. */
  readonly clientGroups?: readonly string[]
  /** Left out: one that is free. */
  readonly port?: number
}

const program = fileURLToPath(new URL('./oidc-provider-program.ts', import.meta.url))

export const startProvider = async (settings: ProviderSettings): Promise<RunningProvider> => {
  let running = await launch(settings)
  const { issuer } = running
  const port = Number(new URL(issuer).port)
  return {
    issuer,
    stop: () => end(running.child),
    again: async () => {
      running = await launch({ ...settings, port })
    },
  }
}

const launch = async (
  settings: ProviderSettings,
): Promise<{ readonly child: ChildProcess; readonly issuer: string }> => {
  const given = { clientGroups: [], port: 0, ...settings }
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env['PATH'], OIDC_PROVIDER_SETTINGS: JSON.stringify(given) },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text))
  const issuer = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      // The library prints advice of its own.
      const line = text.split('\n').find((one) => one.startsWith('{"issuer"'))
      if (line) resolve((JSON.parse(line) as { issuer: string }).issuer)
    })
    child.once('exit', () => reject(new Error(`the provider ended: ${complaints}`)))
  })
  return { child, issuer }
}

const end = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })

/** A port that is free now: a provider must know where its clients are before they listen. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
