import { beforeEach, describe, expect, it } from 'vitest'
import type { Role } from '../../../../kernel/role.ts'
import { problemIn } from '../../../../testing/gateway.ts'
import { startPayments, type RunningPayments } from '../../../../testing/payments.ts'
import type { PaymentsOptions } from '../../context.ts'
import type { PaymentRail } from '../../ports.ts'
import type { LimitShown } from '../contract.ts'
import type { LimitChangeShown, LimitProposalShown } from './contract.ts'

const rail: PaymentRail = {
  submit: async () => ({ kind: 'accepted', railReference: 'RAIL-1' }),
  status: async () => ({ kind: 'not-found' }),
  cancel: async () => ({ kind: 'not-found' }),
}
const iban = 'DE89370400440532013000'
let app: RunningPayments
const start = async (more: Partial<PaymentsOptions> = {}) => (app = await startPayments(rail, more))
beforeEach(() => start())

const ask = (role: Role, method: string, path: string, body?: object) =>
  app.send(role, path, body, {}, method)
interface Changed {
  readonly limitId: string
  readonly proposalId?: string
}
const setLimit = async (more: object = {}, role: Role = 'approver'): Promise<Changed> => {
  const response = await ask(role, 'POST', '/v1/limits', {
    scope: 'payer',
    subject: iban,
    currency: 'EUR',
    amount: '1000',
    count: 5,
    window: { per: 'day' },
    ...more,
  })
  expect(response.status).toBe(201)
  return (await response.json()) as Changed
}
const change = async (limitId: string, body: object): Promise<Changed> => {
  const response = await ask('approver', 'PUT', `/v1/limits/${limitId}`, body)
  expect(response.status).toBe(200)
  return (await response.json()) as Changed
}
const get = async <Body>(path: string): Promise<Body> =>
  (await (await app.send('viewer', path)).json()) as Body
const limit = (limitId: string) => get<LimitShown>(`/v1/limits/${limitId}`)
const items = async <Item>(path: string) => (await get<{ items: readonly Item[] }>(path)).items
const waiting = () => items<LimitProposalShown>('/v1/limit-proposals?state=waiting')
const decide = (
  proposalId = '',
  verb = 'approve',
  body: object = {},
  role: Role = 'administrator',
) => ask(role, 'POST', `/v1/limit-proposals/${proposalId}/${verb}`, body)

describe('a change of a limit', () => {
  it('that tightens holds at once: a new limit, lower bounds, a further one', async () => {
    const { limitId, proposalId } = await setLimit()
    expect(proposalId).toBeUndefined()
    expect((await change(limitId, { amount: '900', count: 5 })).proposalId).toBeUndefined()
    expect(await limit(limitId)).toMatchObject({ amount: '900', count: 5 })
    expect(await waiting()).toEqual([])
  })

  it.each([
    ['a higher amount', { amount: '1001', count: 5 }],
    ['a higher count', { amount: '1000', count: 6 }],
    ['no bound where there was one', { amount: '1000' }],
    ['one lower and one higher', { amount: '1', count: 6 }],
  ])('that lets more through waits: %s', async (_, bounds) => {
    const { limitId } = await setLimit()
    const { proposalId } = await change(limitId, bounds)
    expect(await limit(limitId)).toMatchObject({ amount: '1000', count: 5 })
    expect(await waiting()).toMatchObject([
      {
        proposalId,
        limitId,
        change: 'change',
        scope: 'payer',
        ...bounds,
        before: { amount: '1000', count: 5 },
        proposedBy: 'user:approver',
        expiresAt: '2026-01-08T12:00:00.000Z',
      },
    ])
    expect((await decide(proposalId)).status).toBe(200)
    const after = await limit(limitId)
    expect(after).toMatchObject({ ...bounds, setBy: 'user:approver' })
    expect(Object.keys(after)).not.toContain('approvedBy')
    expect(await waiting()).toEqual([])
  })

  it('is not for its proposer to approve or deny, but to withdraw', async () => {
    const { limitId } = await setLimit()
    const { proposalId } = await change(limitId, { amount: '2000' })
    const own = await decide(proposalId, 'approve', {}, 'approver')
    expect(own.status).toBe(403)
    expect((await problemIn(own)).type).toContain('proposer-cannot-approve')
    expect((await decide(proposalId, 'deny', { reason: 'Mine' }, 'approver')).status).toBe(403)
    expect((await decide(proposalId, 'approve', {}, 'operator')).status).toBe(403)
    expect((await decide(proposalId, 'withdraw', {}, 'approver')).status).toBe(200)
    expect((await decide(proposalId)).status).toBe(409)
    expect(await limit(limitId)).toMatchObject({ amount: '1000' })
  })

  it('is denied with a reason', async () => {
    const { limitId } = await setLimit()
    const { proposalId } = await change(limitId, { amount: '2000' })
    expect((await decide(proposalId, 'deny', { reason: 'Not this one' })).status).toBe(200)
    expect(await items<LimitProposalShown>('/v1/limit-proposals')).toMatchObject([
      { state: 'denied', decidedBy: 'user:administrator', reason: 'Not this one' },
    ])
    expect(await limit(limitId)).toMatchObject({ amount: '1000' })
  })

  it('waits for a week and no longer', async () => {
    const { limitId } = await setLimit()
    const { proposalId } = await change(limitId, { amount: '2000' })
    app.clock.time += 7 * 86_400_000
    const late = await decide(proposalId)
    expect(late.status).toBe(409)
    expect((await problemIn(late)).type).toContain('approval-expired')
  })

  it('is decided on the limit as it is then: one that was removed meanwhile stays so', async () => {
    const { limitId } = await setLimit()
    const raise = await change(limitId, { amount: '2000' })
    const gone = await ask('approver', 'DELETE', `/v1/limits/${limitId}`)
    const removal = (await gone.json()) as Changed
    expect(removal.proposalId).toBeDefined()
    expect((await decide(removal.proposalId)).status).toBe(200)
    expect((await app.send('viewer', `/v1/limits/${limitId}`)).status).toBe(404)
    const late = await decide(raise.proposalId)
    expect(late.status).toBe(409)
    expect((await problemIn(late)).type).toContain('limit-unknown')
  })

  it('is answered alike when it is asked for again with the same key', async () => {
    const { limitId } = await setLimit()
    const raise = () =>
      app.send(
        'approver',
        `/v1/limits/${limitId}`,
        { amount: '7000' },
        { 'idempotency-key': 'raise-2' },
        'PUT',
      )
    const first = (await (await raise()).json()) as Changed
    const second = (await (await raise()).json()) as Changed
    expect(second.proposalId).toBe(first.proposalId)
    expect(await waiting()).toHaveLength(1)
  })
})

describe('a new limit', () => {
  it('in the place of a default waits; a further one beside it does not', async () => {
    await start({
      defaultLimits: [{ scope: 'payer', currency: 'EUR', amount: '500', window: { per: 'day' } }],
    })
    const { limitId, proposalId } = await setLimit()
    expect(proposalId).toBeDefined()
    expect((await app.send('viewer', `/v1/limits/${limitId}`)).status).toBe(404)
    expect(await waiting()).toMatchObject([{ limitId, change: 'set', amount: '1000' }])
    expect((await decide(proposalId)).status).toBe(200)
    expect(await limit(limitId)).toMatchObject({ amount: '1000' })
    expect((await setLimit({ amount: '100' })).proposalId).toBeUndefined()
    expect((await setLimit({ currency: 'USD' })).proposalId).toBeUndefined()
  })

  it('waits too where every change needs two, and nothing does where none has to', async () => {
    await start({ limitApproval: 'all' })
    expect((await setLimit()).proposalId).toBeDefined()
    await start({ limitApproval: 'none' })
    const { limitId } = await setLimit()
    expect((await change(limitId, { amount: '9999' })).proposalId).toBeUndefined()
  })

  it('is refused at once where it is not valid: nobody has to look at it', async () => {
    await start({ limitApproval: 'all' })
    const response = await ask('approver', 'POST', '/v1/limits', {
      scope: 'rail',
      subject: 'simulated',
      currency: 'EUR',
      window: { per: 'day' },
    })
    expect(response.status).toBe(400)
    expect(await waiting()).toEqual([])
  })
})

it('has a history: every change, who made it and who agreed, the last first', async () => {
  const { limitId } = await setLimit()
  const { proposalId } = await change(limitId, { amount: '2000', label: 'Peak' })
  await decide(proposalId)
  await change(limitId, { amount: '1500' })
  const removal = (await (
    await ask('approver', 'DELETE', `/v1/limits/${limitId}`)
  ).json()) as Changed
  await decide(removal.proposalId)
  const changes = await items<LimitChangeShown>(`/v1/limits/${limitId}/history`)
  expect(changes).toMatchObject([
    { what: 'removed', by: 'user:approver', approvedBy: 'user:administrator' },
    { what: 'set', amount: '1500', by: 'user:approver' },
    { what: 'set', amount: '2000', label: 'Peak', approvedBy: 'user:administrator' },
    { what: 'set', amount: '1000', count: 5 },
  ])
  expect(changes[1]?.approvedBy).toBeUndefined()
})
