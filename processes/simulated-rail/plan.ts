import { createHash } from 'node:crypto'
import type { RailInstruction } from '../../contexts/payments/ports.ts'
import type { FaultScript } from '../../adapters/rails/simulated/faults.ts'
import type { Trigger } from './sandbox-triggers.ts'
import { triggersOf } from './triggers.ts'

/** Everything that will happen to one submission, decided when it arrives and kept in the books. */
export interface Plan {
  readonly answer: 'told' | 'never' | 'reset' | 'error'
  /** Before the submission is looked at. */
  readonly latencyMs: number
  readonly ending:
    | { readonly kind: 'settled' }
    | { readonly kind: 'pending-forever' }
    | { readonly kind: 'rejected'; readonly code: string; readonly inTheAnswer: boolean }
  readonly settlementMs: number
  readonly callbacks: {
    readonly lost: boolean
    readonly twice: boolean
    readonly reordered: boolean
    readonly forged: boolean
  }
  /** What is told beside the states; absent in books of earlier releases. */
  readonly notices?: { readonly acknowledged: boolean; readonly confirmed: boolean }
  /** What follows on the settlement, and how long after it. */
  readonly sequel?: {
    readonly afterMs: number
    readonly returned?: string
    readonly disputed?: 'undecided' | 'won' | 'lost'
  }
  /** An outage begins instead of an acceptance, once for each submission. */
  readonly outage: boolean
}

/** The same seed, script and instruction give the same plan, whatever else happens in between. */
export const planFor = (
  instruction: Pick<RailInstruction, 'submissionId' | 'endToEndId' | 'amount' | 'returnOf'>,
  script: FaultScript,
  seed: string,
): Plan => {
  const draw = drawing(seed, instruction.submissionId)
  const triggers = triggersOf(instruction, script.amountTriggers)
  const triggered = (kind: Trigger['kind']) => triggers.some((trigger) => trigger.kind === kind)
  const happens = (kind: Trigger['kind'], perMille: number) =>
    triggered(kind) || drawn(draw, kind, perMille)
  const within = (what: string, { minMs, maxMs }: { minMs: number; maxMs: number }) =>
    minMs + draw(what, maxMs - minMs + 1)
  return {
    answer: happens('timeout', script.timeoutAfterAcceptance)
      ? 'never'
      : happens('lost-answer', script.lostAnswer)
        ? 'reset'
        : happens('error', script.errorAfterAcceptance)
          ? 'error'
          : 'told',
    latencyMs: happens('latency', script.latency) ? within('latency-ms', script.latencyMs) : 0,
    ending: endingFor(instruction, script, triggers, draw),
    settlementMs: within('settlement-ms', script.settlementMs),
    callbacks: {
      lost: happens('lost-callback', script.lostCallback),
      twice: happens('duplicate-callback', script.duplicateCallback),
      reordered: happens('reordered-callbacks', script.reorderedCallbacks),
      forged: happens('forged-callback', script.forgedCallback),
    },
    notices: {
      acknowledged: happens('acknowledged', script.acknowledged),
      confirmed: happens('confirmed', script.confirmed),
    },
    sequel: {
      afterMs: within('after-settlement-ms', script.afterSettlementMs),
      ...sequelFor(script, triggers, draw, instruction.returnOf !== undefined),
    },
    outage: triggered('outage'),
  }
}

const sequelFor = (
  script: FaultScript,
  triggers: readonly Trigger[],
  draw: Draw,
  isRefund: boolean,
): Pick<NonNullable<Plan['sequel']>, 'returned' | 'disputed'> => {
  for (const trigger of triggers) {
    if (trigger.kind === 'returned') return { returned: trigger.code }
    if (isRefund) continue
    if (trigger.kind === 'dispute-won') return { disputed: 'won' }
    if (trigger.kind === 'dispute-lost') return { disputed: 'lost' }
  }
  if (!isRefund && triggers.some(({ kind }) => kind === 'disputed'))
    return { disputed: 'undecided' }
  if (drawn(draw, 'returned', script.returned))
    return { returned: codeFor('return-code', script, draw) }
  if (isRefund || !drawn(draw, 'disputed', script.disputed)) return {}
  return { disputed: draw('dispute-outcome', 2) === 0 ? 'won' : 'lost' }
}

const endingFor = (
  { amount }: Pick<RailInstruction, 'amount'>,
  script: FaultScript,
  triggers: readonly Trigger[],
  draw: Draw,
): Plan['ending'] => {
  if (amount.minorUnits === '0') return { kind: 'rejected', code: 'AM01', inTheAnswer: true }
  if (amount.minorUnits.startsWith('-'))
    return { kind: 'rejected', code: 'AM12', inTheAnswer: true }
  for (const trigger of triggers) {
    if (trigger.kind === 'reject' || trigger.kind === 'late-reject') {
      return { kind: 'rejected', code: trigger.code, inTheAnswer: trigger.kind === 'reject' }
    }
    if (trigger.kind === 'pending-forever') return { kind: 'pending-forever' }
  }
  const inTheAnswer = drawn(draw, 'reject', script.reject)
  if (inTheAnswer || drawn(draw, 'late-reject', script.lateReject))
    return { kind: 'rejected', code: codeFor('reject-code', script, draw), inTheAnswer }
  return drawn(draw, 'pending-forever', script.pendingForever)
    ? { kind: 'pending-forever' }
    : { kind: 'settled' }
}

const codeFor = (what: string, { rejectCodes }: FaultScript, draw: Draw): string =>
  rejectCodes[draw(what, rejectCodes.length)] ?? 'MS03'

type Draw = (what: string, below: number) => number

/** Most faults of most scripts never happen: what cannot come up is not drawn. */
const drawn = (draw: Draw, what: string, perMille: number): boolean =>
  perMille > 0 && draw(what, 1000) < perMille

// Hashing instead of a running generator: the order in which requests arrive changes nothing.
const drawing =
  (seed: string, submissionId: string): Draw =>
  (what, below) =>
    createHash('sha256').update(`${seed}\n${submissionId}\n${what}`).digest().readUIntBE(0, 6) %
    below

/** The rail's own id for a submission. */
export const railReferenceFor = (seed: string, submissionId: string): string =>
  `SR-${createHash('sha256').update(`${seed}\n${submissionId}`).digest('hex').slice(0, 20).toUpperCase()}`

const reasons: Readonly<Record<string, string>> = {
  AC01: 'Incorrect account number',
  AC04: 'Account closed',
  AC06: 'Account blocked',
  AG09: 'The payment that is given back was not received',
  AM01: 'Amount is zero',
  AM04: 'Insufficient funds',
  AM12: 'Amount is not valid',
  FF01: 'Instruction is malformed',
}

export const reasonFor = (code: string): string => reasons[code] ?? 'Rejected by the rail'
