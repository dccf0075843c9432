import Type from 'typebox'
import { formatInstant, type Instant } from '../../kernel/clock.ts'
import type { Outcome } from '../../kernel/handle-command.ts'
import type { Json } from '../../kernel/json.ts'
import { pageOf, pageReply } from '../../kernel/list-page.ts'
import { listGrammar, type ListAsked } from '../../kernel/list-query.ts'
import { roles, type Role } from '../../kernel/role.ts'
import { positionToken } from '../../kernel/position-token.ts'
import { ok, outcomeReply, problemReply, type Reply } from '../../kernel/reply.ts'
import { route, type Route } from '../../kernel/route.ts'
import type { ViewRow } from '../../kernel/view.ts'
import { overloaded } from './api-sessions.ts'
import { changeRoles, createUser, disableUser, enableUser, userSubject } from './commands.ts'
import { ChangedSchema, CreatedUserSchema, UserSchema } from './contract.ts'
import { shownInstant, shownText } from './showing.ts'
import { visibleWithinMs, type AccessTools } from './tools.ts'
import { normalizeUsername, usernameIndexOf } from './username.ts'
import { areTrusted, isPerson } from './user.ts'
import { usersView, type UserRow } from './views.ts'

/** A person's roles; `service` is for programs. */
export const userRoles: readonly Role[] = roles.filter((role) => role !== 'service')

const RolesGiven = Type.Array(Type.Unsafe<Role>({ type: 'string', enum: [...userRoles] }), {
  minItems: 1,
  maxItems: userRoles.length,
  uniqueItems: true,
})
/** Long rather than intricate. */
export const NewPassword = Type.String({ minLength: 12, maxLength: 200 })
export const UserParams = Type.Object({ userId: Type.String({ format: 'uuid' }) })

const NewUser = Type.Object({
  username: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._@+-]{1,63}$' }),
  displayName: Type.String({ minLength: 1, maxLength: 100 }),
  roles: RolesGiven,
  password: NewPassword,
})

const userList = listGrammar(usersView, {
  filters: { createdAt: { description: 'Created at' } },
  sorts: ['createdAt'],
  sort: '-createdAt',
})

const access = { roles: ['administrator'] } as const
const tag = 'Users'

export const weakPassword: Reply = problemReply({
  slug: 'weak-password',
  status: 422,
  title: 'The password contains the user name',
  fields: [{ field: 'body/password', reason: 'must not contain the user name' }],
})

/** Of whatever makes somebody mightier. */
export const personNeeded: Reply = problemReply({
  slug: 'person-needed',
  status: 403,
  title: 'A program may not do this; somebody has to sign in for it',
})

const changeRolesRefusals = {
  'user-unknown': 404,
  'own-administrator-role': 409,
  'managed-by-identity-provider': 409,
  'person-needed': 403,
}
const disableRefusals = { 'user-unknown': 404, 'own-account': 409, 'person-needed': 403 }
const enableRefusals = { 'user-unknown': 404, 'account-erased': 409 }

/** The answer to a change of an account, once the next call would see it. */
const changed = async (
  { view }: AccessTools,
  outcome: Outcome,
  refusals: Readonly<Record<string, number>>,
): Promise<Reply> => {
  if (outcome.kind === 'accepted') await view(usersView).waitFor(outcome.position, visibleWithinMs)
  return outcomeReply(outcome, refusals, ({ position }) =>
    ok({ position: positionToken('access', position) }),
  )
}

/** Accounts of people, for administrators. */
export const userRoutes = (tools: AccessTools): readonly Route[] => [
  route<Record<string, never>, ListAsked>({
    method: 'GET',
    path: '/v1/users',
    name: 'listUsers',
    summary: 'People with accounts, newest first',
    tag,
    access,
    query: userList.query,
    replies: { 200: pageOf(UserSchema) },
    shows: tools.view(usersView),
    handle: ({ query, now }) =>
      pageReply(tools.view(usersView), userList.read(query), (rows) => showUsers(tools, rows, now)),
  }),
  route<
    Record<string, never>,
    Record<string, never>,
    { username: string; displayName: string; roles: readonly Role[]; password: string }
  >({
    method: 'POST',
    path: '/v1/users',
    name: 'createUser',
    stepUp: true,
    summary: 'Create an account',
    tag,
    access,
    body: { schema: NewUser },
    replies: { 201: CreatedUserSchema },
    refusals: { 'username-taken': 409, 'weak-password': 422, 'person-needed': 403 },
    handle: async ({ body: { password, ...described }, caller, envelope }) => {
      const { roles: granted, displayName } = described
      if (areTrusted(granted) && !isPerson(caller.actor)) return personNeeded
      const username = normalizeUsername(described.username)
      if (password.toLowerCase().includes(username)) return weakPassword
      // The password stays out of the fingerprint, which is a fast digest and is kept.
      const asked = envelope({ username, displayName, roles: [...granted] })
      const userId = tools.ids.derive('user', asked.commandId)
      const passwordHash = await tools.passwords.hash(password)
      if (passwordHash === 'overloaded') return overloaded
      const sealed = await sealNames(tools, userId, { username, displayName })
      const outcome = await tools.handle(
        createUser,
        { type: 'CreateUser', data: { userId, ...sealed, roles: granted, passwordHash } },
        asked,
      )
      if (outcome.kind === 'accepted')
        // Whoever was told that the account is there may sign in at once.
        await tools.view(usersView).waitFor(outcome.position, visibleWithinMs)
      return outcomeReply(outcome, { 'username-taken': 409 }, ({ position }) => ({
        status: 201,
        body: { userId, position: positionToken('access', position) },
      }))
    },
  }),
  route<{ readonly userId: string }, Record<string, never>, { readonly roles: readonly Role[] }>({
    method: 'POST',
    path: '/v1/users/:userId/roles',
    name: 'changeRoles',
    stepUp: true,
    summary: 'Give a user other roles, from now on',
    tag,
    access,
    params: UserParams,
    body: { schema: Type.Object({ roles: RolesGiven }) },
    replies: { 200: ChangedSchema },
    refusals: changeRolesRefusals,
    handle: async ({ params: { userId }, body, caller, envelope }) => {
      const data = { userId, roles: body.roles, by: caller.actor }
      const outcome = await tools.handle(
        changeRoles,
        { type: 'ChangeRoles', data },
        envelope({ roles: [...body.roles] }),
      )
      return changed(tools, outcome, changeRolesRefusals)
    },
  }),
  route<{ readonly userId: string }>({
    method: 'POST',
    path: '/v1/users/:userId/disable',
    name: 'disableUser',
    stepUp: true,
    summary: 'Close an account and end its sessions',
    tag,
    access,
    params: UserParams,
    replies: { 200: ChangedSchema },
    refusals: disableRefusals,
    handle: async ({ params: { userId }, caller, envelope }) => {
      const data = { userId, by: caller.actor }
      const outcome = await tools.handle(disableUser, { type: 'DisableUser', data }, envelope(null))
      return changed(tools, outcome, disableRefusals)
    },
  }),
  route<{ readonly userId: string }>({
    method: 'POST',
    path: '/v1/users/:userId/enable',
    name: 'enableUser',
    stepUp: true,
    summary: 'Open a closed account again',
    tag,
    access,
    params: UserParams,
    replies: { 200: ChangedSchema },
    refusals: enableRefusals,
    handle: async ({ params: { userId }, envelope }) => {
      const command = { type: 'EnableUser', data: { userId } } as const
      const outcome = await tools.handle(enableUser, command, envelope(null))
      return changed(tools, outcome, enableRefusals)
    },
  }),
]

const sealNames = async (
  { vault }: AccessTools,
  userId: string,
  names: { readonly username: string; readonly displayName: string },
) => {
  const subject = userSubject(userId)
  const [username, displayName] = await vault.seal([
    { subject, field: 'username', value: names.username },
    { subject, field: 'displayName', value: names.displayName },
  ])
  if (!username || !displayName) throw new Error('two values were sealed, and fewer came back')
  return { username, displayName, usernameIndex: usernameIndexOf(vault, names.username) }
}

const showUsers = async (
  { vault }: AccessTools,
  rows: readonly ViewRow<UserRow>[],
  now: Instant,
): Promise<readonly Json[]> => {
  const names = await vault.open(rows.flatMap(({ row }) => [row.username, row.displayName]))
  return rows.map(({ row }, index) => {
    const isLocked = row.status === 'active' && now < row.lockedUntil
    return {
      userId: row.userId,
      username: shownText(names[index * 2]),
      displayName: shownText(names[index * 2 + 1]),
      roles: row.roles,
      ...(row.issuer === undefined ? {} : { identityProvider: row.issuer }),
      status: isLocked ? 'locked' : row.status,
      ...(isLocked ? { lockedUntil: formatInstant(row.lockedUntil) } : {}),
      createdAt: formatInstant(row.createdAt),
      ...shownInstant('lastSignInAt', row.lastSignInAt),
    }
  })
}
