import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Caller } from '../../kernel/role.ts'
import type { OpenStream } from '../live-connections.ts'

/**
 * Events from a worker, handed on as they come. Its heartbeat comes with them; when the worker goes, the stream ends,
 * and its reader resumes at another one.
 */
export const forwardedStream = (
  caller: Caller,
  response: ServerResponse,
  events: IncomingMessage,
  mayStay: () => Promise<boolean>,
): OpenStream => {
  const end = (): void => {
    events.destroy()
    if (!response.destroyed && !response.writableEnded) response.end()
  }
  events.on('error', end).on('close', end)
  response.on('error', end).once('close', end)
  events.pipe(response)
  return {
    caller,
    mayStay,
    end,
    beat: () => undefined,
    onClose: (listener) => void response.once('close', listener),
  }
}
