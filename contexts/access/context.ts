import type { Context } from '../../kernel/context.ts'
import { auditRoutes } from './api-audit.ts'
import { apiKeyRoutes } from './api-keys.ts'
import { passwordRoutes } from './api-passwords.ts'
import { sessionRoutes } from './api-sessions.ts'
import { subjectRoutes } from './api-subjects.ts'
import { userRoutes } from './api-users.ts'
import { auditView } from './audit-view.ts'
import { accessEvents } from './events.ts'
import { destroySubjectKey } from './outside-calls.ts'
import { subjectsView } from './subjects-view.ts'
import type { AccessPorts } from './tools.ts'
import { apiKeysView, sessionsView, usersView } from './views.ts'

/** People, programs, and the record of who saw or ended what. */
export const accessContext = (ports: AccessPorts): Context => ({
  name: 'access',
  events: accessEvents,
  views: [usersView, sessionsView, apiKeysView, subjectsView, auditView],
  outsideCalls: ({ vault }) => [destroySubjectKey({ vault })],
  routes: (tools) =>
    [sessionRoutes, userRoutes, passwordRoutes, apiKeyRoutes, subjectRoutes, auditRoutes].flatMap(
      (routes) => routes({ ...tools, ...ports }),
    ),
})
