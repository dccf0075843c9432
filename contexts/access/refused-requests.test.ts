import { beforeEach, describe, expect, it } from 'vitest'
import {
  createPerson,
  signInAt,
  startAccess,
  type Browser,
  type RunningAccess,
} from '../../testing/access.ts'
import { createFirstAdministrator } from './first-administrator.ts'
import { kindsMax, recordEveryMs, refusedRequests } from './refused-requests.ts'

let access: RunningAccess
let administrator: Browser

beforeEach(async () => {
  access = await startAccess()
  const first = await createFirstAdministrator(access.tools)
  administrator = await signInAt(access, first?.username ?? '', first?.password ?? '')
})

const entries = async (query: string) => {
  const response = await administrator.send(`/v1/audit?${query}`)
  expect(response.status).toBe(200)
  return ((await response.json()) as { items: Record<string, unknown>[] }).items
}
const refused = { actor: 'user:u', route: 'listUsers', problem: 'forbidden', address: '192.0.2.1' }

describe('a refusal', () => {
  it('is in the audit with who, what, why and whence, the address sealed', async () => {
    await createPerson(administrator, {
      username: 'anna',
      password: 'seven purple elephants',
      roles: ['viewer'],
    })
    const anna = await signInAt(access, 'anna', 'seven purple elephants')
    expect((await anna.send('/v1/users')).status).toBe(403)
    await expect
      .poll(() => entries('kind=RequestsRefused'), { interval: 5 })
      .toMatchObject([
        { actor: anna.actor, thing: 'listUsers', ground: 'forbidden', address: '127.0.0.1' },
      ])
    expect(await access.written()).not.toContain('127.0.0.1')
  })

  it('of a sign-in is there as well, also of a name that nobody has', async () => {
    await access.send('/v1/sessions', {
      method: 'POST',
      body: { username: 'stranger', password: 'x' },
    })
    await expect
      .poll(() => entries('kind=RequestsRefused'), { interval: 5 })
      .toMatchObject([{ actor: 'anonymous', thing: 'signIn', ground: 'sign-in-refused' }])
  })

  it('that is repeated is written down once a minute, with how often', async () => {
    const record = refusedRequests(access.tools)
    const before = await access.tools.log.head()
    for (let time = 0; time < 50; time++) record.note(refused)
    await record.settle()
    expect((await access.tools.log.head()) - before).toBe(1)
    access.clock.time += recordEveryMs
    await record.settle()
    const events = await access.tools.log.read(before, 10)
    expect(events.map(({ data }) => (data as { times: number }).times)).toEqual([1, 49])
  })

  it('of however many strangers writes a bounded number of events', async () => {
    const record = refusedRequests(access.tools)
    const before = await access.tools.log.head()
    for (let source = 0; source < kindsMax * 3; source++)
      record.note({ ...refused, address: `source ${source}` })
    await record.settle(true)
    const written = (await access.tools.log.head()) - before
    expect(written).toBeGreaterThan(kindsMax)
    expect(written).toBeLessThanOrEqual(kindsMax + 2)
    const events = await access.tools.log.read(before, 1_000)
    const times = events.map(({ data }) => (data as { times: number }).times)
    expect(times.reduce((sum, each) => sum + each, 0)).toBe(kindsMax * 3)
  })
})

describe('the audit', () => {
  it('holds sign-ins and their end, failures, factors and policies', async () => {
    await administrator.send('/v1/sign-in-policy', {
      method: 'PUT',
      body: { secondFactorRoles: ['approver'] },
    })
    await access.send('/v1/sessions', {
      method: 'POST',
      body: { username: 'admin', password: 'wrong' },
    })
    await expect
      .poll(async () => (await entries('limit=50')).map(({ kind }) => kind), { interval: 5 })
      .toEqual(expect.arrayContaining(['SignInSucceeded', 'SignInFailed', 'SignInPolicyChanged']))
  })
})
