import { flag, list, oneOf, optional, record, text, whole, type Fitting } from './shape.ts'

const PerMille = whole(0, 1000)
const Milliseconds = whole(0, 3_600_000)
const Range = record({ minMs: Milliseconds, maxMs: Milliseconds })
const ReasonCode = text({ pattern: /^[A-Z]{2}[0-9]{2}$/ })

export const outageKinds = ['unavailable', 'refused'] as const
/** `unavailable` answers 503 before it reads a body; `refused` closes the port. */
export type OutageKind = (typeof outageKinds)[number]
const Kind = oneOf(...outageKinds)

/** Rates are per mille of the submissions; each is drawn from the seed and the submission's id. */
export const FaultScript = record({
  /** Waits before the submission is looked at. */
  latency: PerMille,
  latencyMs: Range,
  /** Refused in the answer, with one of `rejectCodes`. */
  reject: PerMille,
  /** Accepted, and rejected when it should have settled. */
  lateReject: PerMille,
  rejectCodes: list(ReasonCode, { lengthMin: 1, lengthMax: 50 }),
  /** Accepted, never answered. */
  timeoutAfterAcceptance: PerMille,
  /** Accepted, then the connection is reset. */
  lostAnswer: PerMille,
  /** Accepted, then answered with 500. */
  errorAfterAcceptance: PerMille,
  /** Accepted, and nothing further ever happens. */
  pendingForever: PerMille,
  /** How long an accepted submission stays pending. */
  settlementMs: Range,
  /** No callback at all. */
  lostCallback: PerMille,
  /** Every callback twice. */
  duplicateCallback: PerMille,
  /** The first callback comes after the last. */
  reorderedCallbacks: PerMille,
  /** A callback that says the opposite comes first, with a signature that is wrong. */
  forgedCallback: PerMille,
  /** A bank on the way says that it has it. */
  acknowledged: PerMille,
  /** The network says that it went through. */
  confirmed: PerMille,
  /** Settled, and sent back by the payee's bank, with one of `rejectCodes`. */
  returned: PerMille,
  /** Settled, and disputed by the payer. */
  disputed: PerMille,
  /** How long after the settlement something follows, and after that again. */
  afterSettlementMs: Range,
  /** Windows counted from the moment at which the script was set. */
  outages: list(record({ afterMs: Milliseconds, forMs: Milliseconds, kind: Kind }), {
    lengthMax: 100,
  }),
  /** Whether amounts that end in certain digits trigger a fault; words in `endToEndId` always do. */
  amountTriggers: flag,
})
export type FaultScript = Fitting<typeof FaultScript>

export const noFaults: FaultScript = {
  latency: 0,
  latencyMs: { minMs: 50, maxMs: 500 },
  reject: 0,
  lateReject: 0,
  rejectCodes: ['AC04', 'AM04', 'AC01'],
  timeoutAfterAcceptance: 0,
  lostAnswer: 0,
  errorAfterAcceptance: 0,
  pendingForever: 0,
  settlementMs: { minMs: 200, maxMs: 1000 },
  lostCallback: 0,
  duplicateCallback: 0,
  reorderedCallbacks: 0,
  forgedCallback: 0,
  acknowledged: 0,
  confirmed: 0,
  returned: 0,
  disputed: 0,
  afterSettlementMs: { minMs: 200, maxMs: 1000 },
  outages: [],
  amountTriggers: true,
}

/** What is not said is without fault. A string says what is wrong with the script. */
export const readScript = (given: unknown): FaultScript | string => {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return 'must be an object'
  }
  const said: unknown = { ...noFaults, ...given }
  const misfit = FaultScript(said, '')
  if (misfit) return `${misfit.path || '/'} ${misfit.message}`
  const script = said as FaultScript
  const backwards = [script.latencyMs, script.settlementMs].some(
    ({ minMs, maxMs }) => minMs > maxMs,
  )
  return backwards ? 'minMs must not be more than maxMs' : script
}

export const OutageRequest = record({ forMs: whole(1, 3_600_000), kind: optional(Kind) })
export type OutageRequest = Fitting<typeof OutageRequest>
