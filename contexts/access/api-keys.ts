import Type from 'typebox'
import { apiVersions, currentApiVersion, type ApiVersion } from '../../kernel/api-version.ts'
import { formatInstant, type Instant } from '../../kernel/clock.ts'
import type { Json } from '../../kernel/json.ts'
import { pageOf, pageReply } from '../../kernel/list-page.ts'
import { listGrammar, type ListAsked } from '../../kernel/list-query.ts'
import type { Role } from '../../kernel/role.ts'
import { positionToken } from '../../kernel/position-token.ts'
import { ok, outcomeReply, type Reply } from '../../kernel/reply.ts'
import { route, type Route } from '../../kernel/route.ts'
import type { ViewRow } from '../../kernel/view.ts'
import { apiKeyRoles, presentApiKey } from './api-key.ts'
import { personNeeded } from './api-users.ts'
import { issueApiKey, revokeApiKey } from './commands.ts'
import { ApiKeySchema, ChangedSchema, IssuedApiKeySchema } from './contract.ts'
import { shownInstant } from './showing.ts'
import { visibleWithinMs, type AccessTools } from './tools.ts'
import { isPerson } from './user.ts'
import { apiKeysView, type ApiKeyRow } from './views.ts'

const dayMs = 24 * 60 * 60_000
const lifetimeDays = { usual: 90, max: 366 }

const NewApiKey = Type.Object({
  label: Type.String({
    minLength: 1,
    maxLength: 80,
    description: 'What the program is; it should name no person',
  }),
  roles: Type.Array(Type.Unsafe<Role>({ type: 'string', enum: [...apiKeyRoles] }), {
    minItems: 1,
    maxItems: apiKeyRoles.length,
    uniqueItems: true,
  }),
  expiresInDays: Type.Optional(
    Type.Integer({ minimum: 1, maximum: lifetimeDays.max, default: lifetimeDays.usual }),
  ),
  apiVersion: Type.Optional(
    Type.Unsafe<ApiVersion>({
      type: 'string',
      enum: [...apiVersions],
      description: 'The version of the API that the program was written for; left out: the newest',
    }),
  ),
})

const apiKeyList = listGrammar(apiKeysView, {
  filters: { issuedAt: { description: 'Issued at' } },
  sorts: ['issuedAt'],
  sort: '-issuedAt',
})

const access = { roles: ['administrator'] } as const
const tag = 'API keys'

/** Keys of programs, for administrators. */
export const apiKeyRoutes = (tools: AccessTools): readonly Route[] => [
  route<Record<string, never>, ListAsked>({
    method: 'GET',
    path: '/v1/api-keys',
    name: 'listApiKeys',
    summary: 'Keys of programs, newest first; never their secrets',
    tag,
    access,
    query: apiKeyList.query,
    replies: { 200: pageOf(ApiKeySchema) },
    shows: tools.view(apiKeysView),
    handle: ({ query, now }) =>
      pageReply(tools.view(apiKeysView), apiKeyList.read(query), (rows) => showApiKeys(rows, now)),
  }),
  route<
    Record<string, never>,
    Record<string, never>,
    {
      readonly label: string
      readonly roles: readonly Role[]
      readonly expiresInDays?: number
      readonly apiVersion?: ApiVersion
    }
  >({
    method: 'POST',
    path: '/v1/api-keys',
    name: 'issueApiKey',
    stepUp: true,
    summary: 'Issue a key to a program',
    description: 'The key is shown in this answer alone; the same Idempotency-Key shows it again.',
    tag,
    access,
    body: { schema: NewApiKey },
    replies: { 201: IssuedApiKeySchema },
    refusals: { 'api-key-revoked': 409, 'person-needed': 403 },
    handle: async ({ body, caller, envelope }) => {
      // Whoever issues one steps up: a key could have others, with more roles, live on after it.
      if (!isPerson(caller.actor)) return personNeeded
      const {
        label,
        roles,
        expiresInDays = lifetimeDays.usual,
        apiVersion = currentApiVersion,
      } = body
      // The version is that of the day unless one is asked for, and must not make another request of a repetition.
      const asked = envelope({
        label,
        roles: [...roles],
        expiresInDays,
        ...(body.apiVersion ? { apiVersion } : {}),
      })
      const keyId = tools.ids.derive('api-key', asked.commandId)
      // Derived and not random, so that a repeated request is answered with the same one.
      const secret = tools.secrets.derive('api-key', keyId)
      const data = {
        keyId,
        label,
        roles,
        secretDigest: tools.secrets.digest(secret),
        expiresAt: asked.now + expiresInDays * dayMs,
        apiVersion,
      }
      const outcome = await tools.handle(issueApiKey, { type: 'IssueApiKey', data }, asked)
      if (outcome.kind === 'accepted')
        await tools.view(apiKeysView).waitFor(outcome.position, visibleWithinMs)
      return outcomeReply(outcome, { 'api-key-revoked': 409 }, ({ position }) => ({
        status: 201,
        body: {
          keyId,
          key: presentApiKey(keyId, secret),
          position: positionToken('access', position),
        },
      }))
    },
  }),
  route<{ readonly keyId: string }>({
    method: 'DELETE',
    path: '/v1/api-keys/:keyId',
    name: 'revokeApiKey',
    stepUp: true,
    summary: 'Make a key void: here at once, in other processes within seconds',
    tag,
    access,
    params: Type.Object({ keyId: Type.String({ format: 'uuid' }) }),
    replies: { 200: ChangedSchema },
    refusals: { 'api-key-unknown': 404 },
    handle: async ({ params: { keyId }, envelope }) => {
      const command = { type: 'RevokeApiKey', data: { keyId } } as const
      const outcome = await tools.handle(revokeApiKey, command, envelope(null))
      if (outcome.kind === 'accepted')
        await tools.view(apiKeysView).waitFor(outcome.position, visibleWithinMs)
      return outcomeReply(outcome, { 'api-key-unknown': 404 }, ({ position }): Reply =>
        ok({ position: positionToken('access', position) }),
      )
    },
  }),
]

const showApiKeys = (rows: readonly ViewRow<ApiKeyRow>[], now: Instant): readonly Json[] =>
  rows.map(({ row }) => ({
    keyId: row.keyId,
    label: row.label,
    roles: row.roles,
    status: row.revokedAt === undefined ? (now < row.expiresAt ? 'valid' : 'expired') : 'revoked',
    issuedAt: formatInstant(row.issuedAt),
    issuedBy: row.issuedBy,
    expiresAt: formatInstant(row.expiresAt),
    ...(row.apiVersion ? { apiVersion: row.apiVersion } : {}),
    ...shownInstant('revokedAt', row.revokedAt),
  }))
