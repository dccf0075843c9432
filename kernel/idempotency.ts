import type { HandleCommand } from './handle-command.ts'
import type { Uuid } from './id.ts'

/**
 * Wraps a handler so that a repetition which arrives while the first is still under way is told so at once.
 * Everything else about repetitions is the log's: it claims the command's id in the same transaction
 * as the effect, over all processes.
 */
export const withIdempotency = (handle: HandleCommand): HandleCommand => {
  const inFlight = new Set<Uuid>()
  return async (definition, command, envelope) => {
    if (inFlight.has(envelope.commandId)) return { kind: 'failed', reason: 'in-flight' }
    inFlight.add(envelope.commandId)
    try {
      return await handle(definition, command, envelope)
    } finally {
      inFlight.delete(envelope.commandId)
    }
  }
}
