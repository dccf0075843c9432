import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What a running (or crashed) server says of itself in `postmaster.pid`. */
export interface PostmasterFile {
  pid: number
  status: 'starting' | 'stopping' | 'ready' | 'standby' | 'unknown'
  port: number
  /** Where its socket lies; empty where it listens on an address instead. */
  socketDirectory: string
}

/** Reads `postmaster.pid`; undefined where there is none, or it is only half written. */
export async function readPostmasterFile(cluster: string): Promise<PostmasterFile | undefined> {
  const text = await readOptional(join(cluster, 'postmaster.pid'))
  const lines = text?.split('\n') ?? []
  const pid = Number(lines[0])
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined
  return {
    pid,
    status: statusOf(lines[7]?.trim()),
    port: Number(lines[3]),
    socketDirectory: lines[4]?.trim() ?? '',
  }
}

/** The command line that the server on this cluster was last started with, as PostgreSQL noted it. */
export async function readLastCommandLine(cluster: string): Promise<string | undefined> {
  return (await readOptional(join(cluster, 'postmaster.opts')))?.trimEnd()
}

/** A command line in the form in which PostgreSQL notes it. */
export function notedCommandLine(program: string, programArguments: string[]): string {
  return [program, ...programArguments.map((argument) => `"${argument}"`)].join(' ')
}

function statusOf(word: string | undefined): PostmasterFile['status'] {
  switch (word) {
    case 'starting':
    case 'stopping':
    case 'ready':
    case 'standby':
      return word
    default:
      return 'unknown'
  }
}

async function readOptional(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}
