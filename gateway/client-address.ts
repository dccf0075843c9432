import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'

/**
 * Where a request comes from: as the gateway says that let it in, or the trusted proxies in front, or else the other end
 * of the connection.
 */
export const addressOf = ({ admittedFrom, ip, socket }: FastifyRequest): string =>
  // A proxy hands on what it was told itself, which need not be an address at all.
  admittedFrom ?? (isIP(ip) === 0 ? (socket.remoteAddress ?? '') : ip)
