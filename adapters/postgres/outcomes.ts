import type { QueryConfig, QueryResult, QueryResultRow } from 'pg'
import type { Append, AppendResult, StoredOutcome } from '../../kernel/event-store.ts'

/** What was stored about a command. */
export interface FoundOutcome {
  readonly fingerprint: string
  readonly outcome: StoredOutcome
  readonly position: number
}

interface Row {
  readonly command_id: string
  readonly fingerprint: string
  readonly outcome: StoredOutcome
  readonly position: string
}

/** A connection or a pool. */
export interface Queryable {
  query<Row extends QueryResultRow>(query: QueryConfig): Promise<QueryResult<Row>>
}

/** Outcomes by command id. Connected to the log's own schema. A refusal stands at the end of the log as it is now. */
export const findOutcomes = async (
  client: Queryable,
  commandIds: readonly string[],
): Promise<ReadonlyMap<string, FoundOutcome>> => {
  const { rows } = await client.query<Row>({
    name: 'find_outcomes',
    text: `select o.command_id, o.fingerprint, o.outcome, coalesce(e.position, l.position) as position
      from outcomes o cross join log l left join events e on e.stream = o.stream and e.version = o.version
      where o.command_id = any($1::uuid[])`,
    values: [commandIds],
  })
  return new Map(
    rows.map(({ command_id, fingerprint, outcome, position }) => [
      command_id,
      { fingerprint, outcome, position: Number(position) },
    ]),
  )
}

/** The answer to a command whose id was used before. */
export const outcomeResult = (
  append: Append,
  found: FoundOutcome | undefined,
  head: number,
): AppendResult => {
  if (!found) return { kind: 'conflict' }
  if (found.fingerprint !== append.fingerprint && append.onOtherContent === 'refuse')
    return { kind: 'other-content' }
  return { kind: 'repeated', outcome: found.outcome, position: Math.max(found.position, 0) || head }
}
