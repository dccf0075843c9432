import type { Route } from '../../kernel/route.ts'
import type { ContextRuntime } from '../context-runtime.ts'

/** Owns what is answered from the signed checkpoints, which relays keep. */
export const checkpointKeeper = 'signed-checkpoints'

/**
 * Whose processes answer a route, by its name: the context's that it belongs to. Undefined for those that any process
 * can answer from the database, and a gateway does.
 */
export const routeOwners = (
  runtimes: readonly Pick<ContextRuntime, 'context' | 'tools'>[],
): ((route: Pick<Route, 'name'>) => string | undefined) => {
  const owners = new Map([['verifyLog', checkpointKeeper]])
  for (const { context, tools } of runtimes)
    for (const { name } of context.routes?.(tools) ?? []) owners.set(name, context.name)
  return ({ name }) => owners.get(name)
}
