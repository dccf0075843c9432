import type { Instant } from '../../kernel/clock.ts'
import type { RecordedEvent } from '../../kernel/message.ts'
import type { Schedule, TimerChange } from '../../kernel/schedule.ts'
import type { OperatorReason, PaymentEvent } from './events.ts'
import { nthDelayMs, type Patience } from './patience.ts'
import { paymentCommands, paymentIdOfStream } from './payment.ts'

/*
 * Three timers for each payment, set by its facts and cancelled by them:
 *
 *   attempt    after SubmissionNotSent                 -> RetrySubmission
 *   question   while unknown, submitted or pending     -> AskForStatus
 *   operator   while waiting, unknown or with the rail -> AskOperator
 *
 * A question that was asked sets no timer: its answer does.
 */

const timedEvents = [
  'SubmissionStarted',
  'SubmissionNotSent',
  'SubmissionBecameUnknown',
  'PaymentSubmitted',
  'PaymentPending',
  'StatusAnswered',
  'PaymentSettled',
  'PaymentRejected',
] as const

type Timed = Extract<PaymentEvent, { type: (typeof timedEvents)[number] }>

/** When to try, to ask, and to call somebody. */
export const paymentTimers = (patience: Patience): Schedule<Timed> => ({
  name: 'payment-timers',
  events: timedEvents,
  change: (event) => changes(patience, event),
})

const changes = (patience: Patience, event: RecordedEvent<Timed>): readonly TimerChange[] => {
  const { type, data } = event
  const timers = timersOf(paymentIdOfStream(event.stream), event.time)
  switch (type) {
    case 'SubmissionNotSent':
      return [
        ...(data.attempt < patience.attemptsMax
          ? [timers.tryAgain(data.attempt + 1, nthDelayMs(patience.retryDelaysMs, data.attempt))]
          : []),
        // Only the first: how long it waits counts from there.
        ...(data.attempt === 1
          ? [timers.callSomebody('waiting-too-long', patience.waitingMaxMs)]
          : []),
      ]
    case 'SubmissionBecameUnknown':
      return [
        timers.ask(nthDelayMs(patience.unknownDelaysMs, 1)),
        timers.callSomebody('unknown-too-long', patience.unknownMaxMs),
      ]
    case 'PaymentSubmitted':
    case 'PaymentPending':
      return [
        timers.ask(nthDelayMs(patience.pendingDelaysMs, 1)),
        timers.callSomebody('pending-too-long', patience.pendingMaxMs),
        timers.stopTrying,
      ]
    case 'StatusAnswered': {
      if (data.askedInStatus >= patience.questionsMax) return []
      const delaysMs =
        data.status === 'unknown' ? patience.unknownDelaysMs : patience.pendingDelaysMs
      return [timers.ask(nthDelayMs(delaysMs, data.askedInStatus + 1))]
    }
    case 'SubmissionStarted':
      // Another attempt may be an operator's; the timer of the same one has nothing left to do.
      return data.attempt > 1 ? [timers.stopTrying] : []
    case 'PaymentSettled':
    case 'PaymentRejected':
      return data.from === 'received'
        ? []
        : [timers.stopTrying, timers.stopAsking, timers.stopCalling]
  }
}

const timersOf = (paymentId: string, since: Instant) => {
  const attempt = `attempt-${paymentId}`
  const question = `question-${paymentId}`
  const operator = `operator-${paymentId}`
  return {
    tryAgain: (nth: number, delayMs: number): TimerChange => ({
      set: attempt,
      due: since + delayMs,
      intent: {
        definition: paymentCommands.RetrySubmission,
        command: { type: 'RetrySubmission', data: { paymentId, attempt: nth } },
      },
    }),
    ask: (delayMs: number): TimerChange => ({
      set: question,
      due: since + delayMs,
      intent: {
        definition: paymentCommands.AskForStatus,
        command: { type: 'AskForStatus', data: { paymentId } },
      },
    }),
    callSomebody: (because: OperatorReason, delayMs: number): TimerChange => ({
      set: operator,
      due: since + delayMs,
      intent: {
        definition: paymentCommands.AskOperator,
        command: { type: 'AskOperator', data: { paymentId, because } },
      },
    }),
    stopTrying: { cancel: attempt },
    stopAsking: { cancel: question },
    stopCalling: { cancel: operator },
  }
}
