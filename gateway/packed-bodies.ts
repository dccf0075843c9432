import type { FastifyInstance } from 'fastify'
import { problem } from './problem.ts'

/** A body that came packed (`Content-Encoding: gzip`): what it unpacks to has no limit that could be known before. */
export class PackedBody extends Error {
  override readonly name = 'PackedBody'
}

export const packedBody = problem('unsupported-media-type', {
  fields: [{ field: 'header/content-encoding', reason: 'is not taken; send the body as it is' }],
  headers: { 'accept-encoding': 'identity' },
})

/** Otherwise its sender would be told that it is no JSON, or no XML. */
export const refusePackedBodies = (app: FastifyInstance): void => {
  app.addHook('preParsing', (request, _reply, payload, done) => {
    const encoding = request.headers['content-encoding']
    const isPacked = encoding !== undefined && !/^\s*(identity)?\s*$/i.test(encoding)
    done(isPacked ? new PackedBody() : null, payload)
  })
}
