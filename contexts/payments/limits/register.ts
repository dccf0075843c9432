import type { Clock, Instant } from '../../../kernel/clock.ts'
import type { LogReader } from '../../../kernel/event-store.ts'
import type { Ids } from '../../../kernel/id.ts'
import type { Limited } from './count-use.ts'
import type { LimitEvent } from './events.ts'
import { limitStream } from './limited-subject.ts'
import { limitedSubjectsStream } from './set-limit.ts'
import type { LimitScope } from './contract.ts'
import type { LimitTerms, Subject } from './terms.ts'

/** Limits of everybody in a scope for whom nobody has set one in that currency. */
export interface DefaultLimit extends Omit<LimitTerms, 'limitId'> {
  readonly scope: LimitScope
}

/** Knows which subjects have limits, so that payments of all others cost nothing. */
export interface LimitRegister {
  readonly limitedAmong: (subjects: readonly Subject[]) => Promise<readonly Limited[]>
  /** Whether the settings limit everybody in it for whom nobody has set a limit. */
  readonly hasDefault: (scope: LimitScope, currency: string) => boolean
  /** After a limit was set here, so that the next payment meets it. */
  readonly refresh: () => Promise<void>
}

/** How long another process may not know that a subject has got its first limit. */
export const staleAfterMs = 1_000

const pageSize = 1_000

/**
 * Only whether a subject has limits is remembered here; what they are and what was used of them is decided on its
 * stream. So a change of a limit holds at once everywhere, and a subject's first limit within a second.
 */
export const limitRegister = (
  { log, clock, ids }: { readonly log: LogReader; readonly clock: Clock; readonly ids: Ids },
  defaults: readonly DefaultLimit[] = [],
): LimitRegister => {
  const limited = new Set<string>()
  let version = 0
  let readAt: Instant = -Infinity
  let reading: Promise<void> | undefined

  const read = async (): Promise<void> => {
    const at = clock.now()
    for (;;) {
      const page = await log.readStream(limitedSubjectsStream, version, pageSize)
      for (const { type, data } of page as readonly LimitEvent[])
        if (type === 'SubjectLimited') limited.add(limitStream(data))
        else if (type === 'SubjectUnlimited') limited.delete(limitStream(data))
      version += page.length
      if (page.length < pageSize) break
    }
    readAt = at
  }
  const refresh = (): Promise<void> => (reading ??= read().finally(() => (reading = undefined)))

  return {
    hasDefault: (scope, currency) =>
      defaults.some((one) => one.scope === scope && one.currency === currency),
    refresh: async () => {
      // One that is under way may have begun too early.
      await reading
      await refresh()
    },
    limitedAmong: async (subjects) => {
      if (clock.now() - readAt >= staleAfterMs) await refresh()
      return subjects.flatMap((subject): readonly Limited[] => {
        const own = defaults.filter(({ scope }) => scope === subject.scope)
        if (own.length === 0 && !limited.has(limitStream(subject))) return []
        return [{ ...subject, defaults: own.map((terms) => named(ids, subject, terms)) }]
      })
    },
  }
}

const named = (
  ids: Ids,
  { scope, subject }: Subject,
  { scope: _scope, ...terms }: DefaultLimit,
): LimitTerms => {
  const { currency, window } = terms
  const { per, zone = '', hours = 0 } = window
  const id = ids.derive('default-limit', scope, subject, currency, per, zone, String(hours))
  return { limitId: id, ...terms }
}
