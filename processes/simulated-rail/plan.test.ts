import { describe, expect, it } from 'vitest'
import { noFaults, readScript, type FaultScript } from '../../adapters/rails/simulated/faults.ts'
import { planFor, railReferenceFor, type Plan } from './plan.ts'

const instruction = (endToEndId: string, minorUnits = '100') => ({
  submissionId: 'one',
  endToEndId,
  amount: { minorUnits, currency: 'EUR' },
})

const plan = (endToEndId: string, minorUnits?: string): Plan =>
  planFor(instruction(endToEndId, minorUnits), noFaults, 'seed')

const many = (script: Partial<FaultScript>, seed = 'seed'): Plan[] =>
  Array.from({ length: 2_000 }, (_, index) =>
    planFor(
      { ...instruction('INVOICE'), submissionId: `payment-${index}` },
      { ...noFaults, ...script },
      seed,
    ),
  )

const undisturbed = {
  answer: 'told',
  latencyMs: 0,
  ending: { kind: 'settled' },
  callbacks: { lost: false, twice: false, reordered: false, forged: false },
  outage: false,
}

describe('a plan without faults', () => {
  it('settles and tells', () => {
    expect(plan('INVOICE')).toMatchObject(undisturbed)
  })

  it('rejects what is no payment', () => {
    expect(plan('INVOICE', '0').ending).toEqual({
      kind: 'rejected',
      code: 'AM01',
      inTheAnswer: true,
    })
    expect(plan('INVOICE', '-1').ending).toEqual({
      kind: 'rejected',
      code: 'AM12',
      inTheAnswer: true,
    })
  })
})

describe('a trigger', () => {
  const rejected = (code: string, inTheAnswer: boolean) => ({
    ending: { kind: 'rejected', code, inTheAnswer },
  })
  it.each([
    ['TRIGGER-TIMEOUT', '90901', { answer: 'never' }],
    ['TRIGGER-LOST-ANSWER', '90902', { answer: 'reset' }],
    ['TRIGGER-ERROR', '90903', { answer: 'error' }],
    ['TRIGGER-REJECT-AM04', '90904', rejected('AM04', true)],
    ['TRIGGER-REJECT-AC04', '90905', rejected('AC04', true)],
    ['TRIGGER-REJECT-AC01', '90906', rejected('AC01', true)],
    ['TRIGGER-LATE-REJECT-AC04', '90907', rejected('AC04', false)],
    ['TRIGGER-PENDING-FOREVER', '90908', { ending: { kind: 'pending-forever' } }],
    ['TRIGGER-LOST-CALLBACK', '90909', { callbacks: { ...undisturbed.callbacks, lost: true } }],
    [
      'TRIGGER-DUPLICATE-CALLBACK',
      '90910',
      { callbacks: { ...undisturbed.callbacks, twice: true } },
    ],
    [
      'TRIGGER-REORDERED-CALLBACKS',
      '90911',
      { callbacks: { ...undisturbed.callbacks, reordered: true } },
    ],
    ['TRIGGER-FORGED-CALLBACK', '90912', { callbacks: { ...undisturbed.callbacks, forged: true } }],
    ['TRIGGER-OUTAGE', '90913', { outage: true }],
    [
      'TRIGGER-UNKNOWN',
      '90917',
      { answer: 'reset', callbacks: { ...undisturbed.callbacks, lost: true } },
    ],
  ])(
    '%s forces its fault and no other, and so does an amount that ends in %s',
    (word, ending, fault) => {
      expect(plan(`X1-${word}`)).toMatchObject({ ...undisturbed, ...fault })
      expect(plan(`x1-${word.toLowerCase()}`)).toEqual(plan(`X1-${word}`))
      expect(plan('INVOICE', `7${ending}`)).toEqual(plan(`X1-${word}`))
    },
  )

  it('TRIGGER-LATENCY makes it wait within the range of the script', () => {
    expect(plan('TRIGGER-LATENCY').latencyMs).toBeGreaterThanOrEqual(noFaults.latencyMs.minMs)
    expect(plan('INVOICE', '90914').latencyMs).toBeLessThanOrEqual(noFaults.latencyMs.maxMs)
  })

  it('stands beside another', () => {
    expect(plan('TRIGGER-TIMEOUT+TRIGGER-LATE-REJECT-AC06')).toMatchObject({
      answer: 'never',
      ...rejected('AC06', false),
    })
  })

  it('by amount can be switched off, by word not', () => {
    const script = { ...noFaults, amountTriggers: false }
    expect(planFor(instruction('INVOICE', '90901'), script, 'seed').answer).toBe('told')
    expect(planFor(instruction('TRIGGER-TIMEOUT'), script, 'seed').answer).toBe('never')
  })
})

describe('a rate', () => {
  it.each<[keyof FaultScript, (plan: Plan) => boolean]>([
    ['timeoutAfterAcceptance', ({ answer }) => answer === 'never'],
    ['lostAnswer', ({ answer }) => answer === 'reset'],
    ['errorAfterAcceptance', ({ answer }) => answer === 'error'],
    ['latency', ({ latencyMs }) => latencyMs > 0],
    ['reject', ({ ending }) => ending.kind === 'rejected' && ending.inTheAnswer],
    ['lateReject', ({ ending }) => ending.kind === 'rejected' && !ending.inTheAnswer],
    ['pendingForever', ({ ending }) => ending.kind === 'pending-forever'],
    ['lostCallback', ({ callbacks }) => callbacks.lost],
    ['duplicateCallback', ({ callbacks }) => callbacks.twice],
    ['reorderedCallbacks', ({ callbacks }) => callbacks.reordered],
    ['forgedCallback', ({ callbacks }) => callbacks.forged],
  ])('of %s hits none at 0, all at 1000 and about its share between', (rate, hit) => {
    expect(many({ [rate]: 0 }).filter(hit)).toHaveLength(0)
    expect(many({ [rate]: 1000 }).filter(hit)).toHaveLength(2_000)
    const share = many({ [rate]: 250 }).filter(hit).length
    expect(share).toBeGreaterThan(400)
    expect(share).toBeLessThan(600)
  })

  it('draws the same from the same seed, other things from another', () => {
    const script = { lostAnswer: 500, lateReject: 500 }
    expect(many(script)).toEqual(many(script))
    expect(many(script)).not.toEqual(many(script, 'another seed'))
    expect(railReferenceFor('seed', 'one')).not.toBe(railReferenceFor('seed', 'two'))
  })

  it('of rejections uses every code of the script', () => {
    const codes = many({ reject: 1000 }).map(
      ({ ending }) => ending.kind === 'rejected' && ending.code,
    )
    expect(new Set(codes)).toEqual(new Set(noFaults.rejectCodes))
  })
})

describe('a script', () => {
  it('is without fault where it says nothing', () => {
    expect(readScript({ reject: 5 })).toEqual({ ...noFaults, reject: 5 })
  })

  it.each([
    ['no object', null, 'must be an object'],
    ['a list', [], 'must be an object'],
    ['a rate above a thousand', { reject: 1001 }, '/reject'],
    ['an unknown fault', { explode: 1 }, '/'],
    ['a code that is none', { rejectCodes: ['nope'] }, '/rejectCodes/0'],
    ['a range that runs backwards', { latencyMs: { minMs: 2, maxMs: 1 } }, 'minMs'],
  ])('is refused with %s', (_case, given, complaint) => {
    expect(readScript(given)).toContain(complaint)
  })
})
