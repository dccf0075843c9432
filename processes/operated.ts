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
import type { ContextRuntime } from './context-runtime.ts'
import type { Foundation } from './foundation.ts'
import { relayPlaces } from './relay-places.ts'
import type { OpenedMessages } from './open-messages.ts'
import type { Consumer } from './running/consumer.ts'
import type { Secrets } from './secrets.ts'

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

/** What the operations pages are given of a running process. */
export const operate = (
  runtimes: readonly ContextRuntime[],
  { databases: { pool, directory }, following }: Pick<Foundation, 'databases' | 'following'>,
  { checkpointKey }: Secrets,
  consumers: () => readonly Consumer[],
): Operated => ({
  views: new Map(
    runtimes.flatMap(({ context, views }) =>
      views.map((view) => [`${context.name}/${view.name}`, view] as const),
    ),
  ),
  relays: () => relayPlaces(runtimes, { following }, consumers()),
  consumers: () => consumers().map((consumer) => consumer.status()),
  logs: () =>
    Promise.all(
      runtimes.map(async ({ store }) => ({
        name: store.name,
        ...(await logPlace(pool, store.name)),
        queueLength: store.queueLength(),
      })),
    ),
  verify: async (log) => {
    if (!runtimes.some(({ store }) => store.name === log)) return undefined
    const known = await readCheckpoints(join(directory, 'checkpoints'), checkpointKey, log)
    const verdict = await verifyLog(pool, log, known.checkpoints)
    return {
      ...verdict,
      checkpoints: known.checkpoints.length,
      problems: [...verdict.problems, ...known.problems.map((what) => ({ position: 0, what }))],
    }
  },
})

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
