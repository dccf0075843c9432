import type { Instant } from '../../kernel/clock.ts'
import type { ContractCheck } from '../../kernel/contract-check.ts'
import { isUuid } from '../../kernel/id.ts'
import { canonicalJson, type Json } from '../../kernel/json.ts'
import {
  CannotBeHandled,
  type DeadLetters,
  type DeliveredMessage,
  type MessageBus,
  type Subscription,
} from '../../kernel/message-bus.ts'
import { topicOf } from '../../kernel/message-contract.ts'
import type { Answering } from '../../kernel/request-reply/answering.ts'
import { pairing } from '../../kernel/request-reply/contract.ts'
import type { Consumer, ConsumerStatus } from './consumer.ts'
import { startLoop } from './loop.ts'
import { sendUntilAnswered, type Sending, type Sent } from './send-intents.ts'

export interface QuestionsOptions extends Sending {
  /** Who answers. */
  readonly context: string
  readonly environment: string
  readonly answers: readonly Answering[]
  readonly bus: Pick<MessageBus, 'subscribe'>
  readonly check: ContractCheck
  readonly deadLetters: DeadLetters
  readonly onStatus?: (status: ConsumerStatus) => void
  /** Without a failure for so long, the bus works again. */
  readonly recoveredAfterMs?: number
}

const recoveredAfterMsDefault = 5_000
const limits = { concurrencyMax: 256, attemptsMax: 5, retryDelaysMs: [100, 1_000, 5_000] } as const

/**
 * Answers the questions that come for a context. Each is a command whose id is derived from asker, question and
 * attempt, so that its message may come as often as it likes; the answer goes out from the log.
 */
export const answerQuestions = (options: QuestionsOptions): Consumer => {
  const { context, environment, answers, bus, deadLetters, onStatus } = options
  const { recoveredAfterMs = recoveredAfterMsDefault } = options
  const name = `answers/${context}`
  const closing = new AbortController()
  let subscription: Subscription | undefined
  let status: ConsumerStatus = { name, state: 'starting' }

  const become = (state: ConsumerStatus['state'], reason?: string) => {
    status = { name, state, ...(reason === undefined ? {} : { reason }) }
    onStatus?.(status)
  }
  /** A member tells of its failures, which it repeats twice a second, and not of their end. */
  let recovering: NodeJS.Timeout | undefined
  const onFailure = (error: unknown) => {
    if (closing.signal.aborted) return
    become('retrying', String(error))
    clearTimeout(recovering)
    recovering = setTimeout(() => become('running'), recoveredAfterMs).unref()
  }
  const join = async (): Promise<'over'> => {
    subscription = await bus.subscribe({
      topics: answers.map(({ asked }) => topicOf(asked.request, environment)),
      group: answeringGroup(context, environment),
      // What was asked before anybody could answer is answered where somebody waits still.
      from: 'earliest',
      handle: questionHandler(options, closing.signal),
      concurrencyMax: limits.concurrencyMax,
      retryDelaysMs: limits.retryDelaysMs,
      // Questions have nothing to do with each other.
      deadLetters: { store: deadLetters, attemptsMax: limits.attemptsMax, laterOfKey: 'follow' },
      onFailure,
    })
    become('running')
    return 'over'
  }

  const loop = startLoop({ step: join, onFailure: (error) => become('retrying', String(error)) })
  return {
    name,
    status: () => status,
    wake: () => loop.wake(),
    stop: async () => {
      await loop.stop()
      const left = subscription?.close()
      closing.abort()
      clearTimeout(recovering)
      await left
    },
  }
}

export const answeringGroup = (context: string, environment: string): string =>
  `millrace.${environment}.${context}.answers`

/** Answers one question. Throws `CannotBeHandled` where it breaks its contract. */
export const questionHandler = (
  options: Omit<QuestionsOptions, 'bus' | 'deadLetters'>,
  signal: AbortSignal,
): ((message: DeliveredMessage) => Promise<void>) => {
  const questionOf = commandsOfQuestions(options)
  return async (message) => {
    const outcome = await sendUntilAnswered(options, questionOf(message), signal)
    if (outcome.kind === 'refused' && outcome.refusal.refused === 'question-changed')
      throw new CannotBeHandled('question-changed', 'its id was used for another question')
  }
}

/** The command that a question is. Throws `CannotBeHandled` where it breaks its contract. */
export const commandsOfQuestions = (
  options: Pick<QuestionsOptions, 'context' | 'environment' | 'answers' | 'check' | 'ids'>,
): ((message: DeliveredMessage) => Sent) => {
  const { answers, environment, check } = options
  const byTopic = new Map(
    answers.map((answering) => [topicOf(answering.asked.request, environment), answering]),
  )
  return (message) => {
    const answering = byTopic.get(message.topic)
    const misfit = check.received(message)
    if (!answering || misfit)
      throw new CannotBeHandled(
        misfit?.refused ?? 'no-contract',
        JSON.stringify(misfit?.detail ?? {}),
      )
    return sentFor(options, answering, message)
  }
}

const sentFor = (
  { context, ids }: Pick<QuestionsOptions, 'context' | 'ids'>,
  { asked, definition }: Answering,
  message: DeliveredMessage,
): Sent => {
  const { id, source, subject, payload, traceparent, extensions = {} } = message
  const request = JSON.parse(payload) as Json
  const asker = extensions[pairing.asker] ?? source
  const attempt = attemptOf(extensions[pairing.attempt])
  const expiresAt = instantOf(extensions[pairing.expiryTime])
  const answerId = ids.derive('answer', context, asked.source, asked.name, asker, id)
  const correlation = extensions[pairing.correlationId] ?? ''
  return {
    definition,
    command: {
      type: definition.type,
      data: {
        answerId,
        asker: named('asker', asker),
        questionId: named('id', id),
        attempt,
        subject: subject.slice(0, textLengthMax),
        request,
        ...(expiresAt === undefined ? {} : { expiresAt }),
      },
    },
    // With the content: an id that is used for something else is seen, and not taken for a repetition.
    commandId: ids.derive('answer', answerId, String(attempt), canonicalJson(request)),
    actor: `bus:${source}`.slice(0, textLengthMax),
    correlationId: isUuid(correlation) ? correlation : answerId,
    causationId: isUuid(id) ? id : answerId,
    traceparent,
  }
}

const textLengthMax = 200

/** What is said back as it came. */
const named = (what: string, text: string): string => {
  if (text.length <= textLengthMax) return text
  throw new CannotBeHandled('name-too-long', `its ${what} has ${text.length} characters`)
}

const attemptOf = (text: string | undefined): number => {
  const attempt = Number(text ?? 1)
  return Number.isSafeInteger(attempt) && attempt > 0 ? attempt : 1
}

const instantOf = (text: string | undefined): Instant | undefined => {
  const instant = Date.parse(text ?? '')
  return Number.isNaN(instant) ? undefined : instant
}
