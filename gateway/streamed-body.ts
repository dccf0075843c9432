import type { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'

/** The same error as the framework gives for a body that is read whole. */
class BodyTooLarge extends Error {
  readonly code = 'FST_ERR_CTP_BODY_TOO_LARGE'
  constructor() {
    super('the body is too large')
    this.name = 'BodyTooLarge'
  }
}

/**
 * A body while it arrives. What its reader leaves unread is let go when the answer is sent: destroying it
 * would reset the connection under the answer.
 */
export async function* boundedBody(
  { headers }: Pick<FastifyRequest, 'headers'>,
  payload: Readable,
  bytesMax: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (Number(headers['content-length'] ?? 0) > bytesMax) throw new BodyTooLarge()
  let bytes = 0
  for await (const chunk of payload.iterator({ destroyOnReturn: false })) {
    const piece = chunk as Uint8Array
    bytes += piece.length
    if (bytes > bytesMax) throw new BodyTooLarge()
    yield piece
  }
}
