import type { Instant } from '../../kernel/clock.ts'
import type { NewPayment, PaymentEventData } from './events.ts'
import type { KnownPayment } from './payment-parts.ts'

/** A payment as it begins: what decisions need of its order. */
export const received = (
  data: PaymentEventData<'PaymentReceived'>,
  receivedAt: Instant,
): Omit<KnownPayment, 'status'> => {
  const { amount, captureMode = 'automatic', fundingAccount, holdUntil, orderIndex, retry } = data
  const due = dueOf(data)
  return {
    stage: 'received',
    receivedAt,
    amount,
    creditorAccountIndex: data.creditorAccountIndex,
    captureMode,
    ...(fundingAccount ? { fundingAccount } : {}),
    ...(orderIndex ? { orderIndex } : {}),
    ...(retry ? { retry } : {}),
    ...routableIn(data),
    ...(due ? { dueAt: Date.parse(due) } : {}),
    ...(holdUntil ? { holdUntil: Date.parse(holdUntil) } : {}),
    transfers: [],
    disputes: [],
  }
}

/** Not before then; a day begins at midnight UTC where it does not say otherwise. */
export const dueOf = ({
  scheduledFor,
  dayBegins,
  requestedExecutionDate,
}: Pick<NewPayment, 'scheduledFor' | 'dayBegins' | 'requestedExecutionDate'>): string | undefined =>
  scheduledFor ?? dayBegins ?? requestedExecutionDate

const routableIn = ({
  serviceLevel,
  debtorCountry,
  creditorCountry,
}: PaymentEventData<'PaymentReceived'>) => {
  if (!serviceLevel && !debtorCountry && !creditorCountry) return {}
  const routable = {
    ...(serviceLevel ? { serviceLevel } : {}),
    ...(debtorCountry ? { debtorCountry } : {}),
    ...(creditorCountry ? { creditorCountry } : {}),
  }
  return { routable }
}
