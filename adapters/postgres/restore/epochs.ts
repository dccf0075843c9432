import type { Queries } from '../bounded-queries.ts'
import { logSchema } from '../migrate.ts'

/** Positions behind which a log was lived anew, the oldest first; none where it was never restored. */
export const restoredBehind = async (queries: Queries, log: string): Promise<readonly number[]> => {
  const { rows } = await queries.query<{ after: string }>(
    `select after from ${logSchema(log)}.epochs where epoch > 1 order by epoch`,
  )
  return rows.map(({ after }) => Number(after))
}

/**
 * Whether what was done about a fact may have been done before, in a past that was lost with its log: the fact's
 * entity is older than the restore, and the same actor has done nothing for it since.
 */
export const mayHaveBeenDone = async (
  queries: Queries,
  log: string,
  { stream, position, actor }: { stream: string; position: number; actor: string },
): Promise<boolean> => {
  const schema = logSchema(log)
  const { rows } = await queries.query<{ lost: boolean }>(
    `with restored as (select after from ${schema}.epochs where epoch > 1 order by epoch desc limit 1)
     select exists (select from ${schema}.events e, restored r
         where e.stream = $1 and e.version = 1 and e.position <= r.after)
       and not exists (select from ${schema}.events e, restored r
         where e.stream = $1 and e.position > r.after and e.position < $2 and e.origin ->> 'a' = $3) as lost`,
    [stream, position, actor],
  )
  return rows[0]?.lost === true
}
