import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PaymentFileShown } from '../contexts/payments/contract.ts'
import {
  removeDirectory,
  signIn,
  startInstallation,
  type Installation,
  type Person,
} from '../testing/installation.ts'
import { generatePain001 } from '../testing/pain001.ts'

const transactions = 15_000
const inNinetyDays = new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10)

/**
 * Megabytes of what lives long. An idle program needs half of it, the bounded memories of what came last most of the
 * rest; where three kilobytes of each transaction stayed, the program would end.
 */
const oldMemoryMaxMb = 160

describe('A large payment file, where memory is short', () => {
  let installation: Installation
  let operator: Person

  beforeAll(async () => {
    installation = await startInstallation({
      environment: { NODE_OPTIONS: `--max-old-space-size=${oldMemoryMaxMb}` },
    })
    operator = await signIn(installation.url, 'admin', installation.password)
  })
  afterAll(async () => {
    await installation.stop()
    await removeDirectory(installation.directory)
  })

  it('is taken to its last payment: what was taken is not held', async () => {
    // Its payments wait for their day, so that nothing but the file itself is at work.
    const file = generatePain001({ version: '09', transactions, seed: 78 }).replaceAll(
      /<Dt>[\d-]+</g,
      `<Dt>${inNinetyDays}<`,
    )
    const answer = await operator.send('POST', '/v1/payment-files', file)
    expect(answer).toMatchObject({ status: 202, body: { status: 'receiving', transactions } })
    const { fileId } = answer.body as { fileId: string }
    const shown = async () =>
      (await operator.get(`/v1/payment-files/${fileId}`)).body as PaymentFileShown
    // Right after it was taken it may not be shown yet.
    while (!['completed', 'stalled'].includes((await shown()).status)) await delay(200)
    expect(await shown()).toMatchObject({ status: 'completed', accepted: transactions })
    expect(installation.process.exitCode).toBe(null)
  })
})
