import type { Context } from '../../kernel/context.ts'
import { auditRoutes } from './api-audit.ts'
import { factorRoutes } from './api-factors.ts'
import { passkeyRoutes } from './api-passkeys.ts'
import { totpRoutes } from './api-totp.ts'
import { apiKeyRoutes } from './api-keys.ts'
import { ownSessionRoutes } from './api-own-sessions.ts'
import { passwordRoutes } from './api-passwords.ts'
import { proofRoutes } from './api-proofs.ts'
import { providerSignInRoutes } from './api-provider-sign-in.ts'
import { secondFactorRoutes } from './api-second-factor.ts'
import { signInPolicyRoutes } from './api-sign-in-policy.ts'
import { sessionRoutes } from './api-sessions.ts'
import { subjectRoutes } from './api-subjects.ts'
import { userRoutes } from './api-users.ts'
import { auditView } from './audit-view.ts'
import { accessEvents } from './events.ts'
import { destroySubjectKey } from './outside-calls.ts'
import { passkeyOwnersView, securityView } from './security-view.ts'
import { signInPolicyView } from './sign-in-policy.ts'
import { subjectsView } from './subjects-view.ts'
import type { AccessPorts } from './tools.ts'
import { apiKeysView, sessionsView, usersView } from './views.ts'

/** People, programs, and the record of who saw or ended what. */
export const accessContext = (ports: AccessPorts): Context => ({
  name: 'access',
  events: accessEvents,
  views: [
    usersView,
    sessionsView,
    securityView,
    passkeyOwnersView,
    signInPolicyView,
    apiKeysView,
    subjectsView,
    auditView,
  ],
  outsideCalls: ({ vault }) => [destroySubjectKey({ vault })],
  routes: (tools) =>
    [
      sessionRoutes,
      providerSignInRoutes,
      secondFactorRoutes,
      proofRoutes,
      factorRoutes,
      totpRoutes,
      passkeyRoutes,
      ownSessionRoutes,
      signInPolicyRoutes,
      userRoutes,
      passwordRoutes,
      apiKeyRoutes,
      subjectRoutes,
      auditRoutes,
    ].flatMap((routes) => routes({ ...tools, ...ports })),
})
