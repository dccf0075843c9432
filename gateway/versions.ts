import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  apiVersions,
  currentApiVersion,
  isApiVersion,
  servedMonthsMin,
  type ApiVersion,
  type RouteChange,
  type VersionedRequest,
} from '../kernel/api-version.ts'
import type { Json } from '../kernel/json.ts'
import type { Problem, Reply } from '../kernel/reply.ts'
import type { ExchangeRoute, Route } from '../kernel/route.ts'
import { invalidField } from './problem.ts'

export const versionHeader = 'millrace-version'

/** The version that a request speaks: its header's, else that of its API key, else the newest. */
export const versionOf = ({ headers, caller }: FastifyRequest): ApiVersion | Problem => {
  const asked = headers[versionHeader] ?? caller?.apiVersion
  if (asked === undefined) return currentApiVersion
  return typeof asked === 'string' && isApiVersion(asked)
    ? asked
    : invalidField(`header/${versionHeader}`, `must be one of ${apiVersions.join(', ')}`)
}

/** What has changed in a route since a version, oldest first. */
const changesSince = (
  { changes = [] }: Pick<ExchangeRoute, 'changes'>,
  version: ApiVersion,
): readonly RouteChange[] =>
  [...changes]
    .filter((change) => change.version > version)
    .sort((one, other) => (one.version < other.version ? -1 : 1))

/** Turns a request of an earlier version into one of the newest, before it is checked. */
export const upgradeRequest = (
  route: ExchangeRoute,
  version: ApiVersion,
  request: FastifyRequest,
): void => {
  const changes = changesSince(route, version)
  if (changes.length === 0) return
  const asked: VersionedRequest = {
    query: request.query as Record<string, Json>,
    body: request.body as Json,
  }
  const upgraded = changes.reduce(
    (earlier, change) => change.upgradeRequest?.(earlier) ?? earlier,
    asked,
  )
  request.query = upgraded.query
  request.body = upgraded.body
}

/** An answer as the callers of a version know it. It is another text than the newest one, so it keeps no validator. */
export const downgradeReply = (
  route: ExchangeRoute,
  version: ApiVersion,
  reply: Reply,
): Reply | undefined => {
  const changes = changesSince(route, version).filter(({ downgradeAnswer }) => downgradeAnswer)
  if (changes.length === 0 || reply.status >= 300 || reply.body === undefined) return undefined
  const { status, headers } = reply
  const body = changes.reduceRight(
    (later, change) => change.downgradeAnswer?.(later) ?? later,
    reply.body,
  )
  return { status, body, ...(headers ? { headers } : {}) }
}

/** Says which version was spoken, and what will end. */
export const announceVersion = (route: Route, version: ApiVersion, reply: FastifyReply): void => {
  reply.header(versionHeader, version)
  const ending = route.deprecated ?? endingOf(version)
  if (!ending) return
  // RFC 9745 and RFC 8594.
  reply.header('deprecation', `@${Date.parse(ending.since) / 1_000}`)
  reply.header('sunset', new Date(ending.sunset).toUTCString())
  reply.header('link', '</docs>; rel="deprecation"')
}

/** A version is on its way out from the day on which there was a newer one. */
const endingOf = (version: ApiVersion): { since: string; sunset: string } | undefined => {
  const since = apiVersions[apiVersions.indexOf(version) + 1]
  if (since === undefined) return undefined
  const sunset = new Date(since)
  sunset.setUTCMonth(sunset.getUTCMonth() + servedMonthsMin)
  return { since, sunset: sunset.toISOString() }
}
