import type { LogRecord } from '../log-records.ts'
import { RestoreRefused } from './restore-refused.ts'

/** A record of a whole log as it lies on the bus. */
export interface FoundRecord {
  readonly topic: string
  readonly offset: string
  readonly payload: string
}

/** `millrace.qa.payments.log.payments.Batch, offset 12`: where the operator has to look. */
export const placeOf = ({ topic, offset }: FoundRecord): string => `${topic}, offset ${offset}`

export const refuse = (found: FoundRecord, what: string): never => {
  throw new RestoreRefused(`${placeOf(found)}: ${what}`)
}

/** What a record says. Throws `RestoreRefused` where it is none, or of another log or installation. */
export const readRecord = (
  found: FoundRecord,
  expected: { readonly log: string; readonly environment: string },
): LogRecord => {
  const record = parse(found.payload)
  if (!record || !hasShape(record)) return refuse(found, 'is no record of a log')
  if (record['log'] !== expected.log)
    return refuse(
      found,
      `is of the log ${String(record['log'])}, where ${expected.log} is expected`,
    )
  const { environment = expected.environment } = record
  if (environment !== expected.environment)
    return refuse(
      found,
      `is of the environment ${String(environment)}, where ${expected.environment} is expected`,
    )
  return record as unknown as LogRecord
}

const parse = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null
      ? (value as Readonly<Record<string, unknown>>)
      : undefined
  } catch {
    return undefined
  }
}

const numbersOf: Readonly<Record<string, readonly string[]>> = {
  batch: ['epoch', 'first', 'last', 'part', 'parts'],
  outcomes: ['epoch', 'first', 'last'],
  places: ['epoch', 'at'],
  epoch: ['epoch', 'at'],
}

/** What is counted with is there. What is stored as it is, the hashes prove, or the database refuses. */
const hasShape = (record: Readonly<Record<string, unknown>>): boolean => {
  const kind = String(record['kind'])
  const numbers = Object.hasOwn(numbersOf, kind) ? (numbersOf[kind] ?? []) : undefined
  if (!numbers?.every((name) => Number.isSafeInteger(record[name]))) return false
  if (kind === 'batch')
    return (
      ['previous', 'hash'].every((name) => typeof record[name] === 'string') &&
      [record['events'], record['outcomes']].every(isListOfObjects)
    )
  if (kind === 'outcomes') return isListOfObjects(record['outcomes'])
  return kind === 'places' ? isObject(record['places']) : typeof record['by'] === 'string'
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null
const isListOfObjects = (value: unknown): boolean => Array.isArray(value) && value.every(isObject)
