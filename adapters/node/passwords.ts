import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { availableParallelism } from 'node:os'
import type { PasswordHash, PasswordHasher } from '../../contexts/access/ports.ts'

/** What a password's hash costs. `memoryKibibytes` is taken by each one that is being worked on. */
export interface PasswordCost {
  readonly memoryKibibytes: number
  readonly passes: number
  readonly lanes: number
}

export interface PasswordOptions {
  readonly cost?: PasswordCost
  /** Worked on at one time; each occupies a core and its memory. Left out: half of the cores. */
  readonly concurrencyMax?: number
  /** Waiting behind them; whoever comes later is sent away. */
  readonly queueMax?: number
}

/** 19 MiB, two passes, one lane: about 25 ms. */
export const standardCost: PasswordCost = { memoryKibibytes: 19_456, passes: 2, lanes: 1 }

const saltBytes = 16
const hashBytes = 32
/** A kept hash may not ask for more than this, whoever wrote it. */
const memoryKibibytesMax = 1_048_576

interface Kept extends PasswordCost {
  readonly salt: Buffer
  readonly hash: Buffer
}

/** Passwords by argon2id. A flood of sign-ins queues, up to a bound, and takes bounded memory. */
export const argonPasswords = ({
  cost = standardCost,
  concurrencyMax = Math.max(1, Math.floor(availableParallelism() / 2)),
  queueMax = 64,
}: PasswordOptions = {}): PasswordHasher => {
  const inTurn = turns(concurrencyMax, queueMax)
  const nobody: Kept = { ...cost, salt: randomBytes(saltBytes), hash: randomBytes(hashBytes) }
  return {
    hash: async (password) => {
      const salt = randomBytes(saltBytes)
      const hash = await inTurn(() => digest(password, { ...cost, salt }))
      return hash === 'overloaded' ? hash : phcText({ ...cost, salt, hash })
    },
    verify: async (password, text) => {
      const kept = text === undefined ? nobody : readPhc(text)
      const hash = await inTurn(() => digest(password, kept))
      if (hash === 'overloaded') return hash
      if (!timingSafeEqual(hash, kept.hash) || kept === nobody) return 'differs'
      return isWeaker(kept, cost) ? 'matches-outdated' : 'matches'
    },
  }
}

const digest = (password: string, { salt, memoryKibibytes, passes, lanes }: Omit<Kept, 'hash'>) =>
  new Promise<Buffer>((resolve, reject) =>
    argon2(
      'argon2id',
      {
        // One way to type a letter must not differ from another.
        message: password.normalize('NFKC'),
        nonce: salt,
        memory: memoryKibibytes,
        passes,
        parallelism: lanes,
        tagLength: hashBytes,
      },
      (error, hash) => (error ? reject(error) : resolve(hash)),
    ),
  )

const isWeaker = (kept: PasswordCost, cost: PasswordCost): boolean =>
  kept.memoryKibibytes < cost.memoryKibibytes || kept.passes < cost.passes

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')

const phcText = ({ memoryKibibytes, passes, lanes, salt, hash }: Kept): PasswordHash =>
  `$argon2id$v=19$m=${memoryKibibytes},t=${passes},p=${lanes}$${unpadded(salt)}$${unpadded(hash)}`

const phcPattern =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{43})$/

const readPhc = (text: PasswordHash): Kept => {
  const [, memory, passes, lanes, salt, hash] = phcPattern.exec(text) ?? []
  if (!salt || !hash) throw new Error('a kept password is no argon2id hash')
  const memoryKibibytes = Number(memory)
  if (memoryKibibytes > memoryKibibytesMax) throw new Error('a kept password asks for too much')
  return {
    memoryKibibytes,
    passes: Number(passes),
    lanes: Number(lanes),
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  }
}

const turns = (concurrencyMax: number, queueMax: number) => {
  let running = 0
  const waiting: (() => void)[] = []
  return async <Result>(work: () => Promise<Result>): Promise<Result | 'overloaded'> => {
    if (running >= concurrencyMax) {
      if (waiting.length >= queueMax) return 'overloaded'
      // The place is handed over by whoever leaves, so that nobody slips in between.
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else running++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
