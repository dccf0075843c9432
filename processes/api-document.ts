import type { argonPasswords } from '../adapters/node/passwords.ts'
import { asyncApi, contractsOf } from '../gateway/asyncapi.ts'
import { expandRoutes } from '../gateway/expand.ts'
import { operationRoute } from '../gateway/operation-route.ts'
import { openApi } from '../gateway/openapi.ts'
import type { Context, ContextTools } from '../kernel/context.ts'
import type { MessageContract } from '../kernel/message-contract.ts'
import type { Route } from '../kernel/route.ts'
import { readConfig, type Config } from './config.ts'
import { access, contexts, type ContextParts } from './contexts.ts'
import { aboutApi } from './open-gateway.ts'
import { operatorRoutes } from './operated.ts'

/** Stands for a part that describing a route does not need; whoever uses it is told so. */
const absent = <Part extends object>(what: string): Part =>
  new Proxy(() => undefined, {
    get: (_target, name) => {
      if (name === 'name' || name === 'log') return what
      return typeof name === 'symbol' || name === 'then' ? undefined : absent(`${what}.${name}`)
    },
    apply: () => {
      throw new Error(`${what} is not there: the API is only described`)
    },
  }) as unknown as Part

const toolsOf = ({ name }: Context): ContextTools => ({
  ...absent<ContextTools>(name),
  log: absent(name),
  handle: absent(`${name}.handle`),
  vault: absent(`${name}.vault`),
  ids: absent(`${name}.ids`),
  clock: absent(`${name}.clock`),
  audit: absent(`${name}.audit`),
  view: () => absent(name),
  timersWaiting: absent(`${name}.timersWaiting`),
})

/** Every context of the product, with nothing behind it: for what is said about it, and what is folded from its log. */
export const describedContexts = (config: Config = readConfig({})): readonly Context[] => {
  const ports = {
    passwords: absent<ReturnType<typeof argonPasswords>>('passwords'),
    secrets: absent<Parameters<typeof access>[0]['secrets']>('secrets'),
    subjectKeys: absent<Parameters<typeof access>[0]['subjectKeys']>('keys'),
    oneTimePasswords: absent<Parameters<typeof access>[0]['oneTimePasswords']>('codes'),
    passkeys: absent<Parameters<typeof access>[0]['passkeys']>('passkeys'),
    sessionTerms: absent<Parameters<typeof access>[0]['sessionTerms']>('terms'),
  }
  const webhooks = {
    caller: absent<ContextParts['webhooks']['caller']>('webhook calls'),
    keys: absent<ContextParts['webhooks']['keys']>('webhook keys'),
    resources: absent<ContextParts['webhooks']['resources']>('resources'),
  }
  return [
    access(ports),
    ...contexts({
      config,
      rails: [{ name: 'simulated', port: absent('rail'), verifyCallback: absent('callbacks') }],
      databases: { pool: absent('pool') },
      webhooks,
    }),
  ]
}

/** Every route of the product: for what is said about the API, not for calling it. */
export const describedRoutes = (): readonly Route[] => [
  ...describedContexts().flatMap((context) => context.routes?.(toolsOf(context)) ?? []),
  ...operatorRoutes(
    absent('operations'),
    absent('messages'),
    absent('foundation'),
    absent('desks'),
  ),
  operationRoute(absent('operations')),
]

/** The description that /openapi.json gives. */
export const apiDocument = (): ReturnType<typeof openApi> =>
  openApi(expandRoutes(describedRoutes()), aboutApi)

/** The description that /asyncapi.json gives, for any environment. */
export const messagesDocument = (): ReturnType<typeof asyncApi> =>
  asyncApi(describedContexts(), aboutApi)

/** Every message of the product, each once. */
export const describedMessages = (): readonly MessageContract[] => contractsOf(describedContexts())
