import type { Clock } from '../../kernel/clock.ts'
import { formatInstant } from '../../kernel/clock.ts'
import type { ContextTools } from '../../kernel/context.ts'
import type { RecordedEvent } from '../../kernel/message.ts'
import { erased, type Vault } from '../../kernel/personal-data.ts'
import type { Correlations } from './correlations.ts'
import type { Party, PaymentDetails, PaymentEvent, PaymentEventData } from './events.ts'
import { paymentStream } from './payment.ts'
import { noPayment, transferOf, type Payment } from './payment-parts.ts'
import { evolve } from './payment-state.ts'
import type { RailAsked, RailInstruction } from './ports.ts'
import type { SubmissionAnswer } from './transfers/commands.ts'
import { submissionIdOf, transferNumberOf } from './transfers/transfer-events.ts'
import type { Transfer } from './transfers/transfer.ts'

/** Which handing over, of which transfer. */
export interface TransferCall {
  readonly paymentId: string
  readonly transfer: number
  readonly attempt: number
}

/** A payment has hundreds of events at the very most. */
const eventsMax = 10_000

interface Prepared {
  readonly instruction: RailInstruction
  readonly submitBefore: string
  readonly rail: string
}

/**
 * Everything that the call needs. What goes wrong here goes wrong before anything was sent, and must not be
 * taken for a call that may have arrived.
 */
export const prepareInstruction = async (
  { log, vault, clock }: Pick<ContextTools, 'log' | 'vault' | 'clock'>,
  call: TransferCall,
  correlations: Correlations | undefined,
): Promise<Prepared | SubmissionAnswer> => {
  try {
    const story = await log.readStream(paymentStream(call.paymentId), 0, eventsMax)
    // The rail's callbacks will ask for it.
    if (story[0]) correlations?.note(call.paymentId, story[0].correlationId)
    const begun = begunIn(story as readonly RecordedEvent<PaymentEvent>[], call)
    const instruction = await instructionOf(call.paymentId, begun, vault, clock)
    const { submitBefore, rail } = begun.started
    return 'kind' in instruction ? instruction : { instruction, submitBefore, rail }
  } catch {
    return { kind: 'not-sent', reason: 'preparation-failed' }
  }
}

interface Begun {
  readonly received: PaymentEventData<'PaymentReceived'>
  readonly started: PaymentEventData<'SubmissionStarted'>
  readonly transfer: Transfer
  /** The transfer that a refund gives back. */
  readonly givesBack: Transfer | undefined
}

const begunIn = (
  story: readonly RecordedEvent<PaymentEvent>[],
  { transfer: number, attempt }: TransferCall,
): Begun => {
  const payment = story.reduce<Payment>(evolve, noPayment)
  const transfer = payment.status === 'none' ? undefined : transferOf(payment, number)
  const received = story.find((event) => event.type === 'PaymentReceived')
  const started = story.find(
    (event) =>
      event.type === 'SubmissionStarted' &&
      event.data.attempt === attempt &&
      transferNumberOf(event.data) === number,
  )
  if (
    payment.status === 'none' ||
    !transfer ||
    received?.type !== 'PaymentReceived' ||
    started?.type !== 'SubmissionStarted'
  )
    throw new Error('an attempt was announced, and is not in the log')
  const givesBack =
    transfer.returnOf === undefined ? undefined : transferOf(payment, transfer.returnOf)
  return { received: received.data, started: started.data, transfer, givesBack }
}

const instructionOf = async (
  paymentId: string,
  { received, transfer, givesBack }: Begun,
  vault: Vault,
  clock: Clock,
): Promise<RailInstruction | Extract<SubmissionAnswer, { kind: 'erased' }>> => {
  const [debtor, creditor] = await vault.open<Party>([received.debtor, received.creditor])
  const [remittance] = received.remittance ? await vault.open([received.remittance]) : []
  const [details] = received.details ? await vault.open<PaymentDetails>([received.details]) : []
  if (debtor === undefined || debtor === erased) return { kind: 'erased', party: 'debtor' }
  if (creditor === undefined || creditor === erased) return { kind: 'erased', party: 'creditor' }
  const { endToEndId } = received
  const { number, amount, kind } = transfer
  const submissionId = submissionIdOf(paymentId, number)
  if (kind === 'refund')
    return {
      submissionId,
      amount,
      // The money goes back the way that it came.
      debtor: railParty(creditor),
      creditor: railParty(debtor),
      endToEndId,
      ...returnOf(paymentId, givesBack),
    }
  return {
    submissionId,
    amount,
    debtor: railParty(debtor),
    creditor: railParty(creditor),
    endToEndId,
    ...(typeof remittance === 'string' ? { remittance } : {}),
    ...(details === undefined || details === erased ? {} : { details }),
    ...dayAhead(received.requestedExecutionDate, clock),
    ...askedOf(received),
  }
}

const askedOf = ({ serviceLevel, chargeBearer, purpose, uetr }: Begun['received']) => {
  const asked: RailAsked = {
    ...(serviceLevel ? { serviceLevel } : {}),
    ...(chargeBearer ? { chargeBearer } : {}),
    ...(purpose ? { purpose } : {}),
    ...(uetr ? { uetr } : {}),
  }
  return Object.keys(asked).length > 0 ? { asked } : {}
}

const returnOf = (paymentId: string, givesBack: Transfer | undefined) => {
  if (!givesBack || !('railReference' in givesBack))
    throw new Error('a refund gives back what has settled')
  const { number, railReference } = givesBack
  return { returnOf: { submissionId: submissionIdOf(paymentId, number), railReference } }
}

/** A day that has passed means as soon as possible, and rails refuse it. */
const dayAhead = (day: string | undefined, clock: Clock) =>
  day !== undefined && day > formatInstant(clock.now()).slice(0, 10)
    ? { requestedExecutionDate: day }
    : {}

const railParty = ({ name, account, agentBic }: Party) => ({
  name,
  account,
  ...(agentBic ? { agentBic } : {}),
})
