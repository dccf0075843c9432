import { BoundedMap } from '../../../kernel/bounded-map.ts'
import type { LogReader } from '../../../kernel/event-store.ts'
import { isStandingAccount } from './account-id.ts'
import { accountStream } from './account.ts'
import type { OpenAccounts } from './commands.ts'
import type { AccountEvent } from './events.ts'

const knownMax = 100_000

type Known = readonly string[] | 'all' | 'guarded'

/** Which of these accounts are open, so that a command need not read them. */
export type FindOpenAccounts = (accountIds: Iterable<string>) => Promise<OpenAccounts>

/**
 * Kind and currencies stand in an account's first event and never change, so what was seen once is remembered. An
 * account that nobody has seen is left out, and then decided on: it may have been opened a moment ago.
 */
export const openAccountsIn = (log: LogReader): FindOpenAccounts => {
  const known = new BoundedMap<string, Known>(knownMax)

  const look = async (accountId: string): Promise<Known | undefined> => {
    if (isStandingAccount(accountId)) return 'all'
    const [first] = await log.readStream(accountStream(accountId), 0, 1)
    if (!first) return undefined
    const { type, data } = first as unknown as AccountEvent
    if (type !== 'AccountOpened') throw new Error(`account ${accountId} begins with ${type}`)
    const found = data.kind === 'guarded' ? 'guarded' : data.currencies
    known.set(accountId, found)
    return found
  }

  return async (accountIds) => {
    const open: Record<string, readonly string[] | 'all'> = {}
    const note = (accountId: string, found: Known | undefined) => {
      if (found !== undefined && found !== 'guarded') open[accountId] = found
    }
    const unseen: string[] = []
    for (const accountId of new Set(accountIds)) {
      const seen = known.get(accountId)
      if (seen === undefined) unseen.push(accountId)
      else note(accountId, seen)
    }
    if (unseen.length > 0)
      await Promise.all(unseen.map(async (accountId) => note(accountId, await look(accountId))))
    return open
  }
}
