import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { readAuditSearch } from '../features/access/access-queries.ts'
import { knownSession } from '../features/access/session.ts'
import { readSignInSearch } from '../features/access/sign-in-search.ts'
import { SignInPage } from '../features/access/sign-in-page.tsx'
import { readPaymentSearch } from '../features/payments/payment-search.ts'
import { PaymentsPage } from '../features/payments/payments-page.tsx'
import { onlySignedIn } from './only-signed-in.ts'
import { lazyPage } from './lazy-page.ts'
import { FailedPage, LoadingPage, MissingPage } from './fallback-pages.tsx'
import { Shell } from './shell.tsx'

const root = createRootRouteWithContext<{ readonly queryClient: QueryClient }>()({
  component: Outlet,
  notFoundComponent: MissingPage,
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: readSignInSearch,
  beforeLoad: async ({ context, search }) => {
    // Without an answer the form is shown all the same: signing in will tell what is wrong.
    const session = await knownSession(context.queryClient).catch(() => null)
    if (session) redirect({ throw: true, href: search.to ?? '/payments' })
  },
  component: SignInPage,
})

const tracking = createRoute({
  getParentRoute: () => root,
  path: '/track/$token',
  component: lazyPage(() => import('../features/tracking/tracking-page.tsx'), 'TrackingPage'),
})

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: ({ context, location }) => onlySignedIn(context.queryClient, location),
  component: Shell,
})

const start = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  beforeLoad: () => {
    redirect({ throw: true, to: '/payments' })
  },
})

const payments = createRoute({
  getParentRoute: () => signedIn,
  path: '/payments',
  validateSearch: readPaymentSearch,
  component: PaymentsPage,
})

const approvals = createRoute({
  getParentRoute: () => signedIn,
  path: '/approvals',
  component: lazyPage(() => import('../features/payments/approvals-page.tsx'), 'ApprovalsPage'),
})

const limits = createRoute({
  getParentRoute: () => signedIn,
  path: '/limits',
  component: lazyPage(() => import('../features/limits/limits-page.tsx'), 'LimitsPage'),
})

const payment = createRoute({
  getParentRoute: () => payments,
  path: '$paymentId',
  component: lazyPage(() => import('../features/payments/payment-drawer.tsx'), 'PaymentDrawer'),
})

const files = createRoute({
  getParentRoute: () => signedIn,
  path: '/files',
  component: lazyPage(() => import('../features/payments/files-page.tsx'), 'FilesPage'),
})

const file = createRoute({
  getParentRoute: () => files,
  path: '$fileId',
  component: lazyPage(() => import('../features/payments/file-drawer.tsx'), 'FileDrawer'),
})

const statements = createRoute({
  getParentRoute: () => signedIn,
  path: '/statements',
  component: lazyPage(() => import('../features/payments/statements-page.tsx'), 'StatementsPage'),
})

const statement = createRoute({
  getParentRoute: () => statements,
  path: '$statementId',
  component: lazyPage(() => import('../features/payments/statement-drawer.tsx'), 'StatementDrawer'),
})

const webhooks = createRoute({
  getParentRoute: () => signedIn,
  path: '/webhooks',
  component: lazyPage(() => import('../features/webhooks/webhooks-page.tsx'), 'WebhooksPage'),
})

const webhookEndpoint = createRoute({
  getParentRoute: () => signedIn,
  path: '/webhooks/$endpointId',
  component: lazyPage(() => import('../features/webhooks/endpoint-page.tsx'), 'EndpointPage'),
})

const webhookDelivery = createRoute({
  getParentRoute: () => webhookEndpoint,
  path: '$deliveryId',
  component: lazyPage(() => import('../features/webhooks/delivery-drawer.tsx'), 'DeliveryDrawer'),
})

const messages = createRoute({
  getParentRoute: () => signedIn,
  path: '/messages',
  component: lazyPage(() => import('../features/messages/messages-page.tsx'), 'MessagesPage'),
})

const requests = createRoute({
  getParentRoute: () => signedIn,
  path: '/requests',
  component: lazyPage(() => import('../features/messages/requests-page.tsx'), 'RequestsPage'),
})

const request = createRoute({
  getParentRoute: () => requests,
  path: '$requestId',
  component: lazyPage(() => import('../features/messages/request-drawer.tsx'), 'RequestDrawer'),
})

const deadLetters = createRoute({
  getParentRoute: () => signedIn,
  path: '/dead-letters',
  component: lazyPage(() => import('../features/messages/letters-page.tsx'), 'LettersPage'),
})

const deadLetter = createRoute({
  getParentRoute: () => deadLetters,
  path: '$letterId',
  component: lazyPage(() => import('../features/messages/letter-drawer.tsx'), 'LetterDrawer'),
})

const accounts = createRoute({
  getParentRoute: () => signedIn,
  path: '/accounts',
  component: lazyPage(() => import('../features/journal/accounts-page.tsx'), 'AccountsPage'),
})

const account = createRoute({
  getParentRoute: () => accounts,
  path: '$accountId',
  component: lazyPage(() => import('../features/journal/account-drawer.tsx'), 'AccountDrawer'),
})

const rails = createRoute({
  getParentRoute: () => signedIn,
  path: '/rails',
  component: lazyPage(() => import('../features/payments/rails-page.tsx'), 'RailsPage'),
})

const platform = createRoute({
  getParentRoute: () => signedIn,
  path: '/platform',
  component: lazyPage(() => import('../features/operations/platform-page.tsx'), 'PlatformPage'),
})

const users = createRoute({
  getParentRoute: () => signedIn,
  path: '/users',
  component: lazyPage(() => import('../features/access/users-page.tsx'), 'UsersPage'),
})

const apiKeys = createRoute({
  getParentRoute: () => signedIn,
  path: '/api-keys',
  component: lazyPage(() => import('../features/access/api-keys-page.tsx'), 'ApiKeysPage'),
})

const security = createRoute({
  getParentRoute: () => signedIn,
  path: '/security',
  component: lazyPage(() => import('../features/access/security-page.tsx'), 'SecurityPage'),
})

const audit = createRoute({
  getParentRoute: () => signedIn,
  path: '/audit',
  validateSearch: readAuditSearch,
  component: lazyPage(() => import('../features/access/audit-page.tsx'), 'AuditPage'),
})

const routeTree = root.addChildren([
  signIn,
  tracking,
  signedIn.addChildren([
    start,
    approvals,
    limits,
    payments.addChildren([payment]),
    files.addChildren([file]),
    statements.addChildren([statement]),
    accounts.addChildren([account]),
    rails,
    webhooks,
    webhookEndpoint.addChildren([webhookDelivery]),
    messages,
    requests.addChildren([request]),
    deadLetters.addChildren([deadLetter]),
    platform,
    users,
    apiKeys,
    security,
    audit,
  ]),
])

export const createConsoleRouter = (queryClient: QueryClient) =>
  createRouter({
    routeTree,
    context: { queryClient },
    // What no page reads is dropped: an address may come from anywhere.
    search: { strict: true },
    defaultPreload: 'intent',
    defaultPendingComponent: LoadingPage,
    defaultErrorComponent: FailedPage,
  })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>
  }
}
