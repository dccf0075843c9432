import { createHmac, timingSafeEqual } from 'node:crypto'
import { mkdir, open, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Where a log stood at a time. The signature's key is not in the database, so whoever rewrites that cannot rewrite this. */
export interface SignedCheckpoint {
  readonly log: string
  readonly position: number
  /** Hash of the batch that ends at the position, hexadecimal. */
  readonly hash: string
  /** ISO 8601. */
  readonly at: string
  /** Where a restore began an epoch. What was signed before of positions behind it was given up with its past. */
  readonly epoch?: number
  readonly signature: string
}

type Unsigned = Omit<SignedCheckpoint, 'signature'>

const sign = (key: Uint8Array, { log, position, hash, at, epoch }: Unsigned): string =>
  createHmac('sha256', key)
    .update(
      `millrace checkpoint\n${log}\n${position}\n${hash}\n${at}${epoch === undefined ? '' : `\nepoch ${epoch}`}`,
    )
    .digest('hex')

export const checkpointFile = (directory: string, log: string): string =>
  join(directory, `${log}.jsonl`)

/** Adds a checkpoint to the log's file; durable when it resolves. */
export const writeCheckpoint = async (
  directory: string,
  key: Uint8Array,
  place: Unsigned,
): Promise<void> => {
  const path = checkpointFile(directory, place.log)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const file = await open(path, 'a', 0o600)
  try {
    await file.appendFile(`${JSON.stringify({ ...place, signature: sign(key, place) })}\n`)
    await file.datasync()
  } finally {
    await file.close()
  }
}

export interface ReadCheckpoints {
  readonly checkpoints: readonly SignedCheckpoint[]
  /** Of a past that was lost and given up, as a later line says that was signed as well. */
  readonly givenUp: readonly SignedCheckpoint[]
  /** Lines that are no checkpoints, or whose signature is not by this key. */
  readonly problems: readonly string[]
}

/** Reads a log's checkpoints. A last line that was cut short by a crash is passed over: it was never told to anybody. */
export const readCheckpoints = async (
  directory: string,
  key: Uint8Array,
  log: string,
): Promise<ReadCheckpoints> => {
  const path = checkpointFile(directory, log)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  const lines = text.split('\n').slice(0, -1)
  const checkpoints: SignedCheckpoint[] = []
  const problems: string[] = []
  lines.forEach((line, index) => {
    const checkpoint = parse(line)
    if (checkpoint?.log === log && isSigned(key, checkpoint)) checkpoints.push(checkpoint)
    else
      problems.push(`${path} line ${index + 1} is not a checkpoint that was signed with this key`)
  })
  const isGivenUp = ({ position }: SignedCheckpoint, index: number) =>
    checkpoints
      .slice(index + 1)
      .some((later) => later.epoch !== undefined && later.position < position)
  return {
    checkpoints: checkpoints.filter((one, index) => !isGivenUp(one, index)),
    givenUp: checkpoints.filter(isGivenUp),
    problems,
  }
}

const parse = (line: string): SignedCheckpoint | undefined => {
  try {
    const value = JSON.parse(line) as Partial<SignedCheckpoint>
    const { log, position, hash, at, epoch, signature } = value
    if (typeof log !== 'string' || typeof position !== 'number' || typeof hash !== 'string')
      return undefined
    if (typeof at !== 'string' || typeof signature !== 'string') return undefined
    if (epoch !== undefined && typeof epoch !== 'number') return undefined
    return { log, position, hash, at, signature, ...(epoch === undefined ? {} : { epoch }) }
  } catch {
    return undefined
  }
}

const isSigned = (key: Uint8Array, checkpoint: SignedCheckpoint): boolean => {
  const expected = Buffer.from(sign(key, checkpoint))
  const given = Buffer.from(checkpoint.signature)
  return expected.length === given.length && timingSafeEqual(expected, given)
}

export interface CheckpointWriterOptions {
  readonly directory: string
  readonly key: Uint8Array
  readonly logs: readonly string[]
  readonly place: (log: string) => Promise<{ readonly position: number; readonly hash: string }>
  readonly everyMs?: number
  readonly now: () => number
  readonly onError: (error: unknown) => void
}

/** Writes down every so often, and at the end, where each log stands, if it has moved. */
export const startCheckpointWriter = (
  options: CheckpointWriterOptions,
): { stop(): Promise<void> } => {
  const written = new Map<string, number>()
  let running: Promise<void> = Promise.resolve()
  const writeAll = async () => {
    for (const log of options.logs) {
      const { position, hash } = await options.place(log)
      if (position === 0 || written.get(log) === position) continue
      await writeCheckpoint(options.directory, options.key, {
        log,
        position,
        hash,
        at: new Date(options.now()).toISOString(),
      })
      written.set(log, position)
    }
  }
  const write = () => (running = running.then(writeAll).catch(options.onError))
  const timer = setInterval(() => void write(), options.everyMs ?? 60_000)
  return {
    stop: async () => {
      clearInterval(timer)
      await write()
    },
  }
}
