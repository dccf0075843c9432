import type { FastifyRequest } from 'fastify'
import type { Problem } from '../kernel/reply.ts'
import { addressOf } from './client-address.ts'

/** Somebody was told that they may not. */
export interface Refused {
  /** Undefined where nobody is known. */
  readonly actor?: string
  /** The route's name. */
  readonly route: string
  /** The problem's slug. */
  readonly problem: Problem['slug']
  /** Whence the request came: an IP address. */
  readonly address: string
}

/** Is told of each refusal, and returns at once. */
export type OnRefused = (refused: Refused) => void

export const refusalOf = (request: FastifyRequest, problem: string): Refused => {
  const actor = request.caller?.actor ?? request.refusedActor
  return {
    route: request.routeName,
    problem,
    address: addressOf(request),
    ...(actor === undefined ? {} : { actor }),
  }
}

/** The slug of an answer with which a route refused somebody; undefined for every other answer. */
export const refusedBy = ({
  status,
  body,
}: {
  readonly status: number
  readonly body?: unknown
}): string | undefined => {
  if (status !== 401 && status !== 403) return undefined
  const type = typeof body === 'object' && body !== null && 'type' in body ? body.type : undefined
  return typeof type === 'string' ? type.split('/').at(-1) : undefined
}
