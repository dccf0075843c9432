import { boundedQueries } from '../adapters/postgres/bounded-queries.ts'
import { postgresBudgets } from '../adapters/postgres/budget-store.ts'
import { postgresOperations } from '../adapters/postgres/operations.ts'
import { isUnreachable } from '../adapters/postgres/unreachable.ts'
import { VaultOverloaded } from '../adapters/node/subject-vault.ts'
import { ActNotRecorded, ViewingNotRecorded } from '../contexts/access/audit.ts'
import type { BudgetLimits, LimitSettings } from '../gateway/limits.ts'
import { operationRoute } from '../gateway/operation-route.ts'
import { createGateway, type Gateway } from '../gateway/server.ts'
import type { Readiness } from '../gateway/watched.ts'
import { ViewNotReady } from '../kernel/view.ts'
import { routeOwners } from './apart/route-owners.ts'
import type { Config } from './config.ts'
import type { OpenedContexts } from './open-contexts.ts'
import type { Foundation } from './foundation.ts'
import type { TakenOverLogs } from './running/taken-over-logs.ts'
import { htmlOf, sandboxGuide } from './simulated-rail/sandbox-guide.ts'
import { version } from './version.ts'

/** What stands at the head of the API's description. */
export const aboutApi = {
  title: 'Millrace',
  version,
  description:
    'Payments, accounts and operations of this installation. ' +
    '[Sandbox](/docs/sandbox): each fault of the simulated rail, on request.',
}

export interface GatewayParts extends Pick<
  Parameters<typeof createGateway>[0],
  'routes' | 'consoleDirectory' | 'log' | 'registry' | 'tls' | 'forwarding' | 'behind'
> {
  readonly limits?: Omit<LimitSettings, 'budgets'>
  /** What requests are sealed with that were promised to be carried out. */
  readonly masterKey: Buffer
}

/** The gateway over the routes of all contexts, and those given. */
export const openGateway = (
  config: Config,
  { ids, clock, vault, databases, takenOver }: Foundation,
  { runtimes, authenticator, refusals }: OpenedContexts,
  { masterKey, limits, ...parts }: GatewayParts,
): Promise<Gateway> => {
  const ownerOf = routeOwners(runtimes)
  const operations = postgresOperations({ queries: boundedQueries(databases.pool), masterKey })
  return createGateway({
    ...parts,
    // Whoever forwards carries nothing out, and yet says what became of it.
    ...(parts.forwarding ? {} : { operationStore: operations }),
    routes: [
      ...runtimes.flatMap(({ context, tools }) => context.routes?.(tools) ?? []),
      ...parts.routes,
      ...(parts.forwarding ? [operationRoute(operations)] : []),
    ],
    authenticator,
    onRefused: refusals.note,
    isTakenOver: (route) => takenOver.reasonOf(ownerOf(route) ?? '') !== undefined,
    ids,
    clock,
    fingerprint: (value) => vault.fingerprint(value),
    readiness: async () => {
      const database = await boundedQueries(databases.pool)
        .query('select 1')
        .then(
          () => 'ready',
          () => 'cannot be reached',
        )
      return readinessWith(database, takenOver)
    },
    isUnavailable: (error) => isBusy(error) || isUnreachable(error),
    about: aboutApi,
    messaging: {
      contexts: runtimes.map(({ context }) => context),
      environment: config.environment,
    },
    guides: [{ name: 'sandbox', title: sandboxGuide().title, body: htmlOf(sandboxGuide()) }],
    trustedProxies: config.trustedProxies,
    limits: {
      drainTimeoutMs: config.drainTimeoutMs,
      drainNoticeMs: config.drainNoticeMs,
      ...limits,
      budgets: budgetsIn(config),
    },
    budgetStore: postgresBudgets({
      queries: boundedQueries(databases.pool, settleTimeoutMs),
      digest: (key) => vault.fingerprint(key),
    }),
  })
}

/** Whoever asks a process of a past that was given up is to be sent elsewhere. */
const readinessWith = (database: string, takenOver: Pick<TakenOverLogs, 'all'>): Readiness => {
  const logs = takenOver.all().toSorted()
  const checks = {
    database,
    ...(logs.length > 0 ? { logs: `a restore has taken over ${logs.join(', ')}` } : {}),
  }
  return { ready: database === 'ready' && logs.length === 0, checks }
}

// A database that takes longer is as good as away: every process counts alone meanwhile.
const settleTimeoutMs = 1_000

const budgetsIn = (config: Config): BudgetLimits => ({
  read: config.budgetRead,
  write: config.budgetWrite,
  expensive: config.budgetExpensive,
  'sign-in': config.budgetSignIn,
  account: config.budgetAccount,
  anonymous: config.budgetAnonymous,
  signed: config.budgetSigned,
})

const isBusy = (error: unknown): boolean =>
  error instanceof VaultOverloaded ||
  error instanceof ViewingNotRecorded ||
  error instanceof ActNotRecorded ||
  error instanceof ViewNotReady
