import { randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { nodeIds } from '../adapters/node/ids.ts'
import { createGateway, type Gateway, type GatewayOptions } from '../gateway/server.ts'
import { canonicalJson } from '../kernel/json.ts'
import type { Caller, Role } from '../kernel/role.ts'
import type { Route } from '../kernel/route.ts'

/** A gateway that listens, and people who may call it: every key is `key-of-<role>`, every session `session-of-<role>`. */
export interface RunningGateway {
  readonly url: string
  readonly port: number
  readonly gateway: Gateway
  /** Sessions that have ended; add a role to end its session, and its key with it. */
  readonly ended: Set<string>
  /** A request with the key of that role, and a fresh Idempotency-Key where it changes something. */
  readonly ask: (role: Role, path: string, request?: RequestInit) => Promise<Response>
}

/** Where ids come from in tests of the gateway, which may not know the adapter. */
export const testIds = nodeIds()

export const csrfTokenOf = (role: Role): string => `csrf-of-${role}`

export type GatewaySettings = Partial<Omit<GatewayOptions, 'routes'>>

/** Starts a gateway over these routes on a port of its own, and ends it with the test. */
export const startGateway = async (
  routes: readonly Route[],
  settings: GatewaySettings = {},
): Promise<RunningGateway> => {
  const ended = new Set<string>()
  const callerOf = (role: string): Caller | undefined =>
    ended.has(role) || role === '' ? undefined : { actor: `user:${role}`, roles: [role as Role] }
  const gateway = await createGateway({
    routes,
    ids: testIds,
    clock: { now: () => Date.now() },
    fingerprint: canonicalJson,
    readiness: () => Promise.resolve({ ready: true, checks: {} }),
    about: { title: 'Test API', version: '1' },
    authenticator: {
      session: (token) => {
        const caller = callerOf(secretOf(token, 'session-of-'))
        return Promise.resolve(
          caller && { caller, csrfToken: csrfTokenOf(caller.roles[0] ?? 'viewer') },
        )
      },
      apiKey: (presented) => Promise.resolve(callerOf(secretOf(presented, 'key-of-'))),
    },
    ...settings,
  })
  onTestFinished(() => gateway.close())
  const url = await gateway.listen(0, '127.0.0.1')
  return {
    url,
    port: Number(new URL(url).port),
    gateway,
    ended,
    ask: (role, path, request = {}) =>
      fetch(`${url}${path}`, { ...request, headers: headersOf(role, request) }),
  }
}

const secretOf = (text: string, prefix: string): string =>
  text.startsWith(prefix) ? text.slice(prefix.length) : ''

const headersOf = (role: Role, { method = 'GET', body, headers }: RequestInit): Headers => {
  const all = new Headers({ authorization: `Bearer key-of-${role}` })
  if (method !== 'GET') all.set('idempotency-key', randomUUID())
  if (body !== undefined) all.set('content-type', 'application/json')
  new Headers(headers).forEach((value, name) => all.set(name, value))
  return all
}

/** What a problem document says that a test may depend on. */
export interface ProblemBody {
  readonly type: string
  readonly status: number
  readonly requestId: string
  readonly detail?: string
  readonly fields?: readonly { readonly field: string; readonly reason: string }[]
}

export const problemIn = async (response: Response): Promise<ProblemBody> => {
  const type = response.headers.get('content-type') ?? ''
  if (!type.startsWith('application/problem+json'))
    throw new Error(`${response.status} is no problem document but ${type}`)
  return (await response.json()) as ProblemBody
}
