import type { Json } from './json.ts'

/**
 * The versions of the API that are served, oldest first; each is the day on which it came. A change that could
 * break a caller makes a new one; whatever only adds does not (docs/api-versions.md).
 */
export const apiVersions = ['2026-11-14', '2026-11-21'] as const

export type ApiVersion = (typeof apiVersions)[number]

export const currentApiVersion: ApiVersion = '2026-11-21'

/** How long a version is served at least once there is a newer one. */
export const servedMonthsMin = 24

export const isApiVersion = (text: string): text is ApiVersion =>
  (apiVersions as readonly string[]).includes(text)

/** A request as it came, not checked yet. */
export interface VersionedRequest {
  readonly query: Readonly<Record<string, Json>>
  readonly body: Json
}

/** What became different in one route: how callers of the version before go on as they were. Both are pure. */
export interface RouteChange {
  /** The version that brought it. */
  readonly version: ApiVersion
  /** A sentence for docs/api-versions.md. */
  readonly what: string
  /** Makes a request of this version out of one of the version before. What it does not know it leaves. */
  readonly upgradeRequest?: (request: VersionedRequest) => VersionedRequest
  /** Makes an answer of the version before out of one of this version. */
  readonly downgradeAnswer?: (body: Json) => Json
}

/** A parameter that has another name now, its value as it was. */
export const renamed = (
  query: Readonly<Record<string, Json>>,
  from: string,
  to: string,
): Readonly<Record<string, Json>> => {
  if (!Object.hasOwn(query, from)) return query
  const { [from]: value, ...rest } = query
  return value === undefined ? rest : { ...rest, [to]: value }
}

/** A route that callers should leave. */
export interface Deprecation {
  /** Days, `2026-11-21`. From `sunset` on it may be gone. */
  readonly since: string
  readonly sunset: string
  /** What to call in its place, in words. */
  readonly instead: string
}
