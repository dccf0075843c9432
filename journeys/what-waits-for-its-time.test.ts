import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  removeDirectory,
  signIn,
  startInstallation,
  type Installation,
  type Person,
} from '../testing/installation.ts'
import { randomBelow } from '../testing/pain001.ts'
import { inventedOrder } from '../testing/payers.ts'

const poll = { timeout: 30_000, interval: 100 }
const eur = (minorUnits: string) => ({ minorUnits, currency: 'EUR' })
const account = 'customer:1:main'

/** Long enough to be asked about while it waits. */
const soon = (): string => new Date(Date.now() + 3_000).toISOString()

describe('What waits for its time', () => {
  let installation: Installation
  let administrator: Person

  beforeAll(async () => {
    installation = await startInstallation({ environment: { MILLRACE_RAIL_SETTLE_MS: '50' } })
    administrator = await signIn(installation.url, 'admin', installation.password)
    await make('/v1/accounts', { accountId: account, kind: 'guarded', currencies: ['EUR'] })
    await make('/v1/accounts', { accountId: 'source', kind: 'open', currencies: ['EUR'] })
    await make('/v1/journal-transactions', {
      postings: [
        { account, amount: eur('10000') },
        { account: 'source', amount: eur('-10000') },
      ],
    })
  })
  afterAll(async () => {
    await installation.stop()
    await removeDirectory(installation.directory)
  })

  const make = async (path: string, body: object) => {
    const made = await administrator.send('POST', path, body)
    expect(made).toMatchObject({ status: 201 })
    return made.body as Record<string, string>
  }
  const below = randomBelow(20)
  const pay = (more: object) =>
    make('/v1/payments', {
      ...inventedOrder(below, 'TIME'),
      amount: eur('4000'),
      fundingAccount: account,
      ...more,
    })
  const statusOf = async ({ paymentId = '', position = '' }: Record<string, string>) =>
    (await administrator.get(`/v1/payments/${paymentId}?after=${position}`)).body.status
  const balances = async () => {
    const { body } = await administrator.get(`/v1/accounts/${account}`)
    const [{ posted, available }] = body.balances as [Record<string, string>]
    return [posted, available]
  }

  it('is a hold that gives back what it has when it expires', async () => {
    const held = await pay({ captureMode: 'manual', holdUntil: soon() })
    expect(await statusOf(held)).toBe('authorised')
    await expect.poll(balances, poll).toEqual(['10000', '6000'])
    await expect.poll(() => statusOf(held), poll).toBe('expired')
    await expect.poll(balances, poll).toEqual(['10000', '10000'])
  })

  it('is what was not captured of a hold', async () => {
    const held = await pay({ captureMode: 'manual', holdUntil: soon() })
    const path = `/v1/payments/${held['paymentId']}/captures`
    await make(path, { amount: eur('1000') })
    await expect.poll(() => statusOf(held), poll).toBe('settled')
    await expect.poll(balances, poll).toEqual(['9000', '9000'])
  })

  it('is an amount that is set aside in the books', async () => {
    await make('/v1/holds', { account, amount: eur('500'), expiresAt: soon() })
    await expect.poll(balances, poll).toEqual(['9000', '8500'])
    await expect.poll(balances, poll).toEqual(['9000', '9000'])
  })

  it('is a payment for later', async () => {
    const scheduled = await pay({ scheduledFor: soon() })
    expect(await statusOf(scheduled)).toBe('scheduled')
    await expect.poll(() => statusOf(scheduled), poll).toBe('settled')
    await expect.poll(balances, poll).toEqual(['5000', '5000'])
  })
})
