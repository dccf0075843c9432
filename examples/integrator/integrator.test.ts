import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  removeDirectory,
  signIn,
  startInstallation,
  type Installation,
} from '../../testing/installation.ts'

let installation: Installation
beforeAll(async () => {
  installation = await startInstallation()
})
afterAll(async () => {
  await installation.stop()
  await removeDirectory(installation.directory)
})

describe('An integrator', () => {
  it('has payments made, follows them, lists them, and deals with what is refused', async () => {
    const administrator = await signIn(installation.url, 'admin', installation.password)
    const issued = await administrator.send('POST', '/v1/api-keys', {
      label: 'an integrator',
      roles: ['service'],
    })
    const { key } = issued.body as { key: string }
    const program = fileURLToPath(new URL('integrator.ts', import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, [program, installation.url, key])
    expect(stdout.trim().split('\n')).toEqual([
      'taken: validated',
      'followed until: settled',
      'listed: 12345 EUR, order A-4711',
      'promised, then: rejected (AG01)',
      'refused: 400 invalid-request, body/amount/minorUnits',
    ])
  })
})
