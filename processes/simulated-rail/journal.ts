import { open, mkdir, readFile, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Money } from '../../kernel/money.ts'
import type { RailState } from '../../contexts/payments/ports.ts'
import type { Plan } from './plan.ts'

/**
 * What the rail must not forget. Names, accounts and remittance texts are not among it: the rail
 * needs them only while it answers, and this file lies in the installation's data directory.
 */
export type JournalLine =
  | {
      readonly type: 'submitted'
      readonly submissionId: string
      readonly railReference: string
      readonly amount: Money
      readonly plan: Plan
      /** A refund: what it gives back. */
      readonly returnOf?: string
      readonly atMs: number
    }
  | {
      readonly type: 'disputed'
      readonly submissionId: string
      readonly dispute: 'opened' | 'won' | 'lost'
      readonly atMs: number
    }
  | { readonly type: 'submitted-again'; readonly submissionId: string }
  | {
      readonly type: 'ended'
      readonly submissionId: string
      readonly state: Exclude<RailState, 'pending'>
      readonly code?: string
      readonly atMs: number
    }
  | { readonly type: 'told'; readonly submissionId: string; readonly sequence: number }

export interface Journal {
  /** Resolves when the line is on the disk. Lines that come while the disk is busy share its next sync. */
  append(line: JournalLine): Promise<void>
  close(): Promise<void>
}

/** Keeps nothing: the books live as long as the process. */
export const noJournal: Journal = { append: async () => {}, close: async () => {} }

/** Reads what an earlier process wrote, cuts off a line that it did not finish, and goes on after it. */
export const openJournal = async (
  directory: string,
): Promise<{ journal: Journal; lines: JournalLine[] }> => {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const path = join(directory, 'books.jsonl')
  const file = await open(path, 'a+', 0o600)
  const bytes = await readFile(path)
  const end = bytes.lastIndexOf('\n') + 1
  await file.truncate(end)
  await file.sync()
  await syncDirectory(directory)
  return {
    journal: appendingTo(file),
    lines: linesIn(bytes.subarray(0, end).toString('utf8'), path),
  }
}

// A new file is lost with the power unless its directory entry is on the disk too.
const syncDirectory = async (directory: string): Promise<void> => {
  if (process.platform === 'win32') return
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const linesIn = (text: string, path: string): JournalLine[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line, index) => {
      try {
        return JSON.parse(line) as JournalLine
      } catch {
        throw new Error(
          `${path} is damaged in line ${index + 1}; the rail will not guess what it said`,
        )
      }
    })

const appendingTo = (file: FileHandle): Journal => {
  let waiting: { text: string; written: () => void }[] = []
  let writing: Promise<void> | undefined
  let closed = false
  // A failed write is thrown and ends the process: whoever waits sees the connection break, which is
  // ambiguous and true. A rail that went on would answer for books that it does not have.
  const write = async () => {
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      await file.appendFile(batch.map(({ text }) => text).join(''))
      await file.datasync()
      for (const { written } of batch) written()
    }
    writing = undefined
  }
  return {
    append: (line) =>
      new Promise((written) => {
        // Never confirmed, because it never happens: the process is ending.
        if (closed) return
        waiting.push({ text: `${JSON.stringify(line)}\n`, written })
        writing ??= write()
      }),
    close: async () => {
      closed = true
      await writing
      await file.close()
    },
  }
}
