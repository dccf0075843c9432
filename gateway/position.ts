import { readPositionToken } from '../kernel/position-token.ts'
import type { Problem } from '../kernel/reply.ts'
import type { Position } from '../kernel/message.ts'
import type { ViewReader } from '../kernel/view.ts'
import { invalidField, problem } from './problem.ts'

/** The query parameter by which a read asks for what has been written before it. */
export const afterParameter = {
  type: 'string',
  maxLength: 60,
  description: 'A position token of an earlier answer: waits until it can be seen here.',
}

/** Reads a token of this view's log; undefined for any other text. */
export const positionIn = (view: ViewReader, token: string): Position | undefined => {
  const read = readPositionToken(token)
  return read?.log === view.log ? read.position : undefined
}

/** Waits until the view shows the position. The problem if that takes too long, or the token is no token. */
export const waitForPosition = async (
  view: ViewReader,
  token: string,
  timeoutMs: number,
): Promise<Problem | undefined> => {
  const position = positionIn(view, token)
  if (position === undefined) return invalidField('query/after', 'is not a position of this log')
  return (await view.waitFor(position, timeoutMs))
    ? undefined
    : problem('not-yet-visible', { headers: { 'retry-after': '1' } })
}
