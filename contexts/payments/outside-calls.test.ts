import { describe, expect, it } from 'vitest'
import { memoryVault } from '../../adapters/memory/vault.ts'
import { ArrayLog } from '../../testing/array-log.ts'
import { neverStopped, recorded, testTime } from '../../testing/facts.ts'
import type { PaymentEventData } from './events.ts'
import { amount, facts, paymentId, railReference, stream, submissionId } from './examples.ts'
import { askRail, railLimits, submitToRail } from './outside-calls.ts'
import type { PaymentRail, RailInstruction } from './ports.ts'
import { openRails } from './routing/rails.ts'
import { sealPayments } from './sealing.ts'

type Call = readonly [what: string, about: unknown, options: unknown]

const listeningRail = (calls: Call[] = [], more: Partial<PaymentRail> = {}): PaymentRail => ({
  submit: (instruction, options) => {
    calls.push(['submit', instruction, options])
    return Promise.resolve({ kind: 'accepted', railReference })
  },
  status: (query, options) => {
    calls.push(['status', query, options])
    return Promise.resolve({ kind: 'not-found' })
  },
  cancel: () => Promise.reject(new Error('nobody cancels')),
  ...more,
})

const debtor = { name: 'Ada Lovelace', account: { iban: 'DE89370400440532013000' } }
const creditor = {
  name: 'Charles Babbage',
  account: { other: '000123456789' },
  agentBic: 'COBADEFFXXX',
  country: 'GB',
}

const onlyRail = (port: PaymentRail) =>
  openRails([
    { name: 'simulated', port, verifyCallback: () => ({ ok: false, reason: 'not-asked' }) },
  ])

const asked = {
  serviceLevel: 'instant',
  chargeBearer: 'SLEV',
  purpose: 'SALA',
  uetr: '8a562c67-ca16-48ba-b074-65581be6f001',
} as const

const startedAt = (now: number, requestedExecutionDate?: string) => {
  const vault = memoryVault({ masterKey: Buffer.alloc(32, 3) })
  const log = new ArrayLog('payments')
  const begin = async (): Promise<PaymentEventData<'PaymentReceived'>> => {
    const details = { ultimateDebtor: 'Lord Byron', documents: ['INV-1', 'INV-2'] }
    const said = { endToEndId: 'E2E-1', remittance: 'For the engine', details }
    const plain = { amount, debtor, creditor, ...said, ...asked }
    const date = requestedExecutionDate === undefined ? {} : { requestedExecutionDate }
    const [received] = await sealPayments(vault, [{ ...plain, ...date }])
    if (!received) throw new Error('nothing was sealed')
    for (const event of [{ ...facts.received, data: received }, facts.validated, facts.started])
      log.append({ ...event, stream })
    return received
  }
  return { begin, vault, log, clock: { now: () => now } }
}

const [validated] = recorded([{ ...facts.validated, stream }])
const [question] = recorded([{ ...facts.asked, stream }])
if (!validated || !question) throw new Error('two facts were recorded')

describe('handing a payment over', () => {
  it('is announced with its window, and called by the data that were sealed', async () => {
    const calls: Call[] = []
    const tools = startedAt(testTime + 1_000)
    await tools.begin()
    const outside = submitToRail(onlyRail(listeningRail(calls)), tools, railLimits)
    expect((await outside.intent?.(validated))?.command).toEqual({
      type: 'StartSubmission',
      data: { paymentId, transfer: 1, attempt: 1, windowMs: 10_000, rail: 'simulated' },
    })
    expect(await outside.call(validated, neverStopped)).toEqual({ kind: 'accepted', railReference })
    const instruction = {
      submissionId,
      amount,
      debtor,
      creditor: { name: creditor.name, account: creditor.account, agentBic: 'COBADEFFXXX' },
      endToEndId: 'E2E-1',
      remittance: 'For the engine',
      details: { ultimateDebtor: 'Lord Byron', documents: ['INV-1', 'INV-2'] },
      asked,
    }
    const options = { timeoutMs: 9_000, submitBefore: '2026-01-01T12:00:10.000Z' }
    expect(calls).toEqual([['submit', instruction, options]])
  })

  it('is announced when the rail is worth calling, and not before', async () => {
    const tools = startedAt(testTime + 1_000)
    await tools.begin()
    const waiting = Promise.withResolvers<void>()
    const rail = listeningRail([], { ready: () => waiting.promise })
    let isAnnounced = false
    const intent = submitToRail(onlyRail(rail), tools, railLimits).intent?.(validated)
    void Promise.resolve(intent).then(() => (isAnnounced = true))
    await new Promise(setImmediate)
    expect(isAnnounced).toBe(false)
    waiting.resolve()
    await intent
    expect(isAnnounced).toBe(true)
  })

  it.each([
    ['2026-01-02', '2026-01-02'],
    ['2026-01-01', undefined],
    ['2025-12-24', undefined],
  ])('asks for the day %s as %s', async (day, sent) => {
    const calls: Call[] = []
    const tools = startedAt(testTime, day)
    await tools.begin()
    await submitToRail(onlyRail(listeningRail(calls)), tools, railLimits).call(
      validated,
      neverStopped,
    )
    const days = calls.map(([, about]) => (about as RailInstruction).requestedExecutionDate)
    expect(days).toEqual([sent])
  })

  it('is not called once its window has passed', async () => {
    const calls: Call[] = []
    const tools = startedAt(testTime + 10_000)
    await tools.begin()
    const outside = submitToRail(onlyRail(listeningRail(calls)), tools, railLimits)
    expect(await outside.call(validated, neverStopped)).toEqual({
      kind: 'not-sent',
      reason: 'submit-window-closed',
    })
    expect(calls).toEqual([])
  })

  it('was certainly not sent when it could not even be prepared', async () => {
    const calls: Call[] = []
    const tools = startedAt(testTime)
    const outside = submitToRail(onlyRail(listeningRail(calls)), tools, railLimits)
    expect(await outside.call(validated, neverStopped)).toEqual({
      kind: 'not-sent',
      reason: 'preparation-failed',
    })
    expect(calls).toEqual([])
  })

  it('is not called with the data of somebody who was erased', async () => {
    const calls: Call[] = []
    const tools = startedAt(testTime)
    const { creditorAccountIndex } = await tools.begin()
    await tools.vault.erase(`account-${creditorAccountIndex}`)
    const outside = submitToRail(onlyRail(listeningRail(calls)), tools, railLimits)
    expect(await outside.call(validated, neverStopped)).toEqual({
      kind: 'erased',
      party: 'creditor',
    })
    expect(calls).toEqual([])
  })

  it.each([
    [{}, { kind: 'lost' }],
    [{ notFoundFinalAfterMs: 2_000 }, { kind: 'lost', notFoundFinalAfterMs: 2_000 }],
  ] as const)('is lost when nobody tells what came of it: %o', (promise, answer) => {
    const outside = submitToRail(
      onlyRail(listeningRail([], promise)),
      startedAt(testTime),
      railLimits,
    )
    expect(outside.answer(validated, 'ambiguous').command).toEqual({
      type: 'RecordSubmissionAnswer',
      data: { paymentId, transfer: 1, attempt: 1, answer },
    })
  })
})

describe('asking the rail', () => {
  it('is not announced, for repeating a question does no harm', async () => {
    const calls: Call[] = []
    const outside = askRail(onlyRail(listeningRail(calls)), railLimits)
    expect(outside.intent).toBeUndefined()
    expect(await outside.call(question, neverStopped)).toEqual({ kind: 'not-found' })
    expect(calls).toEqual([['status', { submissionId }, { timeoutMs: 5_000 }]])
  })

  it('records its answer, and that there was none', () => {
    const outside = askRail(onlyRail(listeningRail()), railLimits)
    const { answer } = outside
    expect(answer(question, { kind: 'not-found' }).command.data).toEqual({
      paymentId,
      transfer: 1,
      question: 1,
      answer: { kind: 'not-found' },
    })
    expect(answer(question, 'ambiguous').command.data).toMatchObject({
      answer: { kind: 'unavailable', reason: 'answer-lost' },
    })
  })
})
