import type { HandleCommand, Outcome } from './handle-command.ts'
import type { Ids } from './id.ts'

/** What a tracer is told when a command has been handled. */
export interface CommandSpan {
  readonly command: string
  readonly traceparent: string
  readonly outcome: Outcome | { readonly kind: 'error'; readonly error: unknown }
}

export interface Tracer {
  /** Called when work begins; the function that it returns, when it has ended. */
  begin(command: string, traceparent: string): (end: CommandSpan['outcome']) => void
}

/** A trace of its own for what nobody asked for over the wire. */
export const newTraceparent = (ids: Ids): string =>
  `00-${ids.spanId()}${ids.spanId()}-${ids.spanId()}-01`

// A trace of nothing but zeros is none.
const traceparentPattern = /^00-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/

/** The same trace, one span further in; a malformed header starts a new trace. */
export const childTraceparent = (parent: string | undefined, ids: Ids): string =>
  parent !== undefined && traceparentPattern.test(parent)
    ? `${parent.slice(0, 36)}${ids.spanId()}${parent.slice(52)}`
    : newTraceparent(ids)

/** Wraps a handler so that each command is a span of its own, carried into the events that it causes. */
export const withTracing =
  (handle: HandleCommand, tracer: Tracer, ids: Ids): HandleCommand =>
  async (definition, command, envelope) => {
    const traceparent = childTraceparent(envelope.traceparent, ids)
    const end = tracer.begin(definition.type, traceparent)
    try {
      const outcome = await handle(definition, command, { ...envelope, traceparent })
      end(outcome)
      return outcome
    } catch (error) {
      end({ kind: 'error', error })
      throw error
    }
  }
