import type { Instant } from '../../kernel/clock.ts'
import type { ContextTools } from '../../kernel/context.ts'
import { recordRequestsRefused } from './audit-commands.ts'
import { userSubject } from './commands.ts'
import { ownEnvelope } from './tools.ts'

/** Somebody was told that they may not. */
export interface Refused {
  /** Undefined or `anonymous` where nobody is known. */
  readonly actor?: string
  readonly route: string
  readonly problem: string
  /** An IP address. */
  readonly address: string
}

export interface RefusedRequests {
  /** Returns at once. */
  readonly note: (refused: Refused) => void
  /** Writes down what was only counted so far and is due; called now and then, and with `all` at the end. */
  readonly settle: (all?: boolean) => Promise<void>
}

/** The same refusal of the same source is written down this often at most. */
export const recordEveryMs = 60_000
/** Different ones within that time; beyond it they are counted together, without who, where and whence. */
export const kindsMax = 200

interface Counted {
  readonly refused: Refused
  readonly isCounted: boolean
  recordedAt: Instant
  from: Instant
  times: number
}

type Tools = Pick<ContextTools, 'handle' | 'ids' | 'clock' | 'vault'>

/**
 * Refusals in the log: the first of each kind at once, later ones counted into one event a minute. However many
 * strangers try however much, a process writes at most `kindsMax` + 1 events a minute.
 */
export const refusedRequests = (tools: Tools): RefusedRequests => {
  const known = new Map<string, Counted>()
  const underWay = new Set<Promise<void>>()
  const countedOf = (refused: Refused): Counted => {
    const key = [refused.actor, refused.problem, refused.route, refused.address].join(' ')
    const found = known.get(key)
    if (found) return found
    const isFull = known.size >= kindsMax
    const place = isFull ? 'others' : key
    const entry = known.get(place) ?? {
      refused,
      isCounted: isFull,
      recordedAt: 0,
      from: 0,
      times: 0,
    }
    known.set(place, entry)
    return entry
  }
  const write = (entry: Counted, now: Instant): void => {
    const written = take(entry, now).finally(() => underWay.delete(written))
    underWay.add(written)
  }
  const take = async (entry: Counted, now: Instant): Promise<void> => {
    const { times, from, recordedAt } = entry
    Object.assign(entry, { times: 0, recordedAt: now })
    await record(tools, entry, times, from).catch(() => {
      // Counted into the next record, which is due at once.
      Object.assign(entry, { times: entry.times + times, from, recordedAt })
    })
  }
  return {
    note: (refused) => {
      const now = tools.clock.now()
      const entry = countedOf(refused)
      if (entry.times++ === 0) entry.from = now
      if (now >= entry.recordedAt + recordEveryMs) write(entry, now)
    },
    settle: async (all = false) => {
      const now = tools.clock.now()
      const due = [...known].filter(
        ([, { recordedAt }]) => all || now >= recordedAt + recordEveryMs,
      )
      for (const [key, entry] of due)
        if (entry.times > 0) write(entry, now)
        else known.delete(key)
      await Promise.all(underWay)
    },
  }
}

/** Whose address it is, where nobody is known: all strangers share a key, so that they make none. */
const strangers = 'strangers'

const record = async (
  tools: Tools,
  { refused: { actor, route, problem, address }, isCounted }: Counted,
  times: number,
  from: Instant,
): Promise<void> => {
  const userId = /^user:(.+)$/.exec(actor ?? '')?.[1]
  const subject = userId === undefined ? strangers : userSubject(userId)
  const [sealed] = await tools.vault.seal([{ subject, field: 'address', value: address }])
  if (!sealed) throw new Error('one value was sealed, and none came back')
  const by = actor === undefined || actor === 'anonymous' ? {} : { by: actor }
  const data = isCounted
    ? { problem: 'several', times, from }
    : { ...by, route, problem, address: sealed, times, from }
  const recordId = tools.ids.next()
  const outcome = await tools.handle(
    recordRequestsRefused,
    { type: 'RecordRequestsRefused', data: { recordId, ...data } },
    ownEnvelope(tools, 'system', recordId, { times, from }),
  )
  if (outcome.kind !== 'accepted') throw new Error('the refusals could not be written down')
}
