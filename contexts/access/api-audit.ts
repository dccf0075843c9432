import { renamed } from '../../kernel/api-version.ts'
import { formatInstant } from '../../kernel/clock.ts'
import type { Json } from '../../kernel/json.ts'
import { pageOf, pageReply } from '../../kernel/list-page.ts'
import { listGrammar, type ListAsked } from '../../kernel/list-query.ts'
import { liveRoute, route, type Route } from '../../kernel/route.ts'
import type { ViewRow } from '../../kernel/view.ts'
import { auditedEvents, auditView, type AuditRow } from './audit-view.ts'
import { AuditEntrySchema } from './contract.ts'
import { shownText } from './showing.ts'
import type { AccessTools } from './tools.ts'

const auditList = listGrammar(auditView, {
  filters: {
    actor: { maxLength: 100 },
    subject: { pattern: '^[A-Za-z0-9_-]{1,128}$' },
    kind: { enum: auditedEvents },
    at: { description: 'Happened at' },
  },
  sorts: ['at'],
  sort: '-at',
})

/** Who saw or changed what, the newest first unless asked otherwise. */
export const auditRoutes = (tools: AccessTools): readonly Route[] => [
  route<Record<string, never>, ListAsked>({
    method: 'GET',
    path: '/v1/audit',
    name: 'listAudit',
    summary:
      'Who signed in and who was refused, who saw whose personal data, who changed accounts and rights',
    tag: 'Audit',
    access: { roles: ['compliance', 'administrator'] },
    query: auditList.query,
    changes: [
      {
        version: '2026-11-21',
        what: '`from` and `to` became `at[gte]` and `at[lt]`.',
        upgradeRequest: ({ query, body }) => ({
          query: renamed(renamed(query, 'from', 'at[gte]'), 'to', 'at[lt]'),
          body,
        }),
      },
    ],
    replies: { 200: pageOf(AuditEntrySchema) },
    shows: tools.view(auditView),
    handle: ({ query }) =>
      pageReply(tools.view(auditView), auditList.read(query), (rows) => showEntries(tools, rows)),
  }),
  liveRoute({
    path: '/v1/audit/live',
    name: 'watchAudit',
    summary: 'Watch the audit as it is written',
    tag: 'Audit',
    access: { roles: ['compliance', 'administrator'] },
    feed: {
      view: tools.view(auditView),
      show: (rows) => showEntries(tools, rows as readonly ViewRow<AuditRow>[]),
    },
  }),
]

const showEntries = async (
  { vault }: AccessTools,
  rows: readonly ViewRow<AuditRow>[],
): Promise<readonly Json[]> => {
  const [reasons, addresses] = await Promise.all([
    vault.open(rows.flatMap(({ row }) => row.reason ?? [])),
    vault.open(rows.flatMap(({ row }) => row.address ?? [])),
  ])
  let [next, nextAddress] = [0, 0]
  return rows.map(({ key, row: { at, reason, address, ...row } }) => ({
    id: key,
    ...row,
    at: formatInstant(at),
    ...(reason === undefined ? {} : { reason: shownText(reasons[next++]) }),
    ...(address === undefined ? {} : { address: shownText(addresses[nextAddress++]) }),
  }))
}
