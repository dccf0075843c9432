import { beforeEach, describe, expect, it } from 'vitest'
import type { RecordedEvent } from '../../kernel/message.ts'
import { erased, type Sealed } from '../../kernel/personal-data.ts'
import {
  createPerson,
  signInAt,
  startAccess,
  type Browser,
  type RunningAccess,
} from '../../testing/access.ts'
import { neverStopped } from '../../testing/facts.ts'
import { auditOver } from './audit.ts'
import { createFirstAdministrator } from './first-administrator.ts'
import type { AccessEventOf } from './events.ts'
import { destroySubjectKey } from './outside-calls.ts'
import { ownEnvelope } from './tools.ts'

const anna = 'account-anna'
let access: RunningAccess
let compliance: Browser
let sealed: Sealed<string>

const sealFor = async (subject: string): Promise<Sealed<string>> => {
  const [text] = await access.tools.vault.seal([
    { subject, field: 'name', value: 'Anna Lindqvist' },
  ])
  if (!text) throw new Error('nothing was sealed')
  return text
}

beforeEach(async () => {
  access = await startAccess()
  const first = await createFirstAdministrator(access.tools)
  compliance = await signInAt(access, first?.username ?? '', first?.password ?? '')
  sealed = await sealFor(anna)
})

const erase = (subject = anna, key = 'one') =>
  compliance.send(`/v1/subjects/${subject}/erase`, {
    method: 'POST',
    body: { ground: 'asked-by-the-person', reference: 'DSR-7' },
    headers: { 'idempotency-key': key },
  })

/** Does what a worker does with the facts that call for it. */
const runOutsideCalls = async (): Promise<void> => {
  const { tools } = access
  const outsideCall = destroySubjectKey(tools)
  for (const event of await tools.log.read(0, 1_000)) {
    if (event.type !== 'SubjectErased') continue
    const erasure = event as RecordedEvent<AccessEventOf<'SubjectErased'>>
    const { definition, command } = outsideCall.answer(
      erasure,
      await outsideCall.call(erasure, neverStopped),
    )
    const commandId = tools.ids.derive('test', event.id)
    await tools.handle(definition, command, ownEnvelope(tools, 'system', commandId, null))
  }
}

const subjectShown = async (subject = anna) =>
  (await (await compliance.send(`/v1/subjects/${subject}`)).json()) as {
    isReadable: boolean
    holds: { holdId: string; reason: string | null }[]
    erasures: { key: string; ground: string; destroyedAt?: string }[]
  }

describe('erasing somebody', () => {
  it('makes what was sealed unreadable, and says so', async () => {
    const response = await erase()
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ subject: anna, isDestroyed: true })
    expect(await access.tools.vault.open([sealed])).toEqual([erased])
    await runOutsideCalls()
    const shown = await subjectShown()
    expect(shown).toMatchObject({ isReadable: false, erasures: [{ key: anna }] })
    expect(shown.erasures[0]?.destroyedAt).toBeDefined()
  })

  it('is carried out by the worker where the process that was asked died after recording it', async () => {
    const { vault } = access.tools
    const eraseKey = vault.erase.bind(vault)
    vault.erase = () => Promise.reject(new Error('the keys cannot be reached'))
    expect(await (await erase()).json()).toMatchObject({ isDestroyed: false })
    expect(await vault.open([sealed])).toEqual(['Anna Lindqvist'])
    vault.erase = eraseKey
    await runOutsideCalls()
    expect(await vault.open([sealed])).toEqual([erased])
  })

  it('asked again under the same key, or resumed late, spares who came back since', async () => {
    await erase()
    const later = await sealFor(anna)
    expect((await erase()).status).toBe(200)
    await runOutsideCalls()
    expect(await access.tools.vault.open([sealed, later])).toEqual([erased, 'Anna Lindqvist'])
    expect((await erase(anna, 'two')).status).toBe(200)
    expect(await access.tools.vault.open([sealed, later])).toEqual([erased, erased])
    expect((await subjectShown(`g2_${anna}`)).erasures.map(({ key }) => key)).toEqual([
      anna,
      `g2_${anna}`,
    ])
  })

  it('for whom nothing was sealed is refused, and erased already is no mistake', async () => {
    expect((await erase('account-nobody', 'zero')).status).toBe(404)
    expect((await erase()).status).toBe(200)
    expect((await erase(anna, 'two')).status).toBe(200)
  })

  it('takes a ground from the list and a subject that could be one', async () => {
    const send = (subject: string, body: object) =>
      compliance.send(`/v1/subjects/${subject}/erase`, { method: 'POST', body })
    expect((await send(anna, { ground: 'because' })).status).toBe(400)
    expect((await send(anna, {})).status).toBe(400)
    const good = { ground: 'unlawfully-kept' }
    expect((await send('g2_g3_x', good)).status).toBe(400)
    expect((await send('a%20b', good)).status).toBe(400)
    expect(await access.tools.vault.open([sealed])).toEqual(['Anna Lindqvist'])
  })
})

describe('a legal hold', () => {
  const hold = async (): Promise<string> => {
    const response = await compliance.send(`/v1/subjects/${anna}/holds`, {
      method: 'POST',
      body: { reason: 'Court order about Anna Lindqvist' },
    })
    expect(response.status).toBe(201)
    return ((await response.json()) as { holdId: string }).holdId
  }

  it('keeps somebody from being erased until it is lifted', async () => {
    const holdId = await hold()
    expect((await erase()).status).toBe(409)
    expect(await access.tools.vault.open([sealed])).toEqual(['Anna Lindqvist'])
    const path = `/v1/subjects/${anna}/holds/${holdId}`
    expect((await compliance.send(path, { method: 'DELETE' })).status).toBe(200)
    expect((await erase(anna, 'two')).status).toBe(200)
  })

  it('says why to compliance, and to nobody who reads the log', async () => {
    await hold()
    expect((await subjectShown()).holds[0]?.reason).toBe('Court order about Anna Lindqvist')
    expect(await access.written()).not.toContain('Lindqvist')
  })

  it('is not put on somebody for whom nothing was sealed, and makes no key for them', async () => {
    const request = { method: 'POST', body: { reason: 'Court order' } }
    expect((await compliance.send('/v1/subjects/account-nobody/holds', request)).status).toBe(404)
    expect(await access.tools.subjectKeys.living('account-nobody')).toBeUndefined()
  })
})

describe('the audit', () => {
  const list = async (query = '') =>
    (
      (await (await compliance.send(`/v1/audit${query}`)).json()) as {
        items: { kind: string; subject?: string; reason?: string | null; actor: string }[]
      }
    ).items

  const view = (requestId: string, subjects: readonly string[]) =>
    access.tools.audit.unmasked({
      actor: 'user:operator',
      subjects,
      thing: 'payment 1',
      reason: 'Anna Lindqvist called',
      requestId,
    })

  it('tells who saw whose data and why, newest first, once however often it is told', async () => {
    await view('request-1', [anna, 'account-bo'])
    await view('request-1', [anna, 'account-bo'])
    access.clock.time += 1_000
    await view('request-2', ['account-bo'])
    const seen = await list('?kind=PersonalDataUnmasked')
    expect(seen.map(({ subject }) => subject)).toHaveLength(3)
    expect(seen[0]).toMatchObject({ subject: 'account-bo', reason: 'Anna Lindqvist called' })
    expect(await list(`?subject=${anna}`)).toMatchObject([
      { actor: 'user:operator', thing: 'payment 1', requestId: 'request-1' },
    ])
    expect(await access.written()).not.toContain('Lindqvist')
  })

  it('keeps that something was seen when the person is erased, not the words about them', async () => {
    await view('request-1', [anna])
    await erase()
    const [erasure, viewing] = (await list(`?subject=${anna}`)).toSorted((one, other) =>
      one.kind < other.kind ? 1 : -1,
    )
    expect(erasure).toMatchObject({ kind: 'SubjectErased', ground: 'asked-by-the-person' })
    expect(viewing).toMatchObject({ kind: 'PersonalDataUnmasked', reason: null })
  })

  it('tells who moved what, and why in words that only compliance reads, once', async () => {
    const act = {
      actor: 'user:operator',
      action: 'dead-letter-discarded',
      thing: 'dead letter 1',
      reason: 'Anna Lindqvist called',
      requestId: 'request-1',
    }
    await access.tools.audit.acted(act)
    await access.tools.audit.acted(act)
    const { reason: _, ...silent } = act
    await access.tools.audit.acted({ ...silent, action: 'dead-letter-shown' })
    const seen = await list('?kind=OperatorActed')
    expect(new Set(seen.map((line) => line.reason))).toEqual(new Set([act.reason, undefined]))
    expect(seen).toHaveLength(2)
    expect(seen.find(({ reason }) => reason)).toMatchObject({
      actor: 'user:operator',
      thing: 'dead letter 1',
      ground: 'dead-letter-discarded',
      requestId: 'request-1',
    })
    expect(await access.written()).not.toContain('Lindqvist')
  })

  it('that cannot be written lets nothing be shown, and nothing be done', async () => {
    const audit = auditOver({
      ...access.tools,
      handle: () => Promise.resolve({ kind: 'failed', reason: 'unavailable' }),
    })
    const viewing = { actor: 'a', subjects: [anna], thing: 't', reason: 'r', requestId: 'q' }
    await expect(audit.unmasked(viewing)).rejects.toThrow('nothing is shown')
    const act = { actor: 'a', action: 'dead-letter-shown', thing: 't', requestId: 'q' }
    await expect(audit.acted(act)).rejects.toThrow('nothing is done')
  })

  it('is for compliance alone', async () => {
    const password = 'seven purple elephants'
    await createPerson(compliance, { username: 'bo', password, roles: ['operator'] })
    const bo = await signInAt(access, 'bo', password)
    expect((await bo.send('/v1/audit')).status).toBe(403)
    expect((await bo.send(`/v1/subjects/${anna}`)).status).toBe(403)
  })
})

describe('erasing somebody who works here', () => {
  it('takes a disabled account, and leaves one without a name', async () => {
    const password = 'seven purple elephants'
    const userId = await createPerson(compliance, { username: 'bo', password, roles: ['viewer'] })
    expect((await erase(`user-${userId}`)).status).toBe(409)
    await compliance.send(`/v1/users/${userId}/disable`, { method: 'POST' })
    expect((await erase(`user-${userId}`, 'two')).status).toBe(200)
    const { items } = (await (await compliance.send('/v1/users')).json()) as {
      items: { userId: string; username: string | null; displayName: string | null }[]
    }
    const shown = items.find((item) => item.userId === userId)
    expect(shown).toMatchObject({ username: null, displayName: null, status: 'disabled' })
    const enabled = await compliance.send(`/v1/users/${userId}/enable`, { method: 'POST' })
    expect([enabled.status, await enabled.json()]).toMatchObject([
      409,
      { type: '/problems/account-erased' },
    ])
  })
})
