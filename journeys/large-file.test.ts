import { once } from 'node:events'
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

const transactions = 5_000
const inNinetyDays = new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10)

/** Its payments wait for their day, so that nothing but the file itself is at work. */
const file = generatePain001({ version: '09', transactions, seed: 77 }).replaceAll(
  /<Dt>[\d-]+</g,
  `<Dt>${inNinetyDays}<`,
)

describe('The machine dies while a large payment file is taken', () => {
  let installation: Installation
  let password: string
  let operator: Person
  let fileId: string
  let position: string

  const begin = async (directory?: string) => {
    installation = await startInstallation(directory ? { directory } : {})
    password ??= installation.password
    operator = await signIn(installation.url, 'admin', password)
  }
  /** Who waits for what was acknowledged never finds it missing: it is there, or one is told to come back. */
  const shown = async (): Promise<PaymentFileShown> => {
    for (;;) {
      const { status, body } = await operator.get(
        `/v1/payment-files/${fileId}?after=${encodeURIComponent(position)}`,
      )
      if (status === 200) return body as PaymentFileShown
      expect({ status, type: body.type }).toEqual({
        status: 409,
        type: '/problems/not-yet-visible',
      })
    }
  }
  const accepted = async (): Promise<number> => (await shown()).accepted
  const send = () => operator.send('POST', '/v1/payment-files', file)
  const kill = async (): Promise<void> => {
    const ended = once(installation.process, 'exit')
    installation.process.kill('SIGKILL')
    await ended
  }

  beforeAll(() => begin())
  afterAll(async () => {
    await installation.stop()
    await removeDirectory(installation.directory)
  })

  it('goes on where it stopped, however often that happens', async () => {
    const answer = await send()
    expect(answer).toMatchObject({ status: 202, body: { status: 'receiving', transactions } })
    ;({ fileId, position } = answer.body as { fileId: string; position: string })
    const reached: number[] = []
    for (const part of [0.02, 0.3]) {
      let taken = await accepted()
      while (taken < transactions * part) {
        await delay(5)
        taken = await accepted()
      }
      reached.push(taken)
      await kill()
      await begin(installation.directory)
    }
    // At least one of the kills met it half-way; a fast machine may be through before the second.
    expect(Math.min(...reached)).toBeLessThan(transactions)
    await expect.poll(async () => (await shown()).status).toBe('completed')
    expect(await shown()).toMatchObject({ transactions, accepted: transactions, rejected: 0 })
  })

  /** How many different payments the list of the file has, and how many lines. */
  const listed = async (): Promise<readonly [number, number]> => {
    const ids = new Set<string>()
    let count = 0
    let next: string | undefined
    do {
      const query = `fileId=${fileId}&limit=500${next ? `&cursor=${encodeURIComponent(next)}` : ''}`
      const page = (await operator.get(`/v1/payments?${query}`)).body as {
        items: { endToEndId: string }[]
        next?: string
      }
      for (const { endToEndId } of page.items) ids.add(endToEndId)
      count += page.items.length
      next = page.next
    } while (next)
    return [ids.size, count]
  }

  it('has made each payment once', async () => {
    // The list of payments may be a moment behind that of files.
    await expect.poll(listed).toEqual([transactions, transactions])
  })

  it('changes nothing when it comes again', async () => {
    const again = await send()
    expect(again).toMatchObject({ status: 200, body: { fileId } })
    expect(await shown()).toMatchObject({ status: 'completed', accepted: transactions })
  })

  it('tells where the file stands', async () => {
    const { url } = installation
    const report = await operator.get(`/v1/payment-files/${fileId}/status-report`)
    expect([url.length > 0, report.status]).toEqual([true, 200])
  })
})
