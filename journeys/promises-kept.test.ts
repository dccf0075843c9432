import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  removeDirectory,
  signIn,
  startInstallation,
  temporaryDirectory,
  type Installation,
} from '../testing/installation.ts'

const order = {
  amount: { minorUnits: '12345', currency: 'EUR' },
  debtor: { name: 'Ada Lovelace', iban: 'DE89370400440532013000' },
  creditor: { name: 'Charles Babbage', iban: 'FR1420041010050500013M02606' },
}

let directory: string
let installation: Installation
beforeAll(async () => {
  directory = await temporaryDirectory()
  const environment = { MILLRACE_ADMIN_PASSWORD: 'correct horse battery staple' }
  installation = await startInstallation({ directory, environment })
})
afterAll(async () => {
  await installation.stop()
  await removeDirectory(directory)
})

const administrator = () => signIn(installation.url, 'admin', 'correct horse battery staple')

describe('A promise to carry a request out', () => {
  it('is kept, with one effect each, by a process that comes after one that was killed', async () => {
    const person = await administrator()
    const prefer = { prefer: 'respond-async' }
    const keys = Array.from({ length: 12 }, () => randomUUID())
    const promised = await Promise.all(
      keys.map((key, index) =>
        person.send(
          'POST',
          '/v1/payments',
          { ...order, endToEndId: `PROMISE-${index}` },
          { ...prefer, 'idempotency-key': key },
        ),
      ),
    )
    expect(promised.map(({ status }) => status)).toEqual(keys.map(() => 202))
    await installation.kill()
    installation = await startInstallation({ directory })
    const again = await administrator()
    for (const { headers } of promised)
      await expect
        .poll(async () => (await again.get(headers.get('location') ?? '')).body as object, {
          timeout: 60_000,
          interval: 250,
        })
        .toMatchObject({ state: 'done', answer: { status: 201, body: { status: 'validated' } } })
    const made = async () => (await again.get('/v1/payments?limit=100')).body.items as object[]
    await expect.poll(made).toHaveLength(keys.length)
  })
})
