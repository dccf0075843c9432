import { apiVersions } from '../kernel/api-version.ts'
import { roles } from '../kernel/role.ts'
import type { Route } from '../kernel/route.ts'
import { expandDefects } from './expand.ts'
import { pathParameters } from './route-schemas.ts'
import { isSchema } from './closed-schema.ts'

const hasText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== ''

/** What is wrong with how routes say who may call them, one sentence each; none for good routes. */
export const routesWithoutAccess = (routes: readonly Route[]): readonly string[] =>
  routes.flatMap((route) => {
    const defect = accessDefect(route)
    return defect ? [`${route.name} (${route.method} ${route.path}) ${defect}`] : []
  })

// Types forbid most of this; what reaches here may come from a plain object or a cast.
const accessDefect = (route: Route): string | undefined => {
  const access = route.access as Partial<Record<string, unknown>> | undefined
  if (!access) return 'does not say who may call it'
  if ('signed' in access)
    return hasText(access['signed']) ? undefined : 'does not say what is signed'
  if ('open' in access)
    return hasText(access['open']) ? undefined : 'is open to anybody without a reason'
  const named: unknown = access['roles']
  if (!Array.isArray(named) || named.length === 0) return 'does not say who may call it'
  const unknown = named.filter((role) => !(roles as readonly unknown[]).includes(role))
  return unknown.length > 0 ? `names roles that do not exist: ${unknown.join(', ')}` : undefined
}

const shapeDefects = (route: Route): readonly string[] => {
  const inPath = pathParameters(route.path)
  const declared = isSchema(route.params) ? Object.keys(route.params['properties'] ?? {}) : inPath
  const named = `${route.name} (${route.method} ${route.path})`
  const found: string[] = []
  if (!/^[a-z][A-Za-z0-9]*$/.test(route.name)) found.push(`${named} needs a name like listPayments`)
  if ([...inPath].sort().join() !== [...declared].sort().join())
    found.push(`${named} describes other parameters than its path has`)
  if (route.kind === 'exchange') {
    if (route.stepUp && !('roles' in (route.access ?? {})))
      found.push(`${named} asks for a fresh proof of nobody in particular`)
    if (Object.keys(route.replies).length === 0)
      found.push(`${named} describes no successful answer`)
    if (route.method === 'GET' && route.body) found.push(`${named} reads, so it takes no body`)
    if (hasSignature(route) && !(route.body && 'mediaTypes' in route.body))
      found.push(`${named} checks a signature, so it must take its body raw (mediaTypes)`)
    if (route.changes?.some(({ version }) => version === apiVersions[0]))
      found.push(`${named} has changed in the first version, before which there was none`)
    if (route.withoutIdempotencyKey !== undefined && !hasText(route.withoutIdempotencyKey))
      found.push(`${named} does not say why it needs no Idempotency-Key`)
  }
  return found
}

const hasSignature = ({ access }: Route): boolean => Boolean(access) && 'signed' in access

const repeated = (texts: readonly string[], what: string): readonly string[] => [
  ...new Set(
    texts
      .filter((text, index) => texts.indexOf(text) !== index)
      .map((text) => `${what} ${text} is there twice`),
  ),
]

/** Everything that makes these routes unfit to be mounted; a gateway does not start with any of it. */
export const routeDefects = (routes: readonly Route[]): readonly string[] => [
  ...routesWithoutAccess(routes),
  ...routes.flatMap(shapeDefects),
  ...expandDefects(routes),
  ...repeated(
    routes.map(({ name }) => name),
    'the name',
  ),
  ...repeated(
    routes.map(({ method, path }) => `${method} ${path}`),
    'the route',
  ),
]
