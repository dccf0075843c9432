import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient } from '../../clients/typescript/client.ts'
import {
  removeDirectory,
  signIn,
  startInstallation,
  type Installation,
} from '../../testing/installation.ts'
import { randomBelow } from '../../testing/pain001.ts'
import { issueKey } from '../../testing/payers.ts'
import { drive } from './drive.ts'
import { whyNot } from './reach.ts'
import { Traffic } from './traffic.ts'

let installation: Installation
beforeAll(async () => {
  installation = await startInstallation({})
})
afterAll(async () => {
  await installation.stop()
  await removeDirectory(installation.directory)
})

describe('The demo', () => {
  it('drives an installation through its public API, and everything it asks for is taken', async () => {
    const administrator = await signIn(installation.url, 'admin', installation.password)
    const { authorization } = await issueKey(administrator, ['service'])
    const client = createClient({
      url: installation.url,
      apiKey: (authorization ?? '').replace('Bearer ', ''),
    })
    const tally = await drive({
      client,
      traffic: new Traffic({ below: randomBelow(11), name: 'DEMO' }),
      rate: 6,
      seconds: 8,
      signal: new AbortController().signal,
      say: () => undefined,
    })
    const taken = [...tally.keys()].toSorted()
    expect(taken.filter((what) => !what.endsWith(' taken'))).toEqual([])
    expect(taken).toEqual(
      expect.arrayContaining(
        ['transfer', 'instant', 'card', 'capture', 'salaries'].map((kind) => `${kind} taken`),
      ),
    )
  })

  it('says beforehand why it cannot', async () => {
    expect(await whyNot('http://127.0.0.1:1', 'mr_x')).toMatch(/^Nothing answers at http/)
    expect(await whyNot(installation.url, 'mr_x')).toMatch(/does not know this key/)
    const administrator = await signIn(installation.url, 'admin', installation.password)
    const { authorization = '' } = await issueKey(administrator, ['service'])
    expect(await whyNot(installation.url, authorization.replace('Bearer ', ''))).toBeUndefined()
  })
})
