import type { PoolClient } from 'pg'
import { problemsMax, type LogProblems } from './log-problems.ts'

/**
 * Holds what is kept of commands against the events, which the chain covers. Every event names the command that it came
 * of, so that an outcome that was made up, or changed into another, contradicts an event. What an outcome says beyond
 * that is in no chain, and one that is gone looks like one whose time was over.
 */
export const checkOutcomes = async (
  client: PoolClient,
  schema: string,
  problems: LogProblems,
): Promise<void> => {
  // Right after an import the server knows nothing of its tables, takes them for small, and would go through all of one
  // for each row of the other.
  await client.query('set local enable_nestloop = off')
  await forEachRow(client, misplaced(schema), ({ command, stream, version, position }) =>
    problems.add(
      Number(position ?? 0),
      `command ${command} is said to have ended with version ${version} of stream ${stream}, which did not come of it`,
    ),
  )
  await forEachRow(client, denied(schema), ({ command, position }) =>
    problems.add(
      Number(position),
      `command ${command} is said to have done nothing, and event ${position} came of it`,
    ),
  )
  await client.query('set local enable_nestloop to default')
}

interface Row {
  readonly command: string
  readonly stream: string
  readonly version: number
  readonly position: string | null
}

/** Outcomes whose last event is not there, or another command's, or that tell their caller another version. */
const misplaced = (schema: string): string => `
  select o.command_id as command, o.stream, o.version, e.position
  from ${schema}.outcomes o left join ${schema}.events e on e.stream = o.stream and e.version = o.version
  where o.stream is not null and (
    e.origin ->> 'k' is distinct from o.command_id::text
    or o.outcome ->> 'kind' is distinct from 'accepted'
    or coalesce(o.outcome -> 'versions' ->> o.stream, o.version::text) <> o.version::text)
  order by e.position limit ${problemsMax}`

/** Outcomes of commands that say that nothing happened, though something did. */
const denied = (schema: string): string => `
  select o.command_id as command, min(e.position) as position
  from ${schema}.outcomes o join ${schema}.events e on e.origin ->> 'k' = o.command_id::text
  where o.stream is null
  group by o.command_id order by 2 limit ${problemsMax}`

const forEachRow = async (
  client: PoolClient,
  query: string,
  told: (row: Row) => void,
): Promise<void> => {
  const { rows } = await client.query<Row>(query)
  for (const row of rows) told(row)
}
