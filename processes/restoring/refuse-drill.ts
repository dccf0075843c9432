import type { Queries } from '../../adapters/postgres/bounded-queries.ts'

/** What a drill made is for looking at: a process that acted on it would act on the world a second time. */
export class RestoredAsDrill extends Error {
  override readonly name = 'RestoredAsDrill'
}

interface Restored {
  readonly kind: 'takeover' | 'drill'
  readonly keys: 'awaited' | 'lost'
}

/** How the database was made again; undefined where it never was. */
export const howRestored = async (pool: Queries): Promise<Restored | undefined> => {
  const { rows } = await pool.query<{ exists: boolean }>(
    `select to_regclass('millrace.restored') is not null as exists`,
  )
  if (!rows[0]?.exists) return undefined
  const found = await pool.query<Restored>('select kind, keys from millrace.restored')
  return found.rows[0]
}

/** Throws `RestoredAsDrill`. */
export const refuseDrill = async (pool: Queries): Promise<void> => {
  const restored = await howRestored(pool)
  if (restored?.kind === 'drill')
    throw new RestoredAsDrill(
      'This database was made by `millrace restore --drill`: it is a copy of an installation that may be running, ' +
        'and would do everything a second time. Throw it away, and restore without --drill to take over.',
    )
}
