import { randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { memoryEventStore } from '../adapters/memory/event-store.ts'
import { memoryVault } from '../adapters/memory/vault.ts'
import { MemoryView } from '../adapters/memory/views.ts'
import { nodeIds } from '../adapters/node/ids.ts'
import { oneTimePasswords } from '../adapters/node/one-time-passwords.ts'
import { argonPasswords } from '../adapters/node/passwords.ts'
import { nodeSecrets } from '../adapters/node/secrets.ts'
import { webauthnPasskeys } from '../adapters/webauthn/passkeys.ts'
import { auditOver } from '../contexts/access/audit.ts'
import { accessAuthenticator } from '../contexts/access/authenticator.ts'
import { accessContext } from '../contexts/access/context.ts'
import { refusedRequests } from '../contexts/access/refused-requests.ts'
import { sessionIdleMs, sessionMs } from '../contexts/access/session.ts'
import type { AccessTools, IdentityProvider } from '../contexts/access/tools.ts'
import type { Clock } from '../kernel/clock.ts'
import type { ContextTools } from '../kernel/context.ts'
import { Entities } from '../kernel/entities.ts'
import { catalogueOf } from '../kernel/event-schema.ts'
import { commandHandler } from '../kernel/handle-command.ts'
import { withIdempotency } from '../kernel/idempotency.ts'
import type { LogReader } from '../kernel/event-store.ts'
import type { Role } from '../kernel/role.ts'
import { withRetry } from '../kernel/retry.ts'
import type { View } from '../kernel/view.ts'
import { testTime } from './facts.ts'
import { startGateway } from './gateway.ts'

const masterKey = Buffer.alloc(32, 1)
/** Where passkeys of the test belong. */
export const testOrigin = 'https://millrace.test'
/** Longer than tests let pass without meaning to. */
export const stepUpFreshMs = 10 * 60_000
/** Enough to tell right from wrong, at a hundredth of the price. */
const cheap = { memoryKibibytes: 64, passes: 2, lanes: 1 }

export interface RunningAccess {
  readonly url: string
  readonly tools: AccessTools
  /** The tools of another process on the same log: it holds states of its own. */
  otherProcess(): AccessTools
  /** The time that everybody goes by. */
  readonly clock: { time: number; now(): number }
  /** Everything that the log holds, as text. */
  written(): Promise<string>
  /** Sends JSON; a path alone is a GET. */
  send(path: string, request?: Sending): Promise<Response>
}

export interface Sending {
  readonly method?: string
  readonly body?: unknown
  readonly cookie?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** The context `access` in memory behind a real gateway, with a log, views and a vault of its own. */
export const startAccess = async (
  passwords = argonPasswords({ cost: cheap }),
  identityProvider?: (clock: Clock) => IdentityProvider,
): Promise<RunningAccess> => {
  const ids = nodeIds()
  const vault = memoryVault({ masterKey })
  const clock = { time: testTime, now: () => clock.time }
  const ports = {
    passwords,
    secrets: nodeSecrets({ masterKey }),
    subjectKeys: vault,
    ...(identityProvider ? { identityProvider: identityProvider(clock) } : {}),
    oneTimePasswords,
    passkeys: webauthnPasskeys,
    sessionTerms: { idleMs: sessionIdleMs, longestMs: sessionMs, freshMs: stepUpFreshMs },
    publicUrl: testOrigin,
  }
  const context = accessContext(ports)
  const events = catalogueOf(context.events)
  const log = memoryEventStore({ log: context.name, catalogue: events })
  const newHandler = () => {
    const handling = commandHandler({ log, entities: new Entities(log), events, ids })
    return withIdempotency(withRetry(handling))
  }
  const handle = newHandler()
  const views = followViews(context.views, log)
  const view: ContextTools['view'] = ({ name }) => {
    const found = views.get(name)
    if (!found) throw new Error(`access has no view ${name}`)
    return found.reader
  }
  const audit = auditOver({ handle, ids, clock, vault })
  const timersWaiting = () => Promise.resolve(0)
  const tools: AccessTools = {
    handle,
    log,
    vault,
    ids,
    clock,
    view,
    timersWaiting,
    audit,
    ...ports,
  }
  const authenticator = accessAuthenticator(tools)
  onTestFinished(() => authenticator.close())
  onTestFinished(log.onAppended(() => void catchUp(views)))
  const { url } = await startGateway(context.routes?.(tools) ?? [], {
    authenticator,
    onRefused: refusedRequests(tools).note,
    ids,
    clock,
    fingerprint: (value) => vault.fingerprint(value),
  })
  return {
    url,
    tools,
    otherProcess: () => ({ ...tools, handle: newHandler() }),
    clock,
    written: async () => JSON.stringify(await log.read(0, 10_000)),
    send: (path, sending = {}) => fetch(`${url}${path}`, requestOf(sending)),
  }
}

// oxlint-disable-next-line typescript/no-explicit-any -- rows of many shapes stand side by side
type AnyView = MemoryView<any, any>

const followViews = (
  // oxlint-disable-next-line typescript/no-explicit-any -- as in the context's table of contents
  views: readonly View<any, any>[],
  log: LogReader,
): Map<string, AnyView> =>
  new Map(views.map((view) => [view.name, new MemoryView(view, log) as AnyView]))

const catchUp = async (views: ReadonlyMap<string, AnyView>): Promise<void> => {
  for (const view of views.values()) while ((await view.step()) !== 'idle');
}

const requestOf = ({ method = 'GET', body, cookie, headers }: Sending): RequestInit => ({
  method,
  headers: {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(cookie === undefined ? {} : { cookie }),
    ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
    ...headers,
  },
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
})

/** Somebody who has signed in, as a browser is. */
export interface Browser {
  readonly cookie: string
  readonly csrfToken: string
  readonly actor: string
  /** Calls with cookie and CSRF token. */
  send(path: string, request?: Sending): Promise<Response>
}

export const signInAt = async (
  access: RunningAccess,
  username: string,
  password: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Browser> => {
  const body = { username, password }
  const response = await access.send('/v1/sessions', { method: 'POST', body, headers })
  if (response.status !== 201) throw new Error(`signing in gave ${response.status}`)
  const { actor, csrfToken } = (await response.json()) as { actor: string; csrfToken: string }
  const [cookie = ''] = (response.headers.get('set-cookie') ?? '').split(';')
  const send = (path: string, request: Sending = {}) =>
    access.send(path, {
      cookie,
      ...request,
      headers: { 'x-csrf-token': csrfToken, ...request.headers },
    })
  return { cookie, csrfToken, actor, send }
}

export interface NewPerson {
  readonly username: string
  readonly password: string
  readonly roles: readonly Role[]
}

/** Creates an account by an administrator's hand; gives its id. */
export const createPerson = async (
  administrator: Browser,
  { username, password, roles }: NewPerson,
): Promise<string> => {
  const body = { username, displayName: `${username} Surname`, roles, password }
  const response = await administrator.send('/v1/users', { method: 'POST', body })
  if (response.status !== 201)
    throw new Error(`creating gave ${response.status}: ${await response.text()}`)
  return ((await response.json()) as { userId: string }).userId
}
