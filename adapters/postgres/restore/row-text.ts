import type { RecordEvent, RecordOutcome } from '../log-records.ts'

/** Rows for `copy ... (format text)`, columns as named here. */
export const rowColumns = {
  events: [
    'position',
    'stream',
    'version',
    'id',
    'type',
    'schema_version',
    'time',
    'origin',
    'data',
    'hash',
  ],
  batches: ['first', 'last', 'hash'],
  outcomes: ['command_id', 'fingerprint', 'outcome', 'stream', 'version', 'time', 'kept_until'],
  silent_outcomes: ['number', 'command_id'],
} as const

export type RowTable = keyof typeof rowColumns

const special = /[\\\t\n\r]/
const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
}

const text = (value: string): string =>
  special.test(value) ? value.replaceAll(/[\\\t\n\r]/g, (sign) => escapes[sign] ?? '') : value
const bytes = (hexadecimal: string): string => `\\\\x${hexadecimal}`
const orNull = (value: string | number | null): string =>
  value === null ? '\\N' : text(String(value))

export const eventRow = (event: RecordEvent): string =>
  `${event.position}\t${text(event.stream)}\t${event.version}\t${text(event.id)}\t${text(event.type)}\t` +
  `${event.schemaVersion}\t${event.time}\t${text(event.origin)}\t${text(event.data)}\t${bytes(event.hash)}\n`

export const batchRow = (first: number, last: number, hash: string): string =>
  `${first}\t${last}\t${bytes(hash)}\n`

export const outcomeRow = (one: RecordOutcome): string =>
  `${text(one.commandId)}\t${text(one.fingerprint)}\t${text(one.outcome)}\t${orNull(one.stream)}\t` +
  `${orNull(one.version)}\t${one.time}\t${orNull(one.keptUntil)}\n`

export const silentRow = (number: number, commandId: string): string =>
  `${number}\t${text(commandId)}\n`
