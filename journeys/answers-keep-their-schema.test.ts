import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { roles, type Role } from '../kernel/role.ts'
import {
  nobody,
  programWith,
  removeDirectory,
  signIn,
  startInstallation,
  type Installation,
  type Person,
} from '../testing/installation.ts'
import { randomBelow } from '../testing/pain001.ts'
import { inventedOrder, issueKey } from '../testing/payers.ts'
import { describeWhen } from '../testing/run-when.ts'
import {
  askEverything,
  hasSchemathesis,
  noSchemathesis,
  type Questions,
} from '../testing/schemathesis.ts'

const sample = new URL('../contexts/payments/samples/salaries.pain.001.001.03.xml', import.meta.url)

/** `npm run fuzz` asks for more. */
const examples = Number(process.env['MILLRACE_FUZZ_EXAMPLES'] ?? '2')
const seed = Number(process.env['MILLRACE_FUZZ_SEED'] ?? '1')
const isThorough = process.env['MILLRACE_FUZZ_EXAMPLES'] !== undefined

/** Ends the caller's own session, or locks the account after some wrong proofs: each row has a session of its own. */
const asksAlone = {
  leaving: ['signOut'],
  proving: ['proveAgain', 'setPassword', 'endOwnSession'],
} as const
const endsSessions = [{ name: 'leaving' }, { name: 'proving' }] as const
const inOwnSession: ReadonlySet<string> = new Set(Object.values(asksAlone).flat())

/** What is refused for its shape is refused alike, whoever asks: of those who may, the first of these asks it. */
const asksForbidden: readonly Role[] = [
  'administrator',
  ...roles.filter((role) => role !== 'administrator'),
]
const isAskedInFullBy = (role: Role, { 'x-roles': those }: Operation): boolean =>
  asksForbidden.find((one) => those?.includes(one)) === role

interface Operation {
  readonly operationId: string
  readonly 'x-roles'?: readonly Role[]
}

const plenty = '1000000/s'
const budgets = {
  MILLRACE_BUDGET_READ: plenty,
  MILLRACE_BUDGET_WRITE: plenty,
  MILLRACE_BUDGET_EXPENSIVE: plenty,
  MILLRACE_BUDGET_SIGN_IN: plenty,
  MILLRACE_BUDGET_ACCOUNT: plenty,
  MILLRACE_BUDGET_ANONYMOUS: plenty,
}

describeWhen(hasSchemathesis, noSchemathesis)(
  'An answer is no fault of the server and keeps its schema, whatever is asked',
  { timeout: 3_600_000 },
  () => {
    let installation: Installation
    let operations: readonly Operation[]
    const callers = new Map<Role, Person>()
    const alone = new Map<string, Person>()
    let known: Readonly<Record<string, string>>
    beforeAll(async () => {
      installation = await startInstallation({ environment: budgets })
      const administrator = await signIn(installation.url, 'admin', installation.password)
      for (const role of roles)
        callers.set(role, await callerWho(installation.url, administrator, role))
      // Now: whoever could make them may have lost their account by then.
      for (const { name } of endsSessions)
        alone.set(name, await callerWho(installation.url, administrator, 'administrator', name))
      known = await makeThings(installation.url, administrator)
      const { body } = await nobody(installation.url).get('/openapi.json')
      const paths = body.paths as Record<string, Record<string, Operation>>
      operations = Object.entries(paths)
        // A stream does not end.
        .filter(([path]) => !path.endsWith('/live'))
        .flatMap(([, methods]) => Object.values(methods))
    })
    afterAll(async () => {
      await installation.stop()
      await removeDirectory(installation.directory)
    })

    const named = (holds: (operation: Operation) => boolean): readonly string[] =>
      operations
        // Whatever is asked after one of them would be asked by nobody.
        .filter(({ operationId }) => !inOwnSession.has(operationId))
        .filter(holds)
        .map(({ operationId }) => operationId)
    /** What was found, as schemathesis tells it; nothing where all is well. */
    const found = async (asked: Omit<Questions, 'url' | 'examples' | 'seed'>): Promise<string> => {
      if (asked.operations.length === 0) return ''
      const { url } = installation
      const { exitCode, output } = await askEverything({ url, examples, seed, ...asked })
      return exitCode === 0 ? '' : output
    }

    it('by nobody of what is open to all', async () => {
      const open = named(({ 'x-roles': allowed }) => !allowed)
      expect(await found({ operations: open, isAtEdges: true })).toBe('')
    })

    it('by nobody of what is not', async () => {
      const closed = named(({ 'x-roles': allowed }) => Boolean(allowed))
      expect(await found({ operations: closed, isAllowedOnly: true, isAtEdges: true })).toBe('')
    })

    it.each(roles)('by %s', async (role) => {
      const caller = callers.get(role)
      if (!caller) throw new Error(`nobody is ${role}`)
      const identity = caller.headers
      const full = named((operation) => isAskedInFullBy(role, operation))
      const others = named(
        (operation) =>
          (operation['x-roles']?.includes(role) ?? false) && !isAskedInFullBy(role, operation),
      )
      expect(await found({ identity, known, operations: full, isAtEdges: true })).toBe('')
      // Its edges are the same for all who may ask it.
      const asked = { operations: others, isAllowedOnly: true, isAtEdges: isThorough } as const
      expect(await found({ identity, known, ...asked })).toBe('')
      // Otherwise most of it was asked by nobody: a session that ended on the way answers 401 to everything after.
      expect((await caller.get('/v1/session')).status).toBe(200)
    })

    it.each(endsSessions)(
      'by an administrator in a session of its own: $name',
      async ({ name }) => {
        const { headers } = alone.get(name) ?? nobody(installation.url)
        const asked = { identity: headers, known, operations: asksAlone[name], isAtEdges: true }
        expect(await found(asked)).toBe('')
      },
    )

    it('and nothing of it was written down as a fault', () => {
      expect(installation.output()).not.toContain('internal-error')
    })
  },
)

/** One of each thing that paths speak of, so that what is asked is not always unknown. */
const makeThings = async (
  url: string,
  administrator: Person,
): Promise<Readonly<Record<string, string>>> => {
  const program = programWith(
    url,
    await keyOf(administrator, ['service', 'operator', 'compliance']),
  )
  const made = async (person: Person, path: string, body: unknown) => {
    const answer = await person.send('POST', path, body)
    if (answer.status >= 300) throw new Error(`${path} was answered ${answer.status}`)
    return answer.body as Readonly<Record<string, string>>
  }
  const { paymentId = '', position = '' } = await made(
    program,
    '/v1/payments',
    inventedOrder(randomBelow(3), 'FUZZED-1'),
  )
  const { fileId = '' } = await made(program, '/v1/payment-files', await readFile(sample))
  const { userId = '' } = await made(administrator, '/v1/users', {
    username: 'fuzzed',
    displayName: 'Somebody who may be changed',
    roles: ['viewer'],
    password: 'a password of nobody',
  })
  const { keyId = '' } = await made(administrator, '/v1/api-keys', {
    label: 'May be revoked',
    roles: ['viewer'],
  })
  const { body } = await program.get(`/v1/payments/${paymentId}?after=${position}`)
  const { subject } = (body as { readonly creditor: { readonly subject: string } }).creditor
  const { holdId = '' } = await made(program, `/v1/subjects/${subject}/holds`, { reason: 'A test' })
  return {
    paymentId,
    fileId,
    userId,
    keyId,
    subject,
    holdId,
    log: 'payments',
    context: 'payments',
    view: 'payments',
  }
}

/** People are signed in, programs have a key. */
const callerWho = async (
  url: string,
  administrator: Person,
  role: Role,
  username: string = role,
): Promise<Person> => {
  if (role === 'service') return programWith(url, await keyOf(administrator, [role]))
  const credentials = { username, password: 'letters, and a few more of them' }
  await administrator.send('POST', '/v1/users', {
    ...credentials,
    displayName: `Somebody ${username}`,
    roles: [role],
  })
  return signIn(url, credentials.username, credentials.password)
}

const keyOf = async (administrator: Person, granted: readonly Role[]): Promise<string> => {
  const { authorization = '' } = await issueKey(administrator, granted)
  return authorization.replace('Bearer ', '')
}
