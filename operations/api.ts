import Type, { type Static } from 'typebox'
import type { Json } from '../kernel/json.ts'
import { ok, problemReply, type Reply } from '../kernel/reply.ts'
import { route, type Route } from '../kernel/route.ts'
import type { Role } from '../kernel/role.ts'

const Rebuild = Type.Object({
  state: Type.String({ description: 'running, paused, done, cancelled or failed' }),
  reason: Type.Optional(Type.String()),
  position: Type.Integer(),
  target: Type.Integer(),
  ratePerSecond: Type.Integer(),
  secondsLeft: Type.Optional(Type.Integer()),
  report: Type.Optional(Type.Unknown()),
})

const ViewStatus = Type.Object({
  context: Type.String(),
  name: Type.String(),
  version: Type.Integer(),
  state: Type.String({ description: 'live, building or stopped' }),
  reason: Type.Optional(
    Type.String({ description: 'The event that a stopped view cannot get past' }),
  ),
  position: Type.Integer({ description: 'How far the view has come in its log' }),
  head: Type.Integer({ description: "The log's last position" }),
  rebuild: Type.Optional(Rebuild),
})

const LogStatus = Type.Object({
  name: Type.String(),
  position: Type.Integer({ description: 'Events in the log' }),
  hash: Type.String({ description: 'Hash of the last batch, hexadecimal' }),
  queueLength: Type.Integer({ description: 'Commands that wait for their batch' }),
})

const Consumer = Type.Object({
  name: Type.String({ description: 'What it is, and whose: `policy/payments/...`' }),
  state: Type.String({ description: 'starting, running, standby, retrying or stopped' }),
  reason: Type.Optional(Type.String()),
})

const Relay = Type.Object({
  context: Type.String(),
  position: Type.Integer({ description: 'How far the log was published' }),
  head: Type.Integer({ description: "The log's last position; what lies between is to be sent" }),
  state: Type.String({ description: 'As of a consumer; missing where no process runs it' }),
  reason: Type.Optional(Type.String()),
})

const Process = Type.Object({
  processId: Type.String({ format: 'uuid' }),
  role: Type.String({ description: 'everything, gateway, worker or relay' }),
  contexts: Type.Array(Type.String(), { description: 'What it works on' }),
  version: Type.String(),
  state: Type.String({
    description: 'running, stopping, or silent: it went without a word, and is taken for dead',
  }),
  startedAt: Type.String({ format: 'date-time' }),
  seenAt: Type.String({ format: 'date-time', description: 'When it last told of itself' }),
})

const Processes = Type.Object({
  items: Type.Array(Process),
  warnings: Type.Array(Type.String(), { description: 'What should run, and does not' }),
})

const Verdict = Type.Object({
  log: Type.String(),
  position: Type.Integer(),
  hash: Type.String(),
  checkpoints: Type.Integer({ description: 'Signed checkpoints that it was held against' }),
  problems: Type.Array(Type.Object({ position: Type.Integer(), what: Type.String() })),
})

/** A view, as an operator handles it. Each act says whether there was anything to do. */
export interface OperatedView {
  status(): Promise<Static<typeof ViewStatus>>
  requestRebuild(): Promise<boolean>
  pauseRebuild(): Promise<boolean>
  resumeRebuild(): Promise<boolean>
  cancelRebuild(): Promise<boolean>
}

/** What the operations pages show and move. */
export interface Operated {
  /** By `<context>/<view>`. */
  readonly views: ReadonlyMap<string, OperatedView>
  readonly logs: () => Promise<readonly Static<typeof LogStatus>[]>
  /** Undefined for a log that there is not. Reads all of it. */
  readonly verify: (log: string) => Promise<Static<typeof Verdict> | undefined>
  readonly consumers: () => Promise<readonly Static<typeof Consumer>[]>
  readonly processes: () => Promise<Static<typeof Processes>>
  readonly relays: () => Promise<readonly Static<typeof Relay>[]>
}

const watching: readonly Role[] = [
  'viewer',
  'operator',
  'approver',
  'compliance',
  'administrator',
  'service',
]
const operating: readonly Role[] = ['operator', 'administrator']
const list = <Item extends Type.TSchema>(item: Item) => ({
  200: Type.Object({ items: Type.Array(item) }),
})
const tag = 'Operations'

/** Logs, views and background work: what there is, how far it has come, and what an operator may do about it. */
export const operationsRoutes = (operated: Operated): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/logs',
    name: 'listLogs',
    summary: 'The logs, how far they reach, and the hash that they end with',
    tag,
    access: { roles: watching },
    replies: list(LogStatus),
    handle: async () => ok({ items: (await operated.logs()) as Json }),
  }),
  route<{ log: string }>({
    method: 'POST',
    path: '/v1/logs/:log/verify',
    name: 'verifyLog',
    summary: 'Recompute a log and hold it against its signed checkpoints',
    description: 'Reads the whole log: about a second for each half million events.',
    tag,
    access: { roles: ['compliance', 'administrator'] },
    budget: 'expensive',
    params: Type.Object({ log: Type.String({ maxLength: 40 }) }),
    replies: { 200: Verdict },
    refusals: { 'log-unknown': 404 },
    withoutIdempotencyKey: 'it changes nothing',
    handle: async ({ params }) => {
      const verdict = await operated.verify(params.log)
      return verdict ? ok(verdict) : unknown('log-unknown', 'There is no such log')
    },
  }),
  route({
    method: 'GET',
    path: '/v1/consumers',
    name: 'listConsumers',
    summary: 'Policies, timers, outside calls and relays, and how each is doing',
    tag,
    access: { roles: watching },
    replies: list(Consumer),
    handle: async () => ok({ items: (await operated.consumers()) as Json }),
  }),
  processesRoute(operated),
  route({
    method: 'GET',
    path: '/v1/relays',
    name: 'listRelays',
    summary: 'How far each context was published to the message bus',
    tag,
    access: { roles: watching },
    replies: list(Relay),
    handle: async () => ok({ items: (await operated.relays()) as Json }),
  }),
  route({
    method: 'GET',
    path: '/v1/views',
    name: 'listViews',
    summary: 'The views, how far each has come, and the rebuilds that are under way',
    tag,
    access: { roles: watching },
    replies: list(ViewStatus),
    handle: async () =>
      ok({
        items: (await Promise.all(
          [...operated.views.values()].map((view) => view.status()),
        )) as Json,
      }),
  }),
  rebuildRoute(operated, 'rebuild', 'Build a view anew beside the live one, and swap', (view) =>
    view.requestRebuild(),
  ),
  rebuildRoute(operated, 'pause', 'Pause the rebuild of a view', (view) => view.pauseRebuild()),
  rebuildRoute(operated, 'resume', 'Resume the paused rebuild of a view', (view) =>
    view.resumeRebuild(),
  ),
  rebuildRoute(operated, 'cancel', 'Cancel the rebuild of a view; the live one stays', (view) =>
    view.cancelRebuild(),
  ),
]

const processesRoute = (operated: Pick<Operated, 'processes'>): Route =>
  route({
    method: 'GET',
    path: '/v1/processes',
    name: 'listProcesses',
    summary: 'The processes of this installation, and what none of them does',
    description: 'One that was not stopped and has gone is shown for ten minutes.',
    tag,
    access: { roles: watching },
    replies: { 200: Processes },
    handle: async () => ok(await operated.processes()),
  })

const rebuildRoute = (
  { views }: Operated,
  act: 'rebuild' | 'pause' | 'resume' | 'cancel',
  summary: string,
  perform: (view: OperatedView) => Promise<boolean>,
): Route =>
  route<{ context: string; view: string }>({
    method: 'POST',
    path: `/v1/views/:context/:view/${act}`,
    name: act === 'rebuild' ? 'rebuildView' : `${act}ViewRebuild`,
    summary,
    tag,
    access: { roles: operating },
    budget: 'expensive',
    params: Type.Object({
      context: Type.String({ maxLength: 40 }),
      view: Type.String({ maxLength: 60 }),
    }),
    replies: { 202: ViewStatus },
    refusals: { 'view-unknown': 404, 'nothing-to-do': 409 },
    withoutIdempotencyKey: 'asking twice does nothing more',
    handle: async ({ params }) => {
      const view = views.get(`${params.context}/${params.view}`)
      if (!view) return unknown('view-unknown', 'There is no such view')
      if (await perform(view)) return { status: 202, body: (await view.status()) as Json }
      return problemReply({
        slug: 'nothing-to-do',
        status: 409,
        title: `There is nothing to ${act}`,
      })
    },
  })

const unknown = (slug: string, title: string): Reply => problemReply({ slug, status: 404, title })
