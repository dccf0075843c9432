import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'

/** Where a request comes from: as the trusted proxies in front say, or else the other end of the connection. */
export const addressOf = ({ ip, socket }: FastifyRequest): string =>
  // A proxy hands on what it was told itself, which need not be an address at all.
  isIP(ip) === 0 ? (socket.remoteAddress ?? '') : ip
