import type { SubjectKeyRow, SubjectKeyStore } from '../node/subject-keys.ts'
import type { Queries } from './bounded-queries.ts'

/** Other processes hear of an erasure here; the payload is the person's id. */
export const erasedChannel = 'millrace_erased'

/** A lost race shows the winner's row at the next look. */
const claimAttemptsMax = 5

/** The master key was replaced by another process: this one cannot read or make keys any more. */
export class MasterKeyReplaced extends Error {
  constructor() {
    super('the master key of the vault was replaced; start again with the new one')
    this.name = 'MasterKeyReplaced'
  }
}

// One look at the newest rows and one insert, in the order of the names, so that two processes never wait for
// each other crosswise. Nothing is inserted once the master key is another one.
const claimStatement = `
  with offered as (
    select * from unnest($1::text[], $2::bytea[]) as offered(person, wrapped)
  ), newest as (
    select distinct on (person) person, generation, wrapped from vault.subject_keys
    where person = any($1) order by person, generation desc
  ), added as (
    insert into vault.subject_keys (person, generation, wrapped)
    select person, coalesce(newest.generation, 0) + 1, offered.wrapped
    from offered left join newest using (person)
    where newest.wrapped is null
      and exists (select from vault.master_key where key_id = $3)
    order by person
    on conflict do nothing
    returning person, generation, wrapped
  )
  select person, generation, wrapped from added
  union all
  select person, generation, wrapped from newest where wrapped is not null`

const findStatement = `
  select distinct on (person) person, generation, wrapped from vault.subject_keys
  where person = any($1) order by person, generation desc`

// The row stays as a tombstone. The same transaction tells the other processes.
const destroyStatement = `
  with destroyed as (
    update vault.subject_keys set wrapped = null, erased_at = now()
    where person = $1 and generation = $2 and wrapped is not null
    returning person
  )
  select pg_notify('${erasedChannel}', person) from destroyed`

interface Stored {
  readonly person: string
  readonly generation: number
  readonly wrapped: Buffer | null
}

const fromStored = ({ person, generation, wrapped }: Stored): SubjectKeyRow =>
  wrapped ? { person, generation, wrapped } : { person, generation }

/** The keys in PostgreSQL. `keyId` says by which master key they are wrapped. */
export const subjectKeyTable = (pool: Queries, keyId: () => string): SubjectKeyStore => ({
  claim: async (offers) => {
    // Taken at once: the offers were wrapped by the key that this names.
    const wrappedBy = keyId()
    let open = [...offers].sort((one, other) => (one.person < other.person ? -1 : 1))
    const claimed: SubjectKeyRow[] = []
    for (let attempt = 1; attempt <= claimAttemptsMax && open.length > 0; attempt++) {
      const { rows } = await pool.query<Stored>({
        name: 'claim-subject-keys',
        text: claimStatement,
        values: [open.map(({ person }) => person), open.map(({ wrapped }) => wrapped), wrappedBy],
      })
      claimed.push(...rows.map(fromStored))
      const found = new Set(rows.map(({ person }) => person))
      open = open.filter(({ person }) => !found.has(person))
    }
    if (open.length > 0) throw new MasterKeyReplaced()
    return claimed
  },
  find: async (persons) => {
    const { rows } = await pool.query<Stored>({
      name: 'find-subject-keys',
      text: findStatement,
      values: [persons],
    })
    return rows.map(fromStored)
  },
  destroy: async (person, generation) => {
    const { rowCount } = await pool.query(destroyStatement, [person, generation])
    return rowCount === 1
  },
})
