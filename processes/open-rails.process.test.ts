import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { sign, signatureHeader } from '../adapters/rails/simulated/signature.ts'
import { Closing } from './closing.ts'
import { readConfig } from './config.ts'
import { openRails } from './open-rails.ts'

const instruction = (submissionId: string) => ({
  submissionId,
  amount: { minorUnits: '12345', currency: 'EUR' },
  debtor: { name: 'Ada Quill', account: { iban: 'DE89370400440532013000' } },
  creditor: { name: 'Mill & Sons', account: { iban: 'FR1420041010050500013M02606' } },
  endToEndId: 'INVOICE-1',
})

it('starts each rail that has no address, with books and a secret of its own', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'millrace-rails-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true, maxRetries: 10 }))
  const closing = new Closing()
  onTestFinished(() => closing.run())
  const MILLRACE_RAILS = JSON.stringify({
    rails: [{ name: 'instant', faults: { amountTriggers: false } }, { name: 'sepa' }],
  })
  const { connected } = await openRails({
    config: readConfig({ MILLRACE_RAILS }),
    secrets: { railSecret: '' },
    databases: { directory },
    clock: { now: () => Date.now() },
    closing,
    log: () => undefined,
  })
  expect(connected.map(({ name }) => name)).toEqual(['instant', 'sepa'])
  for (const { name, port } of connected) {
    const submitted = await port.submit(instruction(`to-${name}`), { timeoutMs: 10_000 })
    expect(submitted).toMatchObject({ kind: 'accepted' })
  }
  // What one has, the other does not know.
  const [instant, sepa] = connected
  const query = { submissionId: 'to-instant' }
  expect(await instant?.port.status(query, { timeoutMs: 10_000 })).toMatchObject({ kind: 'found' })
  expect(await sepa?.port.status(query, { timeoutMs: 10_000 })).toEqual({ kind: 'not-found' })
  const files = await readdir(directory)
  expect(files.toSorted()).toEqual(['rail-instant', 'rail-sepa', 'secrets'])
  // A callback that another secret signed is nobody's.
  const body = Buffer.from('{}')
  const signature = sign(body, 'a'.repeat(64), Date.now())
  const header = (name: string) => (name === signatureHeader ? signature : undefined)
  expect(instant?.verifyCallback(body, header, Date.now()).ok).toBe(false)
})
