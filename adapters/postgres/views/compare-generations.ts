import { canonicalJson, type Json } from '../../../kernel/json.ts'
import type { Queryable } from './table.ts'

/** What a rebuild found where it ended: the same rows as the generation that it replaces, or not. */
export interface Comparison {
  readonly rowsBefore: number
  readonly rowsAfter: number
  /** Rows that are not the same; no more than `differingMax` are looked at. */
  readonly differing: number
  /** Keys of a few of them. */
  readonly examples: readonly string[]
}

const differingMax = 1_000
const examplesMax = 10

interface Digest {
  readonly rows: number
  readonly digest: string
}

interface Differing {
  readonly key: string
  readonly before: Json | undefined
  readonly after: Json | undefined
  /** Whether the event that changed it last is another. */
  readonly moved: boolean
}

/** Both tables must stand at one position. A sum of digests first, and row by row only where it differs. */
export const compareGenerations = async (
  client: Queryable,
  before: string,
  after: string,
): Promise<Comparison> => {
  const old = await digestOf(client, before)
  const rebuilt = await digestOf(client, after)
  const same = old.rows === rebuilt.rows && old.digest === rebuilt.digest
  const differing = same ? [] : await differences(client, before, after)
  return {
    rowsBefore: old.rows,
    rowsAfter: rebuilt.rows,
    differing: differing.length,
    examples: differing.slice(0, examplesMax).map(({ key }) => key),
  }
}

const digestOf = async (client: Queryable, table: string): Promise<Digest> => {
  const { rows } = await client.query<Digest>(
    `select count(*)::integer as rows,
       coalesce(sum(hashtextextended(key || ' ' || position || ' ' || row::text, 0)), 0)::text as digest
     from ${table}`,
  )
  return rows[0] ?? { rows: 0, digest: '0' }
}

/** Rows whose members merely stand in another order are the same: one of them went through the database. */
const differences = async (
  client: Queryable,
  before: string,
  after: string,
): Promise<readonly Differing[]> => {
  const { rows } = await client.query<Differing>(
    `select key, b.row as before, a.row as after, b.position is distinct from a.position as moved
     from ${before} b full join ${after} a using (key)
     where b.position is distinct from a.position or b.row::text is distinct from a.row::text
     order by key limit ${differingMax}`,
  )
  return rows.filter(
    ({ before: old, after: rebuilt, moved }) =>
      moved || !old || !rebuilt || canonicalJson(old) !== canonicalJson(rebuilt),
  )
}
