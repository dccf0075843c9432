import type { Context } from '../kernel/context.ts'

/** What of a context is found again by its name: in the database, or among processes. */
export type Named = Pick<Context, 'name' | 'views' | 'policies' | 'schedules'> & {
  readonly outsideCalls?: readonly { readonly name: string }[]
}

/**
 * Throws where two of a kind have one name. They would share a table, a checkpoint or timers, and take turns at owning
 * the work: what one has looked at, the other never sees.
 */
export const refuseSharedNames = (context: Named): void => {
  const { name: log, views, policies = [], schedules = [], outsideCalls = [] } = context
  const kinds = { view: views, policy: policies, schedule: schedules, 'outside call': outsideCalls }
  for (const [kind, those] of Object.entries(kinds)) {
    const shared = sharedIn(those)
    if (shared !== undefined)
      throw new Error(`${log} has more than one ${kind} of the name ${shared}`)
  }
}

/** Throws where two contexts have one name, and would write into one log. */
export const refuseSharedLogs = (contexts: readonly Pick<Context, 'name'>[]): void => {
  const shared = sharedIn(contexts)
  if (shared !== undefined) throw new Error(`more than one context has the name ${shared}`)
}

const sharedIn = (those: readonly { readonly name: string }[]): string | undefined =>
  those.find(({ name }, index) => those.findIndex((other) => other.name === name) !== index)?.name
