import { expect, it } from 'vitest'
import { signInAt, startAccess } from '../../testing/access.ts'
import { createFirstAdministrator } from './first-administrator.ts'

it('the first start creates one administrator, with a password that can be read aloud', async () => {
  const access = await startAccess()
  const first = await createFirstAdministrator(access.tools)
  expect(first?.username).toBe('admin')
  expect(first?.password).toMatch(/^([a-z2-9]{4}-){4}[a-z2-9]{4}$/)
  const browser = await signInAt(access, 'admin', first?.password ?? '')
  const session = await (await browser.send('/v1/session')).json()
  expect(session).toMatchObject({ displayName: 'Administrator' })
  expect(await access.written()).not.toContain(first?.password)
})

it('processes that start at once create one, and all are told how to sign in', async () => {
  const access = await startAccess()
  const processes = [1, 2, 3].map(() => access.otherProcess())
  const told = await Promise.all(processes.map((tools) => createFirstAdministrator(tools)))
  expect(new Set(told.map((each) => each?.password)).size).toBe(1)
  expect((await access.tools.log.read(0, 100)).map(({ type }) => type)).toEqual([
    'UserCreated',
    'PasswordSet',
    'UsernameReserved',
  ])
})

it('a later start tells it again until somebody has signed in, and never after', async () => {
  const access = await startAccess()
  const first = await createFirstAdministrator(access.tools)
  expect(await createFirstAdministrator(access.tools)).toEqual(first)
  const browser = await signInAt(access, 'admin', first?.password ?? '')
  expect(await createFirstAdministrator(access.tools)).toBeUndefined()
  await browser.send(`/v1/users/${browser.actor.slice(5)}/password`, {
    method: 'POST',
    body: { password: 'eight orange giraffes', currentPassword: first?.password },
  })
  expect(await createFirstAdministrator(access.tools)).toBeUndefined()
  await signInAt(access, 'admin', 'eight orange giraffes')
})

it('a given name and password are taken, and other ones given later change nothing', async () => {
  const access = await startAccess()
  const given = { username: 'Chief', password: 'given from outside' }
  expect(await createFirstAdministrator(access.tools, given)).toEqual({
    username: 'chief',
    password: 'given from outside',
  })
  const later = { username: 'other', password: 'another password' }
  expect(await createFirstAdministrator(access.tools, later)).toBeUndefined()
  await signInAt(access, 'chief', 'given from outside')
})
