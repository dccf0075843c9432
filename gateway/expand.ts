import type { Json } from '../kernel/json.ts'
import { problemReply, type Reply } from '../kernel/reply.ts'
import { mayAct, type Caller } from '../kernel/role.ts'
import {
  expandedAtOnceMax,
  type ExchangeRoute,
  type Reference,
  type Route,
  type RouteRequest,
} from '../kernel/route.ts'
import { isSchema, type Schema } from './closed-schema.ts'
import { problem } from './problem.ts'

/** `payment.file`: how deep one answer may be put together. */
const levelsMax = 2

/** References that one request may ask for. */
const expandMax = 10

type Targets = ReadonlyMap<string, ExchangeRoute>
type Item = Record<string, Json>

/**
 * Routes with references, completed: each takes `?expand=`, describes what that adds, and adds it. Things of one
 * kind are shown in one go, whatever the number of items that name them.
 */
export const expandRoutes = (routes: readonly Route[]): readonly Route[] => {
  const targets = targetsOf(routes)
  return routes.map((route) =>
    route.kind === 'exchange' && pathsOf(route, targets).length > 0
      ? expanding(route, targets)
      : route,
  )
}

/** What is wrong with how routes name other things, one sentence each. */
export const expandDefects = (routes: readonly Route[]): readonly string[] => {
  const targets = targetsOf(routes)
  return routes.flatMap((route) => {
    if (route.kind !== 'exchange' || !route.expandable) return []
    const named = `${route.name} (${route.method} ${route.path})`
    if (route.method !== 'GET') return [`${named} changes something, so it expands nothing`]
    return Object.entries(route.expandable).flatMap(([name, { id, shownBy }]) => [
      ...(targets.has(shownBy)
        ? []
        : [`${named} expands ${name} by ${shownBy}, which shows no such things`]),
      ...(id in itemProperties(route)
        ? []
        : [`${named} expands ${name} by ${id}, which its answer does not have`]),
    ])
  })
}

const targetsOf = (routes: readonly Route[]): Targets =>
  new Map(
    routes.flatMap((route) =>
      route.kind === 'exchange' && route.showMany ? [[route.name, route]] : [],
    ),
  )

/** `file`, `payment`, `payment.file`, ... */
const pathsOf = (route: ExchangeRoute, targets: Targets, level = 1): readonly string[] =>
  Object.entries(route.expandable ?? {}).flatMap(([name, { shownBy }]) => {
    const target = targets.get(shownBy)
    if (!target) return []
    const deeper = level < levelsMax ? pathsOf(target, targets, level + 1) : []
    return [name, ...deeper.map((path) => `${name}.${path}`)]
  })

const expanding = (route: ExchangeRoute, targets: Targets): ExchangeRoute => {
  const handle = route.handle as unknown as (request: RouteRequest) => Promise<Reply>
  const success = route.replies[200]
  return {
    ...route,
    query: withProperties(asSchema(route.query), { expand: parameter(route, targets) }),
    replies: success
      ? { ...route.replies, 200: described(route, asSchema(success), targets) }
      : route.replies,
    handle: async (request: RouteRequest) => {
      const { expand, ...query } = request.query as Item & { expand?: readonly string[] }
      const reply = await handle({ ...request, query })
      if (!expand || reply.status !== 200) return reply
      return expandReply(reply, { route, targets, caller: request.caller }, expand)
    },
  }
}

const parameter = (route: ExchangeRoute, targets: Targets): Schema => ({
  type: 'array',
  items: { type: 'string', enum: pathsOf(route, targets) },
  maxItems: expandMax,
  'x-comma-separated': true,
  description: 'References to show in full beside their ids',
})

interface Expansion {
  readonly route: ExchangeRoute
  readonly targets: Targets
  readonly caller: Caller
}

/** The validator of an answer knows nothing of what it names, so an expanded one has none. */
const expandReply = async (
  { status, body, headers }: Reply,
  expansion: Expansion,
  paths: readonly string[],
): Promise<Reply> => {
  const isPage = isItem(body) && Array.isArray(body['items'])
  const items = (isPage ? (body['items'] as Json[]) : [body]).map((item) => ({ ...(item as Item) }))
  const refused = await expandItems(items, expansion, paths)
  if (refused) return refused
  const [single] = items
  return {
    status,
    body: isPage ? { ...body, items } : (single ?? null),
    ...(headers ? { headers } : {}),
  }
}

const isItem = (value: Json | undefined): value is Item =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Level by level, so that each kind of thing is asked for once. */
const expandItems = async (
  items: readonly Item[],
  { route, targets, caller }: Expansion,
  paths: readonly string[],
): Promise<Reply | undefined> => {
  const byName = Map.groupBy(paths, (path) => path.split('.')[0] ?? path)
  for (const [name, asked] of byName) {
    const reference = route.expandable?.[name]
    const target = reference && targets.get(reference.shownBy)
    if (!reference || !target) continue
    if (!mayCall(target, caller)) return forbidden(name, target)
    const shown = await showAll(target, idsOf(items, reference), caller)
    const deeper = asked.flatMap((path) => path.split('.').slice(1).join('.') || [])
    const things = [...shown.values()]
    const refused = await expandItems(things, { route: target, targets, caller }, deeper)
    if (refused) return refused
    for (const item of items) put(item, name, item[reference.id], shown)
  }
  return undefined
}

const mayCall = ({ access }: ExchangeRoute, caller: Caller): boolean =>
  !('roles' in access) || mayAct(caller, access.roles)

const forbidden = (name: string, { access }: ExchangeRoute): Reply =>
  problemReply(
    problem('forbidden', {
      detail: `To expand ${name} needs one of: ${'roles' in access ? access.roles.join(', ') : ''}`,
    }),
  )

const idsOf = (items: readonly Item[], { id }: Reference): readonly string[] => [
  ...new Set(
    items.map((item) => item[id]).filter((value): value is string => typeof value === 'string'),
  ),
]

const showAll = async (
  { showMany }: ExchangeRoute,
  ids: readonly string[],
  caller: Caller,
): Promise<ReadonlyMap<string, Item>> => {
  const shown = new Map<string, Item>()
  for (let from = 0; showMany && from < ids.length; from += expandedAtOnceMax)
    for (const [id, thing] of await showMany(ids.slice(from, from + expandedAtOnceMax), caller))
      // A copy: the same thing may be shown elsewhere, not expanded.
      shown.set(id, { ...(thing as Item) })
  return shown
}

/** Null says that there is no such thing (any more, or yet); an item that names none gets nothing. */
const put = (
  item: Item,
  name: string,
  id: Json | undefined,
  shown: ReadonlyMap<string, Item>,
): void => {
  if (typeof id === 'string') item[name] = shown.get(id) ?? null
}

// TypeBox schemas are JSON Schemas; their types say more than is needed here.
const asSchema = (schema: unknown): Schema => (isSchema(schema) ? schema : { type: 'object' })

const withProperties = (schema: Schema, added: Readonly<Record<string, Schema>>): Schema => {
  const { title, ...rest } = schema
  const properties = isSchema(schema['properties']) ? schema['properties'] : {}
  // With more in it, it is no longer what its title names.
  const renamed = typeof title === 'string' ? { title: `Expanded${title}` } : {}
  return { ...rest, ...renamed, properties: { ...properties, ...added } }
}

const itemProperties = ({ replies }: ExchangeRoute): Schema => {
  const item = itemSchema(asSchema(replies[200]))
  return isSchema(item['properties']) ? item['properties'] : {}
}

const itemSchema = (reply: Schema): Schema => {
  const properties = isSchema(reply['properties']) ? reply['properties'] : {}
  const items = isSchema(properties['items']) ? properties['items'] : undefined
  return items && isSchema(items['items']) ? items['items'] : reply
}

/** The shape of the answer with what can be expanded in it. */
const described = (route: ExchangeRoute, reply: Schema, targets: Targets, level = 1): Schema => {
  const added = Object.entries(route.expandable ?? {}).flatMap(([name, { shownBy }]) => {
    const target = targets.get(shownBy)
    if (!target) return []
    const own = asSchema(target.replies[200])
    const thing = level < levelsMax ? described(target, own, targets, level + 1) : own
    const description = `With \`expand=${name}\`; null where there is no such thing`
    return [[name, { anyOf: [thing, { type: 'null' }], description }] as const]
  })
  if (added.length === 0) return reply
  const item = withProperties(itemSchema(reply), Object.fromEntries(added))
  if (itemSchema(reply) === reply) return item
  const properties = reply['properties'] as Schema
  return withProperties(reply, { items: { ...(properties['items'] as Schema), items: item } })
}
