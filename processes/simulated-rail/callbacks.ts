import { setTimeout as sleep } from 'node:timers/promises'
import type { RailCallback, RailChange, RailState } from '../../contexts/payments/ports.ts'
import { sign, signatureHeader } from '../../adapters/rails/simulated/signature.ts'
import { lastChange, type Change, type Entry, type News } from './books.ts'
import { reasonFor } from './plan.ts'
import { callbackPoster, type CallbackRequest } from './post-callback.ts'
import { Slots } from '../running/slots.ts'

export interface CallbackLimits {
  readonly attemptsMax: number
  /** Doubled after each attempt, up to `backoffMaxMs`. */
  readonly backoffMs: number
  readonly backoffMaxMs: number
  readonly attemptTimeoutMs: number
  readonly underWayMax: number
}

export const callbackLimits: CallbackLimits = {
  attemptsMax: 12,
  backoffMs: 100,
  backoffMaxMs: 10_000,
  attemptTimeoutMs: 5_000,
  underWayMax: 32,
}

export interface Callbacks {
  /** Tells whatever of this submission is not told yet. Returns at once. */
  tell(entry: Entry): void
  setUrl(url: string): void
  close(): void
}

/**
 * Sends each change to the receiver until it answers 2xx, bounded. The changes of one submission
 * go one after the other, in order unless its plan says otherwise.
 */
export const startCallbacks = (options: {
  readonly secret: string
  readonly url: string | undefined
  /** Of a receiver that speaks TLS (PEM). */
  readonly certificateFile?: string | undefined
  readonly limits: CallbackLimits
  /** Called when the receiver has confirmed a change. */
  readonly onTold: (entry: Entry, sequence: number) => Promise<void>
}): Callbacks => {
  const { secret, limits, onTold } = options
  let url = options.url
  const stop = new AbortController()
  const busy = new Set<string>()
  // Given up in this process only: the next start tries again.
  const givenUp = new WeakMap<Entry, Set<number>>()
  const slots = new Slots(limits.underWayMax)
  const poster = callbackPoster(options.certificateFile)

  const send = async (body: string, key: string): Promise<boolean> => {
    try {
      await slots.take(stop.signal)
    } catch {
      return false
    }
    try {
      return (
        url !== undefined && !stop.signal.aborted && (await poster.post(signed(url, body, key)))
      )
    } catch {
      return false
    } finally {
      slots.free()
    }
  }
  const signed = (to: string, body: string, key: string): CallbackRequest => ({
    url: to,
    body,
    headers: {
      'content-type': 'application/json',
      [signatureHeader]: sign(body, key, Date.now()),
    },
    timeoutMs: limits.attemptTimeoutMs,
  })

  const sendUntilConfirmed = async (body: string): Promise<boolean> => {
    for (let attempt = 1; ; attempt++) {
      if (await send(body, secret)) return true
      if (attempt >= limits.attemptsMax || stop.signal.aborted) return false
      await sleep(Math.min(limits.backoffMs * 2 ** (attempt - 1), limits.backoffMaxMs), undefined, {
        signal: stop.signal,
      }).catch(() => undefined)
    }
  }

  const tellOne = async (entry: Entry, change: Change | News): Promise<void> => {
    const { twice, forged } = entry.plan.callbacks
    if (forged && 'state' in change)
      await send(JSON.stringify(opposite(callbackOf(entry, change))), `not ${secret}`)
    const body = JSON.stringify(
      'state' in change ? callbackOf(entry, change) : newsOf(entry, change),
    )
    if (!(await sendUntilConfirmed(body))) {
      givenUp.set(entry, (givenUp.get(entry) ?? new Set()).add(change.sequence))
      return
    }
    if (twice) await send(body, secret)
    await onTold(entry, change.sequence)
  }

  const tellAll = async (entry: Entry): Promise<void> => {
    if (busy.has(entry.submissionId)) return
    busy.add(entry.submissionId)
    try {
      while (url !== undefined && !stop.signal.aborted) {
        const change = nextToTell(entry, givenUp.get(entry))
        if (!change) return
        await tellOne(entry, change)
      }
    } finally {
      busy.delete(entry.submissionId)
    }
  }

  return {
    tell: (entry) => void tellAll(entry),
    setUrl: (given) => {
      url = given
    },
    close: () => {
      stop.abort()
      poster.close()
    },
  }
}

const nextToTell = (
  entry: Entry,
  givenUp: ReadonlySet<number> | undefined,
): Change | News | undefined => {
  const { lost, reordered } = entry.plan.callbacks
  if (lost) return undefined
  const isLeft = ({ sequence }: Change | News) =>
    !entry.told.has(sequence) && !givenUp?.has(sequence)
  const left = entry.changes.filter(isLeft)
  if (left.length === 0) return entry.news.find(isLeft)
  if (!reordered) return left[0]
  // Held until there is a later change to send before it.
  const moreToCome =
    lastChange(entry).state === 'pending' && entry.plan.ending.kind !== 'pending-forever'
  return moreToCome ? undefined : left.at(-1)
}

/** The id is derived, so that a delivery after a restart is recognised as the same. */
export const callbackOf = (entry: Entry, { sequence, state, code, atMs }: Change): RailChange => ({
  eventId: `${entry.railReference}:${sequence}`,
  submissionId: entry.submissionId,
  railReference: entry.railReference,
  sequence,
  state,
  ...(code === undefined ? {} : { code, reason: reasonFor(code) }),
  at: new Date(atMs).toISOString(),
})

/** How long the payee may answer a dispute. */
const disputeResponseMs = 14 * 86_400_000

const newsOf = (entry: Entry, { sequence, what, atMs }: News): RailCallback => {
  const { submissionId, railReference, amount, news } = entry
  const told = {
    eventId: `${railReference}:${sequence}`,
    submissionId,
    railReference,
    at: new Date(atMs).toISOString(),
  }
  if (what === 'acknowledged' || what === 'confirmed') return { ...told, notice: what }
  const openedAtMs = news.find((one) => one.what === 'opened')?.atMs ?? atMs
  return {
    ...told,
    dispute: what,
    disputeReference: `${railReference}-D1`,
    amount,
    reasonCode: '4853',
    responseDue: new Date(openedAtMs + disputeResponseMs).toISOString(),
  }
}

const opposites: Readonly<Record<RailState, RailState>> = {
  pending: 'settled',
  settled: 'rejected',
  rejected: 'settled',
  cancelled: 'settled',
  returned: 'settled',
}

// It carries the true event's id: a receiver that notes ids before it checks signatures loses the truth.
const opposite = (callback: RailChange): RailChange => ({
  ...callback,
  state: opposites[callback.state],
})
