import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import {
  createPerson,
  signInAt,
  startAccess,
  type Browser,
  type RunningAccess,
} from '../../testing/access.ts'
import { openEventStream } from '../../testing/event-stream.ts'
import { createFirstAdministrator } from './first-administrator.ts'

const password = 'seven purple elephants'
let access: RunningAccess
let administrator: Browser

beforeEach(async () => {
  access = await startAccess()
  const first = await createFirstAdministrator(access.tools)
  administrator = await signInAt(access, first?.username ?? '', first?.password ?? '')
})

const watch = async (headers: Readonly<Record<string, string>>) => {
  const stream = await openEventStream(`${access.url}/v1/audit/live`, headers)
  onTestFinished(() => stream.close())
  return stream
}
const ask = async (path: string, body?: object, method = 'POST'): Promise<void> => {
  const sent = body === undefined ? { method } : { method, body }
  expect((await administrator.send(path, sent)).status).toBeLessThan(300)
}

// Nobody is looked up by the clock before half a minute: a stream that ends here ends because of what was done.
describe('an open stream', () => {
  it.each<[string, (userId: string, watcher: Browser) => Promise<unknown>]>([
    ['is disabled', (userId) => ask(`/v1/users/${userId}/disable`)],
    ['loses the role', (userId) => ask(`/v1/users/${userId}/roles`, { roles: ['viewer'] })],
    [
      'gets another password',
      (userId) => ask(`/v1/users/${userId}/password`, { password: `new ${password}` }),
    ],
    ['is signed out everywhere', (userId) => ask(`/v1/users/${userId}/sessions/end`)],
    ['signs out', (_userId, watcher) => watcher.send('/v1/session', { method: 'DELETE' })],
    [
      'must set up a second factor first',
      () => ask('/v1/sign-in-policy', { secondFactorRoles: ['compliance'] }, 'PUT'),
    ],
  ])('ends at once when its person %s, and no other', async (_what, done) => {
    const roles = ['compliance'] as const
    const userId = await createPerson(administrator, { username: 'bo', password, roles })
    const bo = await signInAt(access, 'bo', password)
    const { key } = await issue()
    const [leaving, other] = [
      await watch({ cookie: bo.cookie }),
      await watch({ authorization: `Bearer ${key}` }),
    ]
    await done(userId, bo)
    await leaving.ended
    const open = Promise.resolve('open')
    expect(await Promise.race([other.ended.then(() => 'ended'), open])).toBe('open')
  })

  it('ends at once when its key is revoked', async () => {
    const { key, keyId } = await issue()
    const stream = await watch({ authorization: `Bearer ${key}` })
    await ask(`/v1/api-keys/${keyId}`, undefined, 'DELETE')
    await expect(stream.ended).resolves.toBeDefined()
  })
})

const issue = async (): Promise<{ readonly key: string; readonly keyId: string }> => {
  const body = { label: 'a screen', roles: ['compliance'] }
  const answer = await administrator.send('/v1/api-keys', { method: 'POST', body })
  return (await answer.json()) as { key: string; keyId: string }
}
