import { percentile } from '../measure.ts'
import { bare } from './bare.ts'
import { durable, whole } from './durable.ts'
import { nest } from './nest.ts'
import type { Ground } from './side.ts'

/** One side of a contender, in a process of its own: it says when it is there, and asks when it is told to. */

export interface Round {
  readonly inFlight: number
  readonly ms: number
}

export interface RoundResult {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
}

const [name = '', side = '', ground = ''] = process.argv.slice(2)
const contender = { bare, durable, whole, nest }[name]
if (!contender) throw new Error(`${name} is no contender`)
const told = JSON.parse(ground) as Ground

/** Each question is about another transaction: those of one key would wait for each other. */
let number = 0

const askFor = async (
  ask: (transactionId: string) => Promise<void>,
  { inFlight, ms }: Round,
): Promise<RoundResult> => {
  const waits: number[] = []
  const begun = performance.now()
  const caller = async () => {
    while (performance.now() - begun < ms) {
      const asked = performance.now()
      await ask(`T-${++number}`)
      waits.push(performance.now() - asked)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, caller))
  const seconds = (performance.now() - begun) / 1_000
  return {
    perSecond: waits.length / seconds,
    p50: percentile(waits, 50),
    p99: percentile(waits, 99),
  }
}

if (side === 'answering') {
  const answering = await contender.startAnswering(told)
  process.once('SIGTERM', () => void answering.close().finally(() => process.exit()))
} else {
  const asking = await contender.startAsking(told)
  // Until the other side has joined its group, the first answer takes its time.
  await asking.ask('T-first')
  process.on(
    'message',
    (round: Round) => void askFor(asking.ask, round).then((result) => process.send?.(result)),
  )
  process.once('SIGTERM', () => void asking.close().finally(() => process.exit()))
}
process.send?.('ready')
