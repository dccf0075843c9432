import { join } from 'node:path'
import { boundedQueries, type Queries } from '../adapters/postgres/bounded-queries.ts'
import { logSchema } from '../adapters/postgres/migrate.ts'
import { verifyLog } from '../adapters/postgres/verify-log.ts'
import type { Audit } from '../kernel/context.ts'
import type { Route } from '../kernel/route.ts'
import { operationsRoutes, type Operated } from '../operations/api.ts'
import { breakerRoutes, type LineDesk } from '../operations/breakers-api.ts'
import { deadLetterBatchRoutes } from '../operations/dead-letter-batches-api.ts'
import { deadLetterRoutes } from '../operations/dead-letters-api.ts'
import { messageRoutes, type MessageDesk } from '../operations/messages/api.ts'
import { readCheckpoints } from '../operations/signed-checkpoints.ts'
import { consumersOf, queueLengthOf, shownProcesses } from './apart/all-processes.ts'
import { processesOn } from './apart/presence.ts'
import type { Foundation } from './foundation.ts'
import type { OpenedInstallation } from './open-installation.ts'
import type { OpenedMessages } from './open-messages.ts'
import { allRelayPlaces, statusesOf } from './relay-places.ts'
import { isRelayed } from './run-context.ts'
import type { Consumer } from './running/consumer.ts'

/** Where a log ends, and the hash that it ends with (hexadecimal). */
export const logPlace = async (
  pool: Queries,
  log: string,
): Promise<{ position: number; hash: string }> => {
  const { rows } = await boundedQueries(pool).query<{ position: string; hash: Buffer }>(
    `select position, hash from ${logSchema(log)}.log`,
  )
  const [row] = rows
  return { position: Number(row?.position ?? 0), hash: row?.hash.toString('hex') ?? '' }
}

/**
 * What the operations pages are given, in whichever process they are asked: logs and views are in the database, and the
 * processes tell there how their work is doing. `own` work is known better than by that.
 */
export const operate = (
  installation: OpenedInstallation,
  publishesWholeLogs: boolean,
  own: readonly Consumer[] = [],
): Operated => {
  const { foundation, databases, opened } = installation
  const { runtimes } = opened
  const processes = processesOn(foundation)
  const relayed = runtimes.filter((runtime) => isRelayed(runtime, publishesWholeLogs))
  const consumers = async () => consumersOf(await processes.list(), statusesOf(own))
  return {
    views: new Map(
      runtimes.flatMap(({ context, views }) =>
        views.map((view) => [`${context.name}/${view.name}`, view] as const),
      ),
    ),
    relays: async () => allRelayPlaces(relayed, foundation, await consumers()),
    consumers,
    processes: async () =>
      shownProcesses(await processes.list(), {
        contexts: runtimes.map(({ context }) => context.name),
        relayed: relayed.map(({ context }) => context.name),
      }),
    logs: async () => {
      const listed = await processes.list()
      return Promise.all(
        runtimes.map(async ({ store: { name } }) => ({
          name,
          ...(await logPlace(databases.pool, name)),
          queueLength: queueLengthOf(listed, name),
        })),
      )
    },
    verify: (log) => verifySigned(installation, log),
  }
}

/** Holds a log against the checkpoints that this process has signed; undefined for one that there is not. */
const verifySigned = async (
  { opened, databases: { pool, directory }, secrets }: OpenedInstallation,
  log: string,
): ReturnType<Operated['verify']> => {
  if (!opened.runtimes.some(({ store }) => store.name === log)) return undefined
  const known = await readCheckpoints(join(directory, 'checkpoints'), secrets.checkpointKey, log)
  const verdict = await verifyLog(pool, log, known.checkpoints)
  return {
    ...verdict,
    checkpoints: known.checkpoints.length,
    problems: [...verdict.problems, ...known.problems.map((what) => ({ position: 0, what }))],
  }
}

export interface OperatorDesks {
  readonly messages: MessageDesk
  readonly lines: LineDesk
  /** Takes down what is done to dead letters. */
  readonly audit: Pick<Audit, 'acted'>
}

/** What an operator sees of the platform and moves in it. */
export const operatorRoutes = (
  operated: Operated,
  { deadLetters: store, messaging: { check } }: Pick<OpenedMessages, 'deadLetters' | 'messaging'>,
  { ids }: Pick<Foundation, 'ids'>,
  desks: OperatorDesks,
): readonly Route[] => [
  ...operationsRoutes(operated),
  ...messageRoutes(desks.messages),
  ...breakerRoutes({ lines: () => desks.lines.lines() }),
  ...deadLetterRoutes({ store, check, audit: desks.audit }),
  ...deadLetterBatchRoutes({ store, check, ids, audit: desks.audit }),
]
