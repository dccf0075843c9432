import type { Queries } from '../../adapters/postgres/bounded-queries.ts'
import { restoredBehind } from '../../adapters/postgres/restore/epochs.ts'
import { tellRestoredBehind } from '../../kernel/position-token.ts'

/** Lets this process tell places of lost pasts from those of the logs as they are. Before it takes any request. */
export const tellPasts = async (queries: Queries, logs: readonly string[]): Promise<void> => {
  for (const log of logs) tellRestoredBehind(log, await restoredBehind(queries, log))
}
