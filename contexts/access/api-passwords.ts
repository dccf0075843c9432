import Type from 'typebox'
import { mayAct } from '../../kernel/role.ts'
import { positionToken } from '../../kernel/position-token.ts'
import { ok, outcomeReply, problemReply, type Reply } from '../../kernel/reply.ts'
import { route, type Route, type RouteRequest } from '../../kernel/route.ts'
import { overloaded } from './api-sessions.ts'
import { NewPassword, UserParams, userRoles } from './api-users.ts'
import { recordFailedSignIn, setPassword } from './commands.ts'
import { ChangedSchema } from './contract.ts'
import { visibleWithinMs, type AccessTools } from './tools.ts'
import { actorOf } from './user.ts'
import { usersView } from './views.ts'

type PasswordRequest = RouteRequest<
  { readonly userId: string },
  Record<string, never>,
  { readonly password: string; readonly currentPassword?: string }
>

const refusals = {
  'user-unknown': 404,
  'password-has-changed': 409,
  'managed-by-identity-provider': 409,
  'wrong-password': 403,
  forbidden: 403,
  'person-needed': 403,
}

const wrongPassword: Reply = problemReply({
  slug: 'wrong-password',
  status: 403,
  title: 'The present password is not right, or the account is locked for some minutes',
  fields: [{ field: 'body/currentPassword', reason: 'is not the present password' }],
})

const forbidden: Reply = problemReply({
  slug: 'forbidden',
  status: 403,
  title: 'Only administrators set the password of somebody else',
})

/** One's own password, by giving the present one; anybody's, as an administrator. */
export const passwordRoutes = (tools: AccessTools): readonly Route[] => [
  route<PasswordRequest['params'], Record<string, never>, PasswordRequest['body']>({
    method: 'POST',
    path: '/v1/users/:userId/password',
    name: 'setPassword',
    stepUp: true,
    summary: 'Set a password; all sessions of the user end',
    description:
      'Users set their own by giving the present one; administrators set that of others.',
    tag: 'Users',
    access: { roles: userRoles },
    // Each try costs as much as a sign-in.
    budget: 'sign-in',
    params: UserParams,
    body: {
      schema: Type.Object({
        password: NewPassword,
        currentPassword: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
      }),
    },
    replies: { 200: ChangedSchema },
    refusals,
    handle: async (request) => {
      const { userId } = request.params
      const isOwn = request.caller.actor === actorOf(userId)
      if (!isOwn && !mayAct(request.caller, ['administrator'])) return forbidden
      const checked: Reply | { readonly checkedAgainst?: string } = isOwn
        ? await checkPresent(tools, request)
        : {}
      return 'status' in checked ? checked : replacePassword(tools, request, checked)
    },
  }),
]

/** The hash that the present password fits, or the answer to one that does not. */
const checkPresent = async (
  { view, passwords, handle, ids }: AccessTools,
  { params: { userId }, body, envelope, now }: PasswordRequest,
): Promise<{ readonly checkedAgainst: string } | Reply> => {
  const row = (await view(usersView).get(userId))?.row
  const verdict = await passwords.verify(body.currentPassword ?? '', row?.passwordHash || undefined)
  if (verdict === 'overloaded') return overloaded
  if (!row || now < row.lockedUntil) return wrongPassword
  if (verdict !== 'differs') return { checkedAgainst: row.passwordHash }
  // A stolen session must not be a way to try passwords uncounted, nor must a repeated Idempotency-Key.
  const command = { type: 'RecordFailedSignIn', data: { userId } } as const
  const counted = { ...envelope({ userId }), commandId: ids.next() }
  return outcomeReply(await handle(recordFailedSignIn, command, counted), {}, () => wrongPassword)
}

const replacePassword = async (
  { view, passwords, handle }: AccessTools,
  { params: { userId }, body: { password }, caller, envelope }: PasswordRequest,
  checked: { readonly checkedAgainst?: string },
): Promise<Reply> => {
  const passwordHash = await passwords.hash(password)
  if (passwordHash === 'overloaded') return overloaded
  const outcome = await handle(
    setPassword,
    { type: 'SetPassword', data: { userId, passwordHash, by: caller.actor, ...checked } },
    envelope({ userId }),
  )
  if (outcome.kind === 'accepted')
    // The old one must not open the account after this answer, and the new one must.
    await view(usersView).waitFor(outcome.position, visibleWithinMs)
  return outcomeReply(outcome, refusals, ({ position }) =>
    ok({ position: positionToken('access', position) }),
  )
}
