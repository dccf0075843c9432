import Type from 'typebox'
import { formatInstant } from '../../kernel/clock.ts'
import type { Json } from '../../kernel/json.ts'
import { route, type Route } from '../../kernel/route.ts'
import type { ViewPage } from '../../kernel/view.ts'
import { pageAsked, pageQuery, pageReply, shownText } from './api-pages.ts'
import { auditedEvents, auditView, type AuditRow } from './audit-view.ts'
import { AuditEntrySchema, pageOf } from './contract.ts'
import type { AccessTools } from './tools.ts'

const Query = Type.Object({
  ...pageQuery,
  actor: Type.Optional(Type.String({ maxLength: 100 })),
  subject: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]{1,128}$' })),
  kind: Type.Optional(Type.Unsafe<AuditRow['kind']>({ type: 'string', enum: [...auditedEvents] })),
  from: Type.Optional(Type.String({ format: 'date-time' })),
  to: Type.Optional(Type.String({ format: 'date-time' })),
})

interface Asked {
  readonly limit?: number
  readonly cursor?: string
  readonly actor?: string
  readonly subject?: string
  readonly kind?: AuditRow['kind']
  readonly from?: string
  readonly to?: string
}

/** Who saw or changed what, newest first. */
export const auditRoutes = (tools: AccessTools): readonly Route[] => [
  route<Record<string, never>, Asked>({
    method: 'GET',
    path: '/v1/audit',
    name: 'listAudit',
    summary: 'Who saw whose personal data, who was held or erased, and who changed accounts',
    tag: 'Audit',
    access: { roles: ['compliance', 'administrator'] },
    query: Query,
    replies: { 200: pageOf(AuditEntrySchema) },
    shows: tools.view(auditView),
    handle: ({ query }) => {
      const audit = tools.view(auditView)
      const sort = { field: 'at', direction: 'descending' } as const
      return pageReply(
        audit,
        () => audit.query({ filter: filterOf(query), sort, ...pageAsked(query) }),
        (page) => showEntries(tools, page),
      )
    },
  }),
]

const filterOf = ({ actor, subject, kind, from, to }: Asked) => ({
  ...(actor === undefined ? {} : { actor }),
  ...(subject === undefined ? {} : { subject }),
  ...(kind === undefined ? {} : { kind }),
  ...(from === undefined && to === undefined
    ? {}
    : {
        at: {
          ...(from === undefined ? {} : { from: Date.parse(from) }),
          ...(to === undefined ? {} : { to: Date.parse(to) }),
        },
      }),
})

const showEntries = async (
  { vault }: AccessTools,
  { rows }: ViewPage<AuditRow>,
): Promise<readonly Json[]> => {
  const reasons = await vault.open(rows.flatMap(({ row }) => row.reason ?? []))
  let next = 0
  return rows.map(({ key, row: { at, reason, ...row } }) => ({
    id: key,
    ...row,
    at: formatInstant(at),
    ...(reason === undefined ? {} : { reason: shownText(reasons[next++]) }),
  }))
}
