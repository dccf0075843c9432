import Type from 'typebox'
import { positionToken } from '../../kernel/position-token.ts'
import { ok, outcomeReply } from '../../kernel/reply.ts'
import type { Role } from '../../kernel/role.ts'
import { route, type Route } from '../../kernel/route.ts'
import { userRoles } from './api-users.ts'
import { ChangedSchema, SignInPolicySchema } from './contract.ts'
import { changeSignInPolicy, signInPolicyKey, signInPolicyView } from './sign-in-policy.ts'
import { visibleWithinMs, type AccessTools } from './tools.ts'

const access = { roles: ['administrator'] } as const
const tag = 'Users'

/** What is demanded of those who sign in. */
export const signInPolicyRoutes = (tools: AccessTools): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/sign-in-policy',
    name: 'readSignInPolicy',
    summary: 'Which roles need a second factor',
    tag,
    access,
    replies: { 200: SignInPolicySchema },
    shows: tools.view(signInPolicyView),
    handle: async () => {
      const reader = tools.view(signInPolicyView)
      const position = positionToken(reader.log, await reader.position())
      const { secondFactorRoles } = (await reader.get(signInPolicyKey))?.row ?? {
        secondFactorRoles: [],
      }
      return ok({ secondFactorRoles, position })
    },
  }),
  route<
    Record<string, never>,
    Record<string, never>,
    { readonly secondFactorRoles: readonly Role[] }
  >({
    method: 'PUT',
    path: '/v1/sign-in-policy',
    name: 'changeSignInPolicy',
    summary: 'Demand a second factor of everybody with one of these roles, from now on',
    description:
      'Whoever has none yet may do nothing but set one up. Accounts of an identity provider are the provider’s to prove.',
    tag,
    access,
    stepUp: true,
    body: {
      schema: Type.Object({
        secondFactorRoles: Type.Array(Type.Unsafe<Role>({ type: 'string', enum: [...userRoles] }), {
          maxItems: userRoles.length,
          uniqueItems: true,
        }),
      }),
    },
    replies: { 200: ChangedSchema },
    handle: async ({ body: { secondFactorRoles }, envelope }) => {
      const outcome = await tools.handle(
        changeSignInPolicy,
        { type: 'ChangeSignInPolicy', data: { secondFactorRoles } },
        envelope({ secondFactorRoles: [...secondFactorRoles] }),
      )
      if (outcome.kind === 'accepted')
        await tools.view(signInPolicyView).waitFor(outcome.position, visibleWithinMs)
      return outcomeReply(outcome, {}, ({ position }) =>
        ok({ position: positionToken('access', position) }),
      )
    },
  }),
]
