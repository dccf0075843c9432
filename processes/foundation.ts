import type pg from 'pg'
import { systemClock } from '../adapters/node/clock.ts'
import { nodeIds } from '../adapters/node/ids.ts'
import { openNotifications, type Notifications } from '../adapters/postgres/notifications.ts'
import { followingPool } from '../adapters/postgres/following-pool.ts'
import { PostgresOwnership } from '../adapters/postgres/ownership.ts'
import { openVault, type PostgresVault } from '../adapters/postgres/vault.ts'
import { WantedRebuilds } from '../adapters/postgres/views/wanted-rebuilds.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Ids } from '../kernel/id.ts'
import type { Tracer } from '../kernel/trace.ts'
import type { Databases } from './open-databases.ts'
import { OutsideLines } from './outside-lines.ts'
import { takenOverLogs, type TakenOverLogs } from './running/taken-over-logs.ts'

/** What all contexts of a process stand on. */
export interface Foundation {
  readonly databases: Databases
  /** For what follows the logs: it does not wait for the disk. */
  readonly following: pg.Pool
  readonly wantedRebuilds: WantedRebuilds
  readonly notifications: Notifications
  readonly ownership: PostgresOwnership
  readonly vault: PostgresVault
  readonly ids: Ids
  readonly clock: Clock
  readonly tracer: Tracer
  /** To other systems: whoever opens one adds it. */
  readonly lines: OutsideLines
  /** Whoever finds out that a restore has taken over a log tells it. */
  readonly takenOver: TakenOverLogs
  close(): Promise<void>
}

/** Opens them on migrated databases. Throws `WrongMasterKey` where the key is not the one that the data are under. */
export const openFoundation = async (
  databases: Databases,
  masterKey: Buffer,
  tracer: Tracer,
): Promise<Foundation> => {
  const vault = await openVault({ pool: databases.keysPool, masterKey })
  const following = followingPool(databases.connection)
  const notifications = openNotifications(databases.connection)
  const ownership = new PostgresOwnership(databases.connection)
  return {
    databases,
    following,
    wantedRebuilds: new WantedRebuilds(following),
    notifications,
    ownership,
    vault,
    ids: nodeIds(),
    clock: systemClock,
    tracer,
    lines: new OutsideLines(),
    takenOver: takenOverLogs(),
    close: async () => {
      await ownership.close()
      await notifications.close()
      await following.end()
      await vault.close()
    },
  }
}
