import { logSchema } from '../migrate.ts'

/** How a column travels: digits, text as it is (JSON too), bytes as hexadecimal digits, a moment in ISO 8601. */
export type ColumnKind = 'integer' | 'text' | 'bytes' | 'moment'

/** A table of an installation, with what of it is moved. */
export interface ArchivedTable {
  readonly table: string
  readonly columns: Readonly<Record<string, ColumnKind>>
  /** Fixed, whatever the server's collation, so that the same rows give the same digest. */
  readonly order: string
  readonly where?: string
}

/** Of each log. `streams` is not among them: it follows from the events, and is made again. */
export const logTables: readonly ArchivedTable[] = [
  {
    table: 'log',
    columns: { position: 'integer', hash: 'bytes', epoch: 'integer', silent: 'integer' },
    order: 'position',
  },
  {
    table: 'events',
    columns: {
      position: 'integer',
      stream: 'text',
      version: 'integer',
      id: 'text',
      type: 'text',
      schema_version: 'integer',
      time: 'integer',
      origin: 'text',
      data: 'text',
      hash: 'bytes',
    },
    order: 'position',
  },
  {
    table: 'batches',
    columns: { first: 'integer', last: 'integer', hash: 'bytes' },
    order: 'first',
  },
  {
    table: 'outcomes',
    columns: {
      command_id: 'text',
      fingerprint: 'text',
      outcome: 'text',
      stream: 'text',
      version: 'integer',
      time: 'integer',
      kept_until: 'integer',
    },
    order: 'command_id',
  },
  {
    table: 'silent_outcomes',
    columns: { number: 'integer', command_id: 'text' },
    order: 'number',
  },
  {
    table: 'epochs',
    columns: { epoch: 'integer', after: 'integer', silent: 'integer', hash: 'bytes' },
    order: 'epoch',
  },
  {
    table: 'snapshots',
    columns: { stream: 'text', schema_version: 'integer', version: 'integer', state: 'text' },
    order: 'stream',
  },
]

/** Of the embedded bus: what was published and not read yet goes along, with how far everybody had come. */
const busTables: readonly ArchivedTable[] = [
  {
    table: 'bus_topics',
    columns: { topic: 'integer', name: 'text', partitions: 'integer', retention_ms: 'integer' },
    order: 'topic',
  },
  {
    table: 'bus_partitions',
    columns: { topic: 'integer', partition: 'integer', next: 'integer' },
    order: 'topic, partition',
  },
  {
    table: 'bus_messages',
    columns: {
      topic: 'integer',
      partition: 'integer',
      place: 'integer',
      taken_at: 'integer',
      key: 'text',
      id: 'text',
      attributes: 'text',
      payload: 'text',
    },
    order: 'topic, partition, place',
  },
  {
    table: 'bus_places',
    columns: { group_name: 'text', topic: 'integer', partition: 'integer', place: 'integer' },
    order: 'group_name, topic, partition',
  },
  {
    table: 'bus_claims',
    columns: { group_name: 'text', message_id: 'text', claimed_at: 'integer' },
    order: 'group_name, message_id',
  },
]

/** What nobody could handle, with what was done about it. Numbered anew, in the same order. */
const deadLetterTables: readonly ArchivedTable[] = [
  {
    table: 'dead_letters',
    columns: {
      letter: 'text',
      group_name: 'text',
      topic: 'text',
      lane: 'bytes',
      message: 'bytes',
      edited: 'text',
      reason: 'text',
      error: 'text',
      attempts: 'integer',
      state: 'text',
      rate: 'integer',
      set_aside_at: 'integer',
      changed_at: 'integer',
      edition: 'integer',
    },
    order: 'number',
  },
  {
    table: 'dead_letter_actions',
    columns: {
      letter: 'text',
      action: 'text',
      actor: 'text',
      at: 'integer',
      why: 'text',
      batch: 'text',
    },
    order: 'number',
  },
  {
    table: 'dead_letter_batches',
    columns: {
      batch: 'text',
      does: 'text',
      filter: 'text',
      rate: 'integer',
      letters: 'integer',
      state: 'text',
      proposed: 'text',
      decided: 'text',
    },
    order: 'number',
  },
  {
    table: 'dead_letter_batch_letters',
    columns: { batch: 'text', letter: 'text', number: 'integer', edition: 'integer' },
    order: 'batch, number',
  },
]

/**
 * Of the platform. Views, their checkpoints and their registry stay behind: a program folds its own views from the
 * log when it starts. What acts on the world goes on where it stood, so that nothing is done twice.
 */
export const platformTables: readonly ArchivedTable[] = [
  {
    table: 'checkpoints',
    columns: { consumer: 'text', log: 'text', position: 'integer' },
    order: 'consumer collate "C", log collate "C"',
    where: `consumer not like 'view/%'`,
  },
  {
    table: 'timers',
    columns: {
      context: 'text',
      schedule: 'text',
      timer: 'text',
      due: 'integer',
      position: 'integer',
      command_type: 'text',
      command: 'text',
      cause: 'text',
      correlation: 'text',
      traceparent: 'text',
      waits_for: 'text',
    },
    order: 'context collate "C", schedule collate "C", timer',
  },
  ...busTables,
  ...deadLetterTables,
]

/** Of the database of keys: wrapped by the master key, which is in no database and in no archive. */
export const keyTables: readonly ArchivedTable[] = [
  {
    table: 'master_key',
    columns: { key_id: 'text', wrapped_index_key: 'bytes' },
    order: 'key_id',
  },
  {
    table: 'subject_keys',
    columns: {
      person: 'text',
      generation: 'integer',
      wrapped: 'bytes',
      created_at: 'moment',
      erased_at: 'moment',
    },
    order: 'person, generation',
  },
]

/** Where a table of the main database lies. */
export const placeOf = ({ table }: ArchivedTable, log: string | undefined): string =>
  log === undefined ? `millrace.${table}` : `${logSchema(log)}.${table}`

/** Its rows as text, for `copy`: no column's format depends on the session. */
export const selectRows = ({ columns, order, where }: ArchivedTable, place: string): string => {
  const list = Object.entries(columns).map(([name, kind]) => {
    if (kind === 'bytes') return name
    if (kind === 'moment')
      return `to_char(${name} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
    return `${name}::text`
  })
  return `select ${list.join(', ')} from ${place}${where ? ` where ${where}` : ''} order by ${order}`
}
