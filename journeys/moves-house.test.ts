import { randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  programWith,
  removeDirectory,
  runMillrace,
  signIn,
  startInstallation,
  temporaryDirectory,
  type Answer,
  type Installation,
  type Person,
} from '../testing/installation.ts'
import { generatePain001, randomBelow } from '../testing/pain001.ts'
import { allPayments, inventedOrder, isFinal, issueKey, post } from '../testing/payers.ts'

describe('An installation moves house', () => {
  const below = randomBelow(7)
  // What must be carried apart: it is in no export.
  const keys = {
    MILLRACE_MASTER_KEY: randomBytes(32).toString('hex'),
    MILLRACE_CHECKPOINT_KEY: randomBytes(32).toString('hex'),
  }
  const environment = {
    ...keys,
    MILLRACE_RAIL_SETTLE_MS: '50',
    MILLRACE_ADMIN_PASSWORD: 'carried from house to house',
  }
  const order = inventedOrder(below, 'MOVED-1')
  const idempotencyKey = randomUUID()
  let place: string
  let file: string
  let old: Installation
  let moved: Installation | undefined
  let service: Readonly<Record<string, string>>
  let first: Answer
  let payments: Awaited<ReturnType<typeof allPayments>>
  let logs: unknown
  let revealed: unknown

  const administratorOf = ({ url }: Installation): Promise<Person> =>
    signIn(url, 'admin', environment.MILLRACE_ADMIN_PASSWORD)
  /** But for what waits to be written to them, which is told once a second and is no part of them. */
  const logsOf = async (administrator: Person): Promise<unknown> =>
    ((await administrator.get('/v1/logs')).body.items as object[]).map((log) => ({
      ...log,
      queueLength: undefined,
    }))
  const reveal = async (installation: Installation): Promise<unknown> => {
    const administrator = await administratorOf(installation)
    const key = await issueKey(administrator, ['operator'])
    const program = programWith(installation.url, key['authorization']?.slice(7) ?? '')
    const path = `/v1/payments/${first.body.paymentId}/reveal`
    return (await program.send('POST', path, { reason: 'Looking whether it came along' })).body
  }

  beforeAll(async () => {
    place = await temporaryDirectory()
    file = join(place, 'house.millrace')
    old = await startInstallation({ directory: join(place, 'old'), environment })
    const administrator = await administratorOf(old)
    service = await issueKey(administrator, ['service'])
    first = await post(old.url, service, order, idempotencyKey)
    const xml = generatePain001({ version: '09', transactions: 60, seed: 7 })
    await administrator.send('POST', '/v1/payment-files', xml)
  })
  afterAll(async () => {
    await old.stop()
    await moved?.stop()
    await removeDirectory(place)
  })

  it('finishes what it has begun', async () => {
    const administrator = await administratorOf(old)
    await expect
      .poll(async () => (await allPayments(administrator)).filter(isFinal).length)
      .toBe(61)
    revealed = await reveal(old)
    expect(revealed).toMatchObject({ debtor: { name: order.debtor.name } })
    payments = await allPayments(administrator)
    logs = await logsOf(administrator)
    await old.stop()
  })

  it('packs everything into one file', async () => {
    const packed = await runMillrace(['export', file], {
      MILLRACE_DATA: join(place, 'old'),
      ...keys,
    })
    expect(packed).toMatchObject({ code: 0 })
    const again = await runMillrace(['export', file], {
      MILLRACE_DATA: join(place, 'old'),
      ...keys,
    })
    expect(again.code).toBe(1)
  })

  it('is unpacked in an empty house, and in no other', async () => {
    const unpack = () =>
      runMillrace(['import', file], { MILLRACE_DATA: join(place, 'new'), ...keys })
    expect(await unpack()).toMatchObject({ code: 0 })
    const again = await unpack()
    expect(again.code).toBe(1)
    expect(again.output).not.toContain('    at ')
  })

  it('is proved to be whole', async () => {
    const verdict = await runMillrace(['verify'], { MILLRACE_DATA: join(place, 'new'), ...keys })
    expect(verdict).toMatchObject({ code: 0 })
  })

  it('starts there with the same logs and the same payments', async () => {
    moved = await startInstallation({ directory: join(place, 'new'), environment })
    const administrator = programWith(moved.url, service['authorization']?.slice(7) ?? '')
    expect(await logsOf(administrator)).toEqual(logs)
    // The view is made again from the log.
    await expect.poll(() => allPayments(administrator)).toEqual(payments)
  })

  it('gives a repeated request the answer that the old house gave', async () => {
    const again = await post(moved?.url ?? '', service, order, idempotencyKey)
    expect(again.body).toEqual(first.body)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
  })

  it('can still read whom the payments concern', async () => {
    expect(moved && (await reveal(moved))).toEqual(revealed)
  })
})
