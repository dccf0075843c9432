import type { Instant } from '../../kernel/clock.ts'
import type { ContractCheck } from '../../kernel/contract-check.ts'
import { isUuid, type Ids } from '../../kernel/id.ts'
import type { Json } from '../../kernel/json.ts'
import {
  CannotBeHandled,
  type DeadLetters,
  type DeliveredMessage,
  type MessageBus,
  type Reading,
} from '../../kernel/message-bus.ts'
import { sourceOf, topicOf } from '../../kernel/message-contract.ts'
import { recordAnswerTo } from '../../kernel/request-reply/answer-to.ts'
import { pairing, type Asked } from '../../kernel/request-reply/contract.ts'
import type { Consumer, ConsumerStatus } from './consumer.ts'
import { startLoop } from './loop.ts'
import { sendAll, sendInLanes, type Answered, type Sending, type Sent } from './send-intents.ts'

export interface RepliesOptions extends Sending {
  /** Who asks. */
  readonly context: string
  readonly environment: string
  readonly questions: readonly Asked[]
  readonly bus: Pick<MessageBus, 'places' | 'read'>
  readonly check: ContractCheck
  readonly deadLetters: Pick<DeadLetters, 'add'>
  /** When the oldest question was asked that is open still. */
  readonly oldestOpen: () => Promise<Instant | undefined>
  readonly onStatus?: (status: ConsumerStatus) => void
}

/** Answers that are being recorded. */
const underWayMax = 1_000

/** Clocks of the bus and of this machine may be so far apart. */
const clocksApartMs = 60_000

/**
 * Takes the answers to a context's questions, in each of its processes, without a group: nothing is handed over when
 * one of them dies, because all others have every answer too. The first to record one wins; the others find it done.
 * After a start, it reads on from when the oldest open question was asked.
 */
export const takeReplies = (options: RepliesOptions): Consumer => {
  const { context, environment, questions, bus, oldestOpen, clock, onStatus } = options
  const name = `replies/${context}`
  const topics = questions.map(({ reply }) => topicOf(reply, environment))
  const closing = new AbortController()
  let status: ConsumerStatus = { name, state: 'starting' }
  let reading: Reading | undefined

  const become = (state: ConsumerStatus['state'], reason?: string) => {
    status = { name, state, ...(reason === undefined ? {} : { reason }) }
    onStatus?.(status)
  }
  const send = sendInLanes(options, closing.signal)
  const underWay = new Set<Promise<unknown>>()
  /** What no further attempt would help ends the reading; it begins anew with the oldest open question. */
  const onBroken = (error: unknown) => {
    if (closing.signal.aborted) return
    become('retrying', String(error))
    void reading?.close()
  }
  /** Goes on reading while answers are being recorded, so that they are committed together. */
  const handle = async (messages: readonly DeliveredMessage[]): Promise<void> => {
    for (const message of messages) {
      for (const sent of await sentOrSetAside(options, message)) {
        const recording: Promise<unknown> = send(sent)
          .then((answered) => setAsideMisfit(options, message, answered))
          .catch(onBroken)
          .finally(() => underWay.delete(recording))
        underWay.add(recording)
      }
      while (underWay.size >= underWayMax) await Promise.race(underWay)
    }
  }
  const step = async (): Promise<'idle'> => {
    const now = clock.now()
    const since = Math.min((await oldestOpen()) ?? now, now) - clocksApartMs
    const from = await bus.places(topics, { time: new Date(Math.max(0, since)).toISOString() })
    if (closing.signal.aborted) return 'idle'
    reading = await bus.read({ from, handle })
    // Whoever stopped meanwhile had nothing to close.
    if (closing.signal.aborted) await reading.close()
    become('running')
    await reading.done
    await Promise.all(underWay)
    return 'idle'
  }

  const loop = startLoop({ step, onFailure: (error) => become('retrying', String(error)) })
  return {
    name,
    status: () => status,
    wake: () => loop.wake(),
    stop: async () => {
      closing.abort()
      const stopped = loop.stop()
      await reading?.close()
      await stopped
    },
  }
}

export const repliesGroup = (context: string): string => `replies/${context}`

/** Other systems ask the same one, and its answers lie on one topic. */
export const isReplyTo =
  (context: string) =>
  ({ extensions = {} }: Pick<DeliveredMessage, 'extensions'>): boolean =>
    extensions[pairing.asker] === sourceOf(context)

type Taking = Omit<RepliesOptions, 'bus' | 'deadLetters' | 'oldestOpen'>

/** Takes one answer that was set aside. Throws `CannotBeHandled` where it makes no sense. */
export const replyHandler =
  (options: Taking, signal: AbortSignal): ((message: DeliveredMessage) => Promise<void>) =>
  async (message) => {
    // It may say something else by now: the same words once more are the same command, others another.
    const edition = options.ids.derive('edition', message.payload)
    const sent = sentFor(options, message, edition)
    for (const answered of await sendAll(options, sent, signal)) refuseMisfit(answered)
  }

const sentOrSetAside = async (
  options: RepliesOptions,
  message: DeliveredMessage,
): Promise<readonly Sent[]> => {
  try {
    return sentFor(options, message)
  } catch (error) {
    await setAside(options, message, error)
    return []
  }
}

const setAsideMisfit = async (
  options: RepliesOptions,
  message: DeliveredMessage,
  answered: Answered,
): Promise<void> => {
  try {
    refuseMisfit(answered)
  } catch (error) {
    await setAside(options, message, error)
  }
}

const refuseMisfit = (answered: Answered): void => {
  if (answered.kind === 'refused' && answered.refusal.refused === 'answer-misfit')
    throw new CannotBeHandled('answer-misfit', 'the question that it names is another one')
}

/** Throws what is no mistake of the message. */
const setAside = async (
  { context, deadLetters }: RepliesOptions,
  message: DeliveredMessage,
  error: unknown,
): Promise<void> => {
  if (!(error instanceof CannotBeHandled)) throw error
  const { reason, message: text } = error
  const group = repliesGroup(context)
  const letter = { group, message, reason, error: text, attempts: message.attempt }
  // Each start reads some that were read before, and each process reads all.
  await deadLetters.add(letter, 'left')
}

/** The command that an answer calls for; none where it is for somebody else. */
const sentFor = (
  { context, environment, questions, check, ids }: Taking,
  message: DeliveredMessage,
  ...edition: readonly string[]
): readonly Sent[] => {
  const { extensions = {}, payload, traceparent } = message
  if (!isReplyTo(context)(message)) return []
  const questionId = extensions[pairing.questionId] ?? ''
  if (!isUuid(questionId))
    throw new CannotBeHandled('question-unnamed', `it has no ${pairing.questionId}`)
  const misfit = check.received(message)
  if (misfit) throw new CannotBeHandled(misfit.refused, JSON.stringify(misfit.detail ?? {}))
  const asked = questions.find(({ reply }) => topicOf(reply, environment) === message.topic)
  if (!asked) throw new CannotBeHandled('no-contract', 'nobody asks for it here')
  const answerId = answerIdOf(ids, message)
  const correlation = extensions[pairing.correlationId] ?? ''
  return [
    {
      definition: recordAnswerTo(asked),
      command: {
        type: 'RecordAnswer',
        data: { questionId, answerId, reply: JSON.parse(payload) as Json },
      },
      commandId: ids.derive('reply', context, questionId, message.source, message.id, ...edition),
      actor: `bus:${message.source}`.slice(0, 200),
      correlationId: isUuid(correlation) ? correlation : questionId,
      causationId: isUuid(message.id) ? message.id : ids.derive('message', message.id),
      traceparent,
    },
  ]
}

const answerIdLengthMax = 200

const answerIdOf = (ids: Ids, { id, source }: DeliveredMessage): string =>
  id.length <= answerIdLengthMax ? id : ids.derive('answer', source, id)
