import type { ContextTools } from '../../kernel/context.ts'
import type { RecordedEvent } from '../../kernel/message.ts'
import { createUser, userSubject } from './commands.ts'
import type { PasswordHasher, Secrets } from './ports.ts'
import { ownEnvelope } from './tools.ts'
import { user, type UserEvent } from './user.ts'
import { readableText } from './readable-text.ts'
import { normalizeUsername, usernameIndexOf } from './username.ts'

export interface FirstAdministratorOptions {
  readonly username?: string
  /** Otherwise a random one that can be read aloud. */
  readonly password?: string
}

type Tools = Pick<ContextTools, 'handle' | 'log' | 'vault' | 'ids' | 'clock'> & {
  readonly passwords: PasswordHasher
  readonly secrets: Secrets
}

/** Events of the first administrator that are looked at; whoever has more has signed in long ago. */
const eventsMax = 50

/**
 * Creates the first administrator, once, however many processes start at the same time. Returns what to sign in
 * with for as long as nobody has: a first start that was cut short, or a lost terminal, locks nobody out.
 */
export const createFirstAdministrator = async (
  tools: Tools,
  options: FirstAdministratorOptions = {},
): Promise<{ readonly username: string; readonly password: string } | undefined> => {
  const username = normalizeUsername(options.username ?? 'admin')
  const password = options.password ?? readablePassword(tools.secrets)
  const userId = tools.ids.derive('access', 'first-administrator')
  if (!(await accountOf(tools, userId))) await create(tools, userId, username, password)
  const account = await accountOf(tools, userId)
  if (!account || account.isUsed) return undefined
  const verdict = await tools.passwords.verify(password, account.passwordHash)
  return verdict.startsWith('matches') ? { username: account.username, password } : undefined
}

/** The account as its stream tells it; undefined where there is none yet. */
const accountOf = async (
  { log, vault }: Tools,
  userId: string,
): Promise<{ username: string; passwordHash: string; isUsed: boolean } | undefined> => {
  const events = (await log.readStream(
    `${user.name}-${userId}`,
    0,
    eventsMax,
  )) as readonly RecordedEvent<UserEvent>[]
  const created = events.find((event) => event.type === 'UserCreated')
  const set = events.findLast((event) => event.type === 'PasswordSet')
  if (!created || !set) return undefined
  const [username] = await vault.open([created.data.username])
  return {
    username: typeof username === 'string' ? username : '',
    passwordHash: set.data.passwordHash,
    isUsed: events.some(({ type }) => type === 'SignInSucceeded'),
  }
}

const create = async (
  tools: Tools,
  userId: string,
  username: string,
  password: string,
): Promise<void> => {
  const { vault, ids, handle, passwords } = tools
  const subject = userSubject(userId)
  const [sealedName, displayName] = await vault.seal([
    { subject, field: 'username', value: username },
    { subject, field: 'displayName', value: 'Administrator' },
  ])
  const passwordHash = await passwords.hash(password)
  if (!sealedName || !displayName || passwordHash === 'overloaded')
    throw new Error('the first administrator could not be prepared')
  const usernameIndex = usernameIndexOf(vault, username)
  const sealed = { username: sealedName, usernameIndex, displayName }
  const outcome = await handle(
    createUser,
    {
      type: 'CreateUser',
      data: { userId, ...sealed, roles: ['administrator', 'compliance', 'operator'], passwordHash },
    },
    ownEnvelope(tools, 'system', ids.derive('access', 'create-first-administrator'), null),
  )
  if (outcome.kind !== 'accepted')
    throw new Error(`the first administrator could not be created: ${JSON.stringify(outcome)}`)
}

/** `kx7m-pq2n-...`: five groups of four of 31 letters, 99 bits. The same on every start, until it is changed. */
const readablePassword = (secrets: Secrets): string =>
  readableText(secrets.derive('first-administrator'), 5)
