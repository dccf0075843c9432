import { expect, it } from 'vitest'
import { formatInstant } from '../../kernel/clock.ts'
import { isRefusal } from '../../kernel/refusal.ts'
import { recorded, testTime } from '../../testing/facts.ts'
import { randomBelow } from '../../testing/pain001.ts'
import type { PaymentCommand } from './commands.ts'
import type { SubmissionAnswer } from './transfers/commands.ts'
import type { PaymentEvent } from './events.ts'
import { newPayment } from './examples.ts'
import { patience } from './patience.ts'
import { paymentDecider, paymentStream } from './payment.ts'
import { noPayment, type KnownPayment, type Payment } from './payment-parts.ts'
import type { RailChange, RailStatus } from './ports.ts'
import { paymentTimers } from './schedules.ts'
import { parseSubmissionId, submissionIdOf, transferNumberOf } from './transfers/transfer-events.ts'

/*
 * Many payments from one seed, each fault of the rail and a crash of ours at each step in one of a hundred: what we
 * believe in the end is what the rail has, and it was given nothing twice. MILLRACE_TEST_PAYMENTS=20000 for the whole.
 */

const count = Number(process.env['MILLRACE_TEST_PAYMENTS'] ?? 300)
const windowMs = 5_000
const finalAfterMs = 2_000
const schedule = paymentTimers(patience)

interface Held {
  state: 'pending' | 'settled' | 'rejected'
  submits: number
}

class World {
  now = testTime
  readonly rail = new Map<string, Held>()
  readonly payments = new Map<string, Payment>()
  readonly #below
  readonly #due: { at: number; work: () => void }[] = []
  readonly #timers = new Map<string, number>()

  constructor(seed: number) {
    this.#below = randomBelow(seed)
  }

  /** One of a hundred. */
  strikes(): boolean {
    return this.#below(100) === 0
  }
  soon(work: () => void, withinMs = 2_000): void {
    this.#due.push({ at: this.now + 1 + this.#below(withinMs), work })
  }

  send({ type, data }: PaymentCommand): boolean {
    const { paymentId } = data
    const before = this.payments.get(paymentId) ?? noPayment
    const decided = paymentDecider.decide({ type, data } as PaymentCommand, before, {
      now: this.now,
    })
    if (isRefusal(decided)) return false
    for (const event of decided) {
      const payment = this.payments.get(paymentId) ?? noPayment
      this.payments.set(paymentId, paymentDecider.evolve(payment, { ...event, time: this.now }))
      this.#follow(paymentId, event)
    }
    return true
  }

  /** Timers and calls, as the runners make them of an event. */
  #follow(paymentId: string, event: PaymentEvent): void {
    const [fact] = recorded([{ ...event, stream: paymentStream(paymentId), time: this.now }])
    if (fact && (schedule.events as readonly string[]).includes(fact.type))
      for (const change of schedule.change(fact as Parameters<typeof schedule.change>[0])) {
        if ('hasten' in change) throw new Error('no rail goes away here')
        const name = 'set' in change ? change.set : change.cancel
        const turn = (this.#timers.get(name) ?? 0) + 1
        this.#timers.set(name, turn)
        if (!('set' in change)) continue
        const { due, intent } = change
        const fire = () => this.#timers.get(name) === turn && this.send(intent.command as never)
        this.#due.push({ at: due, work: () => void fire() })
      }
    const { type, data } = event
    const transfer = transferNumberOf(data)
    if (type === 'SubmissionDue') this.soon(() => this.#call(paymentId, transfer, data.attempt))
    if (type === 'CaptureRequested' || type === 'RefundRequested')
      this.soon(() => this.#call(paymentId, transfer, 1))
    if (type === 'PaymentValidated' && data.next === 'submission')
      this.soon(() => this.#call(paymentId, 1, 1))
    if (type === 'PaymentRetried') this.soon(() => this.#call(paymentId, transfer, 1))
    if (type === 'StatusAsked') this.soon(() => this.#ask(paymentId, transfer, data.question))
  }

  #call(paymentId: string, transfer: number, attempt: number): void {
    const which = { paymentId, transfer, attempt }
    // A crash before the call was announced: it is announced after the restart.
    if (this.strikes()) return this.soon(() => this.#call(paymentId, transfer, attempt))
    if (!this.send({ type: 'StartSubmission', data: { ...which, windowMs } })) return
    const record = (answer: SubmissionAnswer) =>
      this.soon(() => this.send({ type: 'RecordSubmissionAnswer', data: { ...which, answer } }))
    const lost = { kind: 'lost', notFoundFinalAfterMs: finalAfterMs } as const
    // Crashes after it was announced, and after it was made: the restart knows only that it was announced.
    if (this.strikes()) return record(lost)
    const answer = this.#submit(submissionIdOf(paymentId, transfer))
    record(this.strikes() ? lost : answer)
  }

  #submit(submissionId: string): SubmissionAnswer {
    const reason = 'timed-out'
    const notFoundFinalAt = formatInstant(this.now + windowMs + finalAfterMs)
    const ambiguous = { kind: 'ambiguous', reason, notFoundFinalAt } as const
    if (this.strikes()) return { kind: 'not-sent', reason: 'connection-refused' }
    // The request is lost on its way.
    if (this.strikes()) return ambiguous
    const known = this.rail.get(submissionId)
    if (known) {
      known.submits += 1
      return { ...ambiguous, reason: 'already-submitted' }
    }
    const held: Held = { state: 'pending', submits: 1 }
    this.rail.set(submissionId, held)
    if (this.strikes()) {
      held.state = 'rejected'
      return { kind: 'rejected', code: this.#code(), reason: 'Rejected' }
    }
    this.#tell(submissionId, 1, 'pending')
    this.soon(() => {
      held.state = this.strikes() ? 'rejected' : 'settled'
      this.#tell(submissionId, 2, held.state)
    }, 20_000)
    // Accepted, and the answer does not come.
    return this.strikes() ? ambiguous : { kind: 'accepted', railReference: `R-${submissionId}` }
  }

  /** One that may pass, or one that does not. */
  #code(): string {
    return this.#below(2) === 0 ? 'AM04' : 'AC04'
  }

  /** Lost, twice, or so late that the next overtakes it. */
  #tell(submissionId: string, sequence: number, state: RailChange['state']): void {
    if (this.strikes()) return
    const paymentId = parseSubmissionId(submissionId)?.paymentId ?? ''
    const railReference = `R-${submissionId}`
    const at = formatInstant(this.now)
    const code = state === 'rejected' ? { code: 'AM04' } : {}
    const callback: RailChange = {
      eventId: `${sequence}`,
      submissionId,
      railReference,
      sequence,
      state,
      ...code,
      at,
    }
    const deliver = () => this.send({ type: 'RecordRailCallback', data: { paymentId, callback } })
    this.soon(deliver, this.strikes() ? 60_000 : 500)
    if (this.strikes()) this.soon(deliver, 60_000)
  }

  #ask(paymentId: string, transfer: number, question: number): void {
    const submissionId = submissionIdOf(paymentId, transfer)
    const held = this.rail.get(submissionId)
    const found = (state: Held['state']): RailStatus => ({
      kind: 'found',
      state,
      railReference: `R-${submissionId}`,
      at: formatInstant(this.now),
    })
    const told: RailStatus = held ? found(held.state) : { kind: 'not-found' }
    const answer: RailStatus = this.strikes() ? { kind: 'unavailable', reason: 'outage' } : told
    this.soon(() =>
      this.send({ type: 'RecordStatusAnswer', data: { paymentId, transfer, question, answer } }),
    )
  }

  run(): void {
    for (let steps = 0; this.#due.length > 0 && steps < worldSize * 2_000; steps++) {
      this.#due.sort((one, other) => other.at - one.at)
      const next = this.#due.pop()
      if (!next) return
      this.now = Math.max(this.now, next.at)
      next.work()
    }
  }
}

const idOf = (index: number): string =>
  `0193502c-7a5e-8c1d-9f10-${index.toString(16).padStart(12, '0')}`

const eur = (minorUnits: number) => ({ minorUnits: String(minorUnits), currency: 'EUR' })

/** Every third is held and captured in two parts; of what has settled every fourth is refunded in part. */
const order = (world: World, index: number): void => {
  const paymentId = idOf(index)
  const isHeld = index % 3 === 0
  const kind = isHeld
    ? { captureMode: 'manual' as const }
    : { retry: { triesMax: 2, withinMs: 72 * 3_600_000 } }
  const payment = { ...newPayment, ...kind }
  world.send({ type: 'ReceivePayment', data: { paymentId, payment } })
  if (isHeld)
    for (const minorUnits of [5_000, 7_345])
      world.send({ type: 'CapturePayment', data: { paymentId, amount: eur(minorUnits) } })
  const refund = {
    paymentId,
    amount: eur(100),
    reason: 'duplicate',
    requestedBy: 'user:1',
  } as const
  if (index % 4 === 0)
    world.soon(() => world.send({ type: 'RefundPayment', data: refund }), 600_000)
}

/** Payments whose timers stand in one agenda. */
const worldSize = 500

const differences = (world: World) =>
  [...world.payments].flatMap(([paymentId, payment]) =>
    (payment as KnownPayment).transfers
      .map(({ number, status, kind }) => {
        const held = world.rail.get(submissionIdOf(paymentId, number))
        return { paymentId, number, kind, ours: status, theirs: held?.state ?? 'rejected' }
      })
      .filter(({ ours, theirs }) => ours !== theirs),
  )

const ownOf = (payment: Payment) =>
  (payment as KnownPayment).transfers.filter(({ kind }) => kind === 'payment')

const wasRetried = (payment: Payment): boolean => ownOf(payment).length > 1

/** Payments of which more than one transfer has moved money at the rail. */
const paidTwice = (world: World) =>
  [...world.payments].filter(([paymentId, payment]) => {
    const moved = ownOf(payment).filter(
      ({ number }) => world.rail.get(submissionIdOf(paymentId, number))?.state === 'settled',
    )
    return moved.length > 1
  })

it('with every fault each transfer ends as the rail has it, and none is submitted twice', () => {
  let submissions = 0
  let retries = 0
  for (let begun = 0; begun < count; begun += worldSize) {
    const world = new World(2_026 + begun)
    const until = Math.min(begun + worldSize, count)
    for (let index = begun; index < until; index++) order(world, index)
    world.run()
    expect(differences(world)).toEqual([])
    expect([...world.rail].filter(([, { submits }]) => submits > 1)).toEqual([])
    expect(paidTwice(world)).toEqual([])
    retries += [...world.payments.values()].filter(wasRetried).length
    submissions += world.rail.size
  }
  // Captures and refunds are among them.
  expect(submissions).toBeGreaterThan(count)
  expect(retries).toBeGreaterThan(0)
}, 600_000)
