import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { connectSimulatedRail } from '../adapters/rails/simulated/rail.ts'
import { startCallbackReceiver } from '../testing/callback-receiver.ts'
import { runSimulatedRail } from './run-simulated-rail.ts'

const secret = 'the secret of both sides'
const instruction = (submissionId: string) => ({
  submissionId,
  amount: { minorUnits: '100', currency: 'EUR' },
  debtor: { name: 'Ada Lovelace', account: { iban: 'DE89370400440532013000' } },
  creditor: { name: 'Charles Babbage', account: { other: '12345' } },
  endToEndId: submissionId,
})

it('a rail that is killed comes back at its address, with its books, and goes on telling', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'millrace-rail-'))
  const receiver = await startCallbackReceiver()
  const running = await runSimulatedRail({ secret, directory, log: () => undefined })
  const rail = connectSimulatedRail({ url: running.url, secret })
  try {
    await running.setCallbackUrl(receiver.url)
    const before = await rail.submit(instruction('before'), { timeoutMs: 5_000 })
    expect(before).toMatchObject({ kind: 'accepted' })
    const { pid } = running
    process.kill(pid, 'SIGKILL')
    await expect.poll(() => running.pid).not.toBe(pid)
    await expect
      .poll(() => rail.status({ submissionId: 'before' }, { timeoutMs: 1_000 }))
      .toMatchObject({ kind: 'found' })
    const after = await rail.submit(instruction('after'), { timeoutMs: 5_000 })
    expect(after).toMatchObject({ kind: 'accepted' })
    await expect
      .poll(() => receiver.received.filter(({ body }) => body.includes('"after"')).length)
      .toBeGreaterThan(0)
  } finally {
    rail.close()
    await running.stop()
    await receiver.close()
    await rm(directory, { recursive: true, force: true })
  }
})
