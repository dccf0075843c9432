import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allBooks } from '../testing/books.ts'
import {
  removeDirectory,
  signIn,
  startInstallation,
  temporaryDirectory,
  type Installation,
  type Person,
} from '../testing/installation.ts'
import { randomBelow } from '../testing/pain001.ts'
import { inventedOrder } from '../testing/payers.ts'
import { startSimulatedRail, type RunningRail } from '../testing/simulated-rail.ts'

const poll = { timeout: 60_000, interval: 100 }
const eur = (minorUnits: number) => ({ minorUnits: String(minorUnits), currency: 'EUR' })

describe('What is large needs a second person', () => {
  let directory: string
  let rail: RunningRail
  let installation: Installation
  let administrator: Person
  let operator: Person
  let approver: Person

  const hire = async (role: string): Promise<Person> => {
    const password = `two pairs of eyes, ${role.length}`
    const made = await administrator.send('POST', '/v1/users', {
      username: role,
      displayName: role,
      roles: [role],
      password,
    })
    expect(made.status).toBe(201)
    await administrator.get(`/v1/users?after=${made.body.position}`)
    return signIn(installation.url, role, password)
  }

  beforeAll(async () => {
    directory = await temporaryDirectory()
    const faults = { settlementMs: { minMs: 20, maxMs: 60 }, amountTriggers: false }
    const secret = randomBytes(32).toString('hex')
    rail = await startSimulatedRail({ secret, directory, faults })
    installation = await startInstallation({
      environment: {
        MILLRACE_RAIL_URL: rail.url,
        MILLRACE_RAIL_SECRET: secret,
        MILLRACE_APPROVAL_ABOVE: '{"EUR":"100000"}',
        MILLRACE_REFUND_APPROVAL_ABOVE: '{"EUR":"10000"}',
      },
    })
    await rail.setCallbackUrl(`${installation.url}/v1/rails/simulated/callbacks`)
    administrator = await signIn(installation.url, 'admin', installation.password)
    operator = await hire('operator')
    approver = await hire('approver')
  })
  afterAll(async () => {
    await installation.stop()
    await rail.stop()
    await Promise.all([installation.directory, directory].map(removeDirectory))
  })

  const below = randomBelow(35)
  const pay = async (minorUnits: number, more: object = {}): Promise<string> => {
    const order = {
      ...inventedOrder(below, `LARGE-${minorUnits}`),
      amount: eur(minorUnits),
      ...more,
    }
    const answer = await operator.send('POST', '/v1/payments', order)
    expect(answer.status).toBe(201)
    return answer.body.paymentId as string
  }
  const statusOf = async (paymentId: string): Promise<string> =>
    (await operator.get(`/v1/payments/${paymentId}`)).body.status as string
  const atRail = async (paymentId: string): Promise<readonly string[]> =>
    (await allBooks(rail)).submissions
      .filter(({ submissionId }) => submissionId.startsWith(paymentId))
      .map(({ submissionId }) => submissionId.slice(paymentId.length + 1))
      .toSorted()
  const waiting = async (path: string) =>
    (await approver.get(`${path}?state=waiting`)).body.items as readonly Record<string, string>[]
  /** As far as the list of payments has come, at least: the books are a view of their own. */
  const books = async () => {
    const { position } = (await operator.get('/v1/payments')).body as { position: string }
    const { body } = await operator.get(`/v1/accounts?after=${encodeURIComponent(position)}`)
    return body.items as readonly object[]
  }
  const postedOf = async () =>
    (await books()).map((account) => {
      const { accountId, balances } = account as { accountId: string; balances: object }
      return { accountId, balances }
    })

  it('a refund moves nothing, at the rail and in the books, until another approves it', async () => {
    const paymentId = await pay(30_000)
    await expect.poll(() => statusOf(paymentId), poll).toBe('settled')
    const before = await postedOf()
    const refund = { amount: eur(25_000), reason: 'mistaken' }
    const asked = await operator.send('POST', `/v1/payments/${paymentId}/refunds`, refund)
    expect(asked).toMatchObject({ status: 201, body: { approvalId: `${paymentId}.2` } })
    await expect
      .poll(() => waiting('/v1/approvals'), poll)
      .toMatchObject([
        { approvalId: `${paymentId}.2`, kind: 'refund', proposedBy: expect.any(String) as string },
      ])
    const approve = `/v1/approvals/${paymentId}/2/approve`
    expect((await operator.send('POST', approve)).status).toBe(403)
    expect(await atRail(paymentId)).toEqual(['1'])
    expect(await postedOf()).toEqual(before)

    expect((await approver.send('POST', approve)).status).toBe(200)
    await expect.poll(() => statusOf(paymentId), poll).toBe('partially-refunded')
    expect(await atRail(paymentId)).toEqual(['1', '2'])
    expect(await postedOf()).not.toEqual(before)
  })

  it('a capture above the amount waits too, and a denied one is held as before', async () => {
    const paymentId = await pay(150_000, { captureMode: 'manual' })
    expect((await approver.send('POST', `/v1/approvals/${paymentId}/approve`)).status).toBe(200)
    const captures = `/v1/payments/${paymentId}/captures`
    const first = await operator.send('POST', captures, { amount: eur(120_000) })
    expect(first.body).toMatchObject({ number: 1, approvalId: `${paymentId}.1` })
    const deny = `/v1/approvals/${paymentId}/1/deny`
    expect((await approver.send('POST', deny, { reason: 'Too much at once' })).status).toBe(200)
    const second = await operator.send('POST', captures, {})
    expect(second.body).toMatchObject({ number: 2, approvalId: `${paymentId}.2` })
    expect(await atRail(paymentId)).toEqual([])
    expect((await approver.send('POST', `/v1/approvals/${paymentId}/2/approve`)).status).toBe(200)
    await expect.poll(() => statusOf(paymentId), poll).toBe('settled')
    expect(await atRail(paymentId)).toEqual(['2'])
  })

  it('a limit that is raised holds as it was, until another approves it', async () => {
    const set = await approver.send('POST', '/v1/limits', {
      scope: 'rail',
      subject: 'simulated',
      currency: 'EUR',
      amount: '50000',
      window: { per: 'payment' },
    })
    expect(set.body.proposalId).toBeUndefined()
    const { limitId } = set.body as { limitId: string }
    const raise = await approver.send('PUT', `/v1/limits/${limitId}`, { amount: '90000' })
    const { proposalId } = raise.body as { proposalId: string }
    const paymentId = await pay(80_000)
    await expect.poll(() => statusOf(paymentId), poll).toBe('rejected')

    const approve = `/v1/limit-proposals/${proposalId}/approve`
    expect((await approver.send('POST', approve)).status).toBe(403)
    expect((await administrator.send('POST', approve)).status).toBe(200)
    const other = await pay(80_001)
    await expect.poll(() => statusOf(other), poll).toBe('settled')
    const history = async () =>
      (await operator.get(`/v1/limits/${limitId}/history`)).body.items as readonly object[]
    await expect
      .poll(history, poll)
      .toMatchObject([
        { amount: '90000', approvedBy: expect.any(String) as string },
        { amount: '50000' },
      ])
  })
})
