import { open } from 'node:fs/promises'
import type { PoolClient } from 'pg'
import { jsonArray } from '../../adapters/postgres/binary-array.ts'
import { deedLine, type Deed } from './consumers.ts'
import { ReplayRefused } from './place.ts'

/** Where what would have been done is written down. */
export interface DeedSink {
  add(deeds: readonly Deed[]): Promise<void>
  close(): Promise<void>
}

/** A file that did not exist, one line of JSON each, readable by its owner alone. */
export const newFile = async (path: string) => {
  const file = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new ReplayRefused(
      error.code === 'EEXIST'
        ? `${path} is there already, and is never overwritten`
        : `${path} cannot be written: ${error.message}`,
    )
  })
  return {
    write: (lines: readonly string[]) =>
      file.appendFile(lines.map((line) => `${line}\n`).join(''), 'utf8'),
    close: () => file.close(),
  }
}

export const fileSink = async (path: string): Promise<DeedSink> => {
  const file = await newFile(path)
  return { add: (deeds) => file.write(deeds.map(deedLine)), close: () => file.close() }
}

/** A table in a schema that is there: `select deed from replay_x.deeds order by number`. */
export const tableSink = async (client: PoolClient, schema: string): Promise<DeedSink> => {
  await client.query(
    `create table ${schema}.deeds (number bigint generated always as identity primary key, deed json not null)`,
  )
  return {
    add: async (deeds) => {
      await client.query(
        `insert into ${schema}.deeds (deed) select deed from unnest($1::json[]) with ordinality as d (deed, n) order by n`,
        [jsonArray(deeds.map(deedLine))],
      )
    },
    close: () => Promise.resolve(),
  }
}
